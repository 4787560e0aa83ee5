package sample

// shortLife is a life of remands and short sentences: a period in custody, a
// time outside, perhaps another period.
func (w *world) shortLife(r dice, p *person) {
	on := w.arrival(r)
	for range 7 {
		c := w.shortPeriod(r, p, on)
		if c.liberated >= w.from {
			w.keep(p, c)
		}
		if c.liberated > w.to || !r.chance(returns(p, c)) {
			break
		}
		on = c.liberated + 10 + r.wait(130)
		if on > w.to {
			break
		}
	}
	periods := p.periods // a recall adds one, which has no support of its own
	for i, c := range periods {
		w.support(r, c, nextAdmission(periods, i))
		w.shortLicence(r, c, nextAdmission(periods, i))
	}
}

// arrival is the day of somebody's first arrival; courts are quiet in December.
func (w *world) arrival(r dice) day {
	for {
		on := w.from - 330 + day(r.Float64()*float64(w.to-w.from+330))
		if on.time().Month() == 12 && r.chance(0.3) {
			continue
		}
		return on
	}
}

func returns(p *person, c *custody) float64 {
	back := 0.56
	if p.ageOn(c.liberated) > 45 {
		back -= 0.12
	}
	if c.housing == "NO_FIXED_ABODE" {
		back += 0.12
	}
	return back
}

func nextAdmission(periods []*custody, i int) day {
	if i+1 < len(periods) {
		return periods[i+1].admitted
	}
	return 0
}

func (w *world) keep(p *person, c *custody) {
	c.ref = w.ref("C")
	p.periods = append(p.periods, c)
	w.custody = append(w.custody, c)
	if p.since == 0 || c.admitted < p.since {
		p.since = c.admitted
	}
}

// shortPeriod is one period: on remand, then for most a sentence of under four years.
func (w *world) shortPeriod(r dice, p *person, on day) *custody {
	c := &custody{p: p, admitted: on.workday(), admittedAt: 9*60 + r.between(0, 11*60)}
	c.establishment = prison(r, p, on, false)
	if r.chance(0.96) {
		c.screenHours = min(4+int(r.ExpFloat64()*26), 300)
	}
	remand := 1 + r.wait(42)
	if r.chance(0.18) {
		c.legal, c.class = "REMAND", "REMAND_ONLY"
		c.liberated = (c.admitted + remand).goingHome(c.admitted)
		c.liberation = r.pick([]share{{"COURT_ORDER", 75}, {"BAIL", 20}, {"OTHER", 5}})
	} else {
		w.sentence(r, c, remand)
	}
	w.goHome(r, c)
	return c
}

func (w *world) sentence(r dice, c *custody, remand day) {
	c.legal = "SENTENCED"
	c.class = "SHORT_TERM"
	c.becameSentenced = r.chance(0.7)
	if !c.becameSentenced {
		remand = 0
	}
	c.sentenced = c.admitted + remand
	c.sentenceDays = int(min(max(r.around(300, 0.62), 21), 1440))
	if c.sentenceDays > 365 && r.chance(0.11) {
		c.class = "SRO"
	} else if c.sentenceDays > 182 && r.chance(0.05) {
		c.class = "STSO"
	}
	c.liberated = (c.admitted + day(c.sentenceDays/2)).goingHome(c.sentenced)
	c.liberation = "SENTENCE_SERVED"
	if c.sentenceDays > 180 && r.chance(0.07) && c.class == "SHORT_TERM" {
		c.liberation = "HDC"
		c.liberated = (c.liberated - r.days(20, 60)).goingHome(c.sentenced + 4)
	}
	if c.class == "SRO" {
		c.liberation = "SRO"
	}
	w.earlier(r, c)
}

// earlier applies the new release point of two fifths: those already past it
// go home in tranches, the rest on the new day.
func (w *world) earlier(r dice, c *custody) {
	if c.liberated < newReleasePoint() || c.liberation == "HDC" {
		return
	}
	due := c.admitted + day(c.sentenceDays*2/5)
	if due > newReleasePoint() || c.sentenced > newReleasePoint() {
		c.liberated = due.goingHome(c.sentenced)
		return
	}
	if t := tranches()[r.IntN(3)]; t < c.liberated {
		c.liberated = t
	}
}

// goHome decides from where and to what somebody is liberated.
func (w *world) goHome(r dice, c *custody) {
	c.liberatedFrom = c.establishment
	if r.chance(0.08) && c.p.gender != "F" {
		c.liberatedFrom = prison(r, c.p, c.liberated, false)
	}
	if c.p.gender == "F" && c.establishment == "COR" && c.liberated >= stirlingOpens() {
		c.liberatedFrom = "STI"
	}
	c.toAuthority = c.p.authority
	if r.chance(0.05) {
		c.toAuthority = r.pick(homes())
	}
	settled := 34.0
	if c.toAuthority == fife { // a housing protocol that works
		settled = 52
	}
	c.housing = r.pick([]share{
		{"OWN_TENANCY", settled}, {"FAMILY_FRIENDS", 26}, {"SUPPORTED", 5}, {"TEMPORARY", 11}, {"HOSTEL", 5},
		{"NO_FIXED_ABODE", 9}, {"OTHER", 1}, {"", 9},
	})
	if c.toAuthority != c.p.authority && r.chance(0.2) {
		c.toAuthority = ""
	}
}
