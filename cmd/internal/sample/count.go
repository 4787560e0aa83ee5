package sample

// count fills in the numbers of records that the files hold by their last day.
func (w *world) count(sum *Summary) {
	n := sum.Records
	for _, p := range w.people {
		if p.since <= w.to {
			n["people"]++
		}
	}
	for _, c := range w.custody {
		if c.admitted <= w.to {
			n["custody"]++
		}
	}
	signed, supported := map[*person]bool{}, map[*person]bool{}
	from, to := toDay(DeckFrom()), toDay(DeckTo())
	for _, s := range w.signUps {
		if s.offered > w.to {
			continue
		}
		n["sign_ups"]++
		if s.service != "TSO" {
			continue
		}
		if s.signed.within(from, min(to, w.to)) {
			signed[s.p] = true
		}
		for _, v := range s.supports {
			if v.on == s.c.liberated && v.on.within(from, min(to, w.to)) && v.result == "ATTENDED" {
				supported[s.p] = true
			}
		}
		for _, d := range s.needs {
			if d.identified.within(from, to) && d.referred.within(from, min(to, w.to)) {
				sum.Deck.NeedsReferred++
			}
		}
	}
	sum.Deck.SignedUp, sum.Deck.SupportedOnTheDay = len(signed), len(supported)
	w.countRest(n)
}

func (w *world) countRest(n map[string]int) {
	tally := func(kind string, on day) {
		if on <= w.to {
			n[kind]++
		}
	}
	for _, x := range w.needs {
		tally("needs", x.identified)
	}
	for _, x := range w.supports {
		tally("liberation_support", x.on)
	}
	for _, x := range w.licences {
		tally("licences", x.started)
	}
	for _, x := range w.breaches {
		tally("breaches", x.identified)
	}
	for _, x := range w.recalls {
		tally("recalls", x.referred)
	}
	for _, x := range w.conferences {
		if x.c.admitted <= w.to {
			tally("case_conferences", x.due-60)
		}
	}
	n["record_reviews"] = len(w.reviews)
}
