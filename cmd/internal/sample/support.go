package sample

// support follows one period in custody: an offer of throughcare, what came of
// it, needs, the day of liberation and the time after. back is the next
// admission, 0 for none.
func (w *world) support(r dice, c *custody, back day) {
	s := offer(r, c)
	if s == nil {
		return
	}
	s.ref, s.p, s.c = w.ref(servicePrefix(s.service)), c.p, c
	s.establishment = deliverer(s.service, c.liberatedFrom, s.offered)
	s.authority = c.p.authority
	if r.chance(0.97) {
		s.worker = workerRef(r, s)
	}
	c.offer = s
	w.signUps = append(w.signUps, s)
	answer(r, s)
	if s.signed == 0 {
		return
	}
	s.assessed = min(s.signed+r.days(0, 8), max(c.liberated, s.signed))
	w.ending(r, s, back)
	w.identify(r, s)
	w.liberationDay(r, s)
	w.keepInTouch(r, s)
	if s.service == "NEW_ROUTES" || s.service == "UPSIDE" {
		w.journey(r, s)
	}
}

func servicePrefix(service string) string {
	return map[string]string{"TSO": "TS", "UPSIDE": "UP", "NEW_ROUTES": "NR", "SHINE": "SH", "LA_VOLUNTARY": "LV"}[service]
}

func workerRef(r dice, s *signUp) string {
	if s.service == "TSO" {
		return s.establishment + "-TSO" + string(rune('1'+r.IntN(4)))
	}
	return servicePrefix(s.service) + "-W" + string(rune('A'+r.IntN(20)))
}

// offer decides who offers support and when: about twelve weeks before
// liberation, or soon after a sentence that is shorter than that, or soon after
// a remand. It is nil when nobody does.
func offer(r dice, c *custody) *signUp {
	if c.class == "STSO" || c.class == "SRO" {
		return nil // statutory: not for the voluntary services
	}
	on := c.admitted + r.days(3, 12)
	if c.legal == "SENTENCED" {
		on = max(c.sentenced+r.days(3, 14), c.liberated-84+day(r.NormFloat64()*11))
	}
	service := serviceOn(r, c, on)
	if service == "TSO" || service == "" {
		if again := catchUp(r, c, on); again != 0 && (service == "" || on > again) {
			return &signUp{service: "TSO", offered: again}
		}
	}
	if service == "" || on >= c.liberated {
		return nil
	}
	return &signUp{service: service, offered: on}
}

// catchUp is the day in the expansion on which the new officers see somebody
// whom nobody had seen; 0 when they do not.
func catchUp(r dice, c *custody, usual day) day {
	first := max(expansionStarts(), c.sentenced+3)
	last := min(expansionEnds(), c.liberated-2)
	seen := r.chance(0.9)
	if c.legal != "SENTENCED" || first > last || !seen {
		return 0
	}
	return first + r.days(0, int(last-first))
}

func serviceOn(r dice, c *custody, on day) string {
	women := c.p.gender == "F"
	remand := c.legal == "REMAND"
	none := share{"", 24}
	switch {
	case on >= upsideStarts() && remand:
		return r.pick([]share{{"UPSIDE", 48}, {"", 52}})
	case remand && women:
		return r.pick([]share{{"SHINE", 35}, {"", 65}})
	case remand:
		return ""
	case on >= upsideStarts():
		return r.pick([]share{{"UPSIDE", 50}, {"TSO", 22}, council(c), none})
	case women:
		return r.pick([]share{{"SHINE", 52}, {"TSO", 14}, council(c), none})
	case on >= expansionStarts():
		return r.pick([]share{{"TSO", 86}, {"NEW_ROUTES", 6}, council(c), {"", 8}})
	default:
		return r.pick([]share{{"TSO", 54}, {"NEW_ROUTES", 21}, council(c), none})
	}
}

// council is the share of an authority's own voluntary throughcare; Glasgow
// leaves it to the other services.
func council(c *custody) share {
	if c.p.authority == glasgow {
		return share{"LA_VOLUNTARY", 0}
	}
	return share{"LA_VOLUNTARY", 9}
}

func answer(r dice, s *signUp) {
	s.responded = s.offered + r.days(0, 9)
	if s.responded >= s.c.liberated {
		s.responded = s.offered
	}
	accepts := 76.0
	if s.service == "TSO" && s.offered.within(expansionStarts(), expansionEnds()) {
		accepts = 92 // more time for each conversation
	}
	s.response = r.pick([]share{{"ACCEPTED", accepts}, {"DECLINED", 15}, {"NO_RESPONSE", 7}})
	if s.response == "ACCEPTED" {
		s.signed = s.responded
	}
}

// longest is how many days after liberation a service keeps somebody.
func longest(service string) day {
	return map[string]day{"TSO": 70, "NEW_ROUTES": 182, "SHINE": 240, "UPSIDE": 364, "LA_VOLUNTARY": 364}[service]
}

// ending decides how the support ends. For about one in five nobody records it:
// the case is simply no longer in the next caseload.
func (w *world) ending(r dice, s *signUp, back day) {
	free := s.c.liberated
	full := free + longest(s.service) - r.days(0, 10)
	on, reason := full, "COMPLETED"
	switch x := r.Float64(); {
	case x < 0.05:
		on, reason = s.signed+r.days(5, 40), "DECLINED"
	case x < 0.42:
		on, reason = free+r.wait(float64(longest(s.service))*0.5)+1, "DISENGAGED"
	case x < 0.46:
		on, reason = free+r.days(5, 60), r.pick([]share{{"TRANSFERRED_OUT", 5}, {"OTHER", 4}, {"DIED", 1}})
	}
	if reason == "DECLINED" && on >= free {
		on = free + 1
	}
	if on > full {
		on, reason = full, "COMPLETED"
	}
	if back != 0 && back < on {
		on, reason = back, "FURTHER_CUSTODY"
	}
	if r.chance(0.19) && reason != "DIED" {
		s.vanished = on
		return
	}
	s.closed, s.reason = on, reason
	s.planned = "N"
	if reason == "COMPLETED" {
		s.planned = "Y"
	}
	if r.chance(0.12) {
		s.planned = ""
	}
}
