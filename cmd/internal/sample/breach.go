package sample

// breachChance is the share of licences breached before they end: low on
// parole, high on non-parole licences (domain notes, section 7, fixture 6).
// North Lanarkshire's are higher: an area that differs for the reports to find.
func breachChance(l *licence) float64 {
	chance := map[string]float64{
		"PAROLE": 0.07, "NONPAR": 0.38, "EXT": 0.36, "LIFE": 0.11, "OLR": 0.15, "STSO": 0.24, "SRO": 0.33, "OTHER": 0.2,
	}[l.kind]
	if l.authority == northLanarkshire {
		chance = min(chance*1.6, 0.8)
	}
	return chance * l.strain()
}

func (w *world) breachesOf(r dice, l *licence) {
	if !r.chance(breachChance(l)) {
		return
	}
	on := l.started + 6 + r.wait(150)
	for range r.pick([]share{{"1", 78}, {"22", 17}, {"333", 5}}) {
		if l.expires != 0 && on > l.expires || l.ended != 0 && on > l.ended {
			return
		}
		if on >= w.from-200 {
			w.breach(r, l, on)
		}
		on += 20 + r.wait(120)
	}
}

func (w *world) breach(r dice, l *licence, on day) {
	b := &breach{ref: w.ref("B"), l: l, identified: on}
	if r.chance(0.8) {
		b.occurred = max(on-min(r.wait(4), 25), l.started)
	}
	shares := []share{{"MISSED_APPOINTMENT", 26}, {"ADDRESS", 13}, {"NO_CONTACT_EXCLUSION", 7}, {"SUBSTANCE", 14}, {"PROGRAMME", 4},
		{"REPORTING_TRAVEL", 5}, {"BEHAVIOUR", 11}, {"NEW_CHARGE", 15}, {"NEW_CONVICTION", 4}, {"OTHER", 1}}
	if r.chance(0.93) {
		b.reasons = []string{r.pick(shares)}
		if more := r.pick(shares); r.chance(0.35) && more != b.reasons[0] {
			b.reasons = append(b.reasons, more)
		}
	}
	b.response = r.pick([]share{{"BREACH_REPORT", 62}, {"WARNING", 22}, {"INFORMAL", 12}, {"NONE", 4}})
	b.more = r.pick([]share{{"N", 70}, {"PARTLY", 11}, {"Y", 6}, {"U", 3}, {"", 10}})
	if b.response == "BREACH_REPORT" {
		b.reported = on + min(r.wait(5), 60)
		w.strained(r, b)
		w.decide(r, b)
	}
	l.breaches = append(l.breaches, b)
	w.breaches = append(w.breaches, b)
}

// decide follows a breach report to Ministers, the Board or the court, and a
// recall back to custody and perhaps out again. Shares are those of the Parole
// Board's 149 referrals of 2017-18: 90 recalled, 43 warned, 4 no action, 10
// deferred, 2 withdrawn.
func (w *world) decide(r dice, b *breach) {
	if !r.chance(0.86) {
		return
	}
	l := b.l
	c := &recall{ref: w.ref("R"), b: b, l: l, referred: b.reported + r.days(0, 12)}
	c.route = r.pick([]share{{"BOARD", 68}, {"MINISTERS", 32}})
	if l.kind == "SRO" {
		c.route = "COURT"
	}
	w.recalls = append(w.recalls, c)
	if r.chance(0.02) {
		return
	}
	c.decided = c.referred + r.days(1, 9)
	if c.route == "BOARD" {
		c.decided = c.referred + 7 + min(r.wait(18), 120)
	}
	c.outcome = r.pick([]share{{"RECALLED", 90}, {"WARNING_LETTER", 43}, {"NO_ACTION", 4}, {"DEFERRED", 10}, {"WITHDRAWN", 2}})
	if c.outcome != "RECALLED" {
		return
	}
	if over(l, c.decided+30) {
		c.outcome = "WITHDRAWN" // the licence ran out, or custody came first
		return
	}
	w.backToCustody(r, c)
}

// over says whether the licence has ended by the day.
func over(l *licence, on day) bool {
	return l.expires != 0 && on > l.expires || l.ended != 0 && on > l.ended
}

// backToCustody ends the licence and opens a period in custody of status RECALL.
func (w *world) backToCustody(r dice, c *recall) {
	l, back := c.l, c.l.ended
	c.returned = c.decided + min(r.wait(4), 28)
	l.ended, l.reason = c.returned, "RECALLED"
	if c.route != "COURT" {
		c.dossier = c.returned + 5 + min(r.wait(8), 60)
		c.reviewed = c.dossier + r.days(28, 80)
		c.review = r.pick([]share{{"IMMEDIATE", 11}, {"NOT_RELEASED", 31}, {"LATER", 20}})
	}
	if c.returned < w.from {
		return
	}
	in := &custody{p: l.p, admitted: c.returned, admittedAt: 8*60 + r.between(0, 12*60), legal: "RECALL", class: classOf(l.kind)}
	in.establishment = prison(r, l.p, in.admitted, l.kind != "SRO")
	in.screenHours = 6 + r.between(0, 80)
	in.liberated = (c.returned + 120 + r.wait(260)).backToFriday()
	in.liberation = map[string]string{"NONPAR": "NON_PAROLE", "PAROLE": "PAROLE", "EXT": "EXTENDED", "LIFE": "LIFE_LICENCE", "OLR": "LIFE_LICENCE"}[l.kind]
	if in.liberation == "" {
		in.liberation = "SENTENCE_SERVED"
	}
	switch c.review {
	case "IMMEDIATE":
		in.liberated = (c.reviewed + r.days(1, 7)).goingHome(c.reviewed)
		c.released = in.liberated
	case "LATER":
		in.liberated = max(in.liberated, (c.reviewed + r.days(60, 300)).backToFriday())
		c.released = in.liberated
	case "NOT_RELEASED":
		in.liberated = max(in.liberated, (c.reviewed + r.days(100, 700)).backToFriday())
	}
	if back != 0 && in.liberated >= back { // the next period in custody is known
		in.liberated, c.released = max(back-1, in.admitted+1), 0
		c.reviewed, c.review = 0, ""
	}
	w.goHome(r, in)
	w.keep(l.p, in)
}

func classOf(licence string) string {
	switch licence {
	case "NONPAR", "PAROLE":
		return "DET4"
	default:
		return licence
	}
}

// conferencesOf are the case conferences of a long sentence: the first within
// six months of the sentence, then each year, and one before release.
func (w *world) conferencesOf(r dice, c *custody) {
	add := func(kind string, due day, early, late int) {
		if due < w.from-400 || due > w.to+60 {
			return
		}
		f := &conference{ref: w.ref("F"), c: c, kind: kind, due: due}
		if r.chance(0.93) {
			f.held = min((due + r.days(early, late)).workday(), c.liberated-1)
		} else {
			f.notAttended = r.pick([]share{{"Postponed", 3}, {"Prison staff shortage", 2}, {"Person did not wish to attend", 2}})
		}
		yes := func(p float64) string {
			if f.held == 0 {
				return ""
			}
			if r.chance(p) {
				return "Y"
			}
			return "N"
		}
		f.prison, f.community, f.invited = yes(0.9), yes(0.72), yes(0.6)
		if c.p.authority == highland {
			f.community = yes(0.5) // far from every prison but one
		}
		if f.invited == "Y" {
			f.family = yes(0.45)
		}
		w.conferences = append(w.conferences, f)
	}
	add("INITIAL", c.sentenced+182, -70, 30)
	for due := c.sentenced + 182 + 365; due < c.liberated-150; due += 365 {
		add("ANNUAL", due, -30, 40)
	}
	add("PRE_RELEASE", c.liberated-84, -20, 25)
}
