package sample

// longLife is a life under statutory supervision: a long sentence, or a licence
// that was running before the records begin.
func (w *world) longLife(r dice, p *person) {
	kind := r.pick([]share{{"NONPAR", 25}, {"PAROLE", 20}, {"EXT", 22}, {"LIFE", 14}, {"STSO", 12}, {"OLR", 3}, {"OTHER", 4}})
	if r.chance(0.3) { // on licence when the records begin
		started := (w.from - r.days(10, 900)).backToFriday()
		p.since = started
		w.supervise(r, p, nil, kind, started, 0)
		return
	}
	c := w.longPeriod(r, p, kind)
	w.keep(p, c)
	w.conferencesOf(r, c)
	if c.liberated <= w.to {
		w.supervise(r, p, c, kind, c.liberated, 0)
	}
}

// longPeriod is a period in custody that ends, if it does, on a licence of the kind.
func (w *world) longPeriod(r dice, p *person, kind string) *custody {
	c := &custody{p: p, legal: "SENTENCED", admittedAt: 9*60 + r.between(0, 11*60)}
	classes := map[string]string{"NONPAR": "DET4", "PAROLE": "DET4", "EXT": "EXT", "LIFE": "LIFE", "OLR": "OLR", "STSO": "STSO", "OTHER": "OTHER"}
	c.class = classes[kind]
	c.liberated = (w.from + day(r.Float64()*float64(w.to-w.from+500))).backToFriday()
	served := 700 + int(r.around(700, 0.5))
	switch kind {
	case "STSO":
		served = r.between(200, 600)
		c.sentenceDays = served * 2
	case "LIFE", "OLR":
		served = r.between(2900, 6500)
	default:
		c.sentenceDays = max(1461, served*r.between(15, 18)/10)
	}
	c.admitted = (c.liberated - day(served)).workday()
	c.sentenced = c.admitted + r.days(0, min(served/4, 200))
	c.establishment = prison(r, p, max(c.admitted, w.from), kind != "STSO")
	c.liberation = map[string]string{"NONPAR": "NON_PAROLE", "PAROLE": "PAROLE", "EXT": "EXTENDED", "LIFE": "LIFE_LICENCE", "OLR": "LIFE_LICENCE", "STSO": "SENTENCE_SERVED", "OTHER": "OTHER"}[kind]
	if r.chance(0.9) {
		c.screenHours = min(4+int(r.ExpFloat64()*26), 300)
	}
	w.goHome(r, c)
	if kind != "STSO" && p.gender != "F" && r.chance(0.15) {
		c.liberatedFrom = "CAS"
	}
	return c
}

// shortLicence supervises those whose short sentence carries supervision.
func (w *world) shortLicence(r dice, c *custody, back day) {
	if (c.class == "SRO" || c.class == "STSO") && c.liberated <= w.to {
		w.supervise(r, c.p, c, c.class, c.liberated, back)
	}
}

// term is how many days a licence runs.
func term(r dice, kind string) day {
	switch kind {
	case "SRO":
		return r.days(180, 365)
	case "STSO":
		return r.days(180, 700)
	case "EXT":
		return r.days(900, 2900)
	case "LIFE", "OLR":
		return 0
	default:
		return r.days(300, 1300)
	}
}

// supervise follows one licence to its end, its breaches and its recalls.
func (w *world) supervise(r dice, p *person, c *custody, kind string, started, back day) {
	l := &licence{ref: w.ref("L"), kind: kind, p: p, started: started, authority: p.authority}
	if t := term(r, kind); t != 0 {
		l.expires = started + t
		if l.expires < w.from {
			l.expires = w.from + r.days(5, 400)
		}
	}
	if c != nil {
		c.licence = l
	}
	p.since = earliest(p.since, started)
	w.licences = append(w.licences, l)
	w.assessRisk(r, l)
	if back != 0 && (l.expires == 0 || back < l.expires) {
		l.ended, l.reason = back, "FURTHER_CUSTODY"
	}
	w.needsOf(r, l)
	w.breachesOf(r, l)
	if l.ended == 0 && l.expires != 0 {
		l.ended, l.reason = l.expires, r.pick([]share{{"COMPLETED", 60}, {"EXPIRED", 33}, {"DIED", 1}, {"TRANSFERRED_OUT", 3}, {"", 3}})
	}
	w.followNeeds(r, l)
	w.supervision(r, l)
}

func earliest(a, b day) day {
	if a == 0 || b < a {
		return b
	}
	return a
}

// assessRisk gives the LS/CMI score and the first contacts after release.
func (w *world) assessRisk(r dice, l *licence) {
	if r.chance(0.88) {
		l.score = min(max(int(r.NormFloat64()*7+19), 1), 42)
		l.scored = l.started + r.days(1, 45)
		switch {
		case l.score < 5:
			l.level = "Very low"
		case l.score < 11:
			l.level = "Low"
		case l.score < 20:
			l.level = "Medium"
		case l.score < 30:
			l.level = "High"
		default:
			l.level = "Very high"
		}
	}
	if l.kind == "STSO" || l.kind == "EXT" && r.chance(0.6) || l.kind == "OLR" {
		l.mappa = 1 + min(1, r.IntN(40)/38)
	}
	late := 0.16
	if l.authority == northLanarkshire {
		late = 0.3
	}
	if r.chance(0.95) {
		l.firstContact, l.firstContactMinutes = (l.started + 1).workday(), 9*60+15*r.IntN(30)
		if r.chance(late) {
			l.firstContact = (l.started + r.days(2, 9)).workday()
		}
	}
	if r.chance(0.9) {
		l.firstVisit = (l.started + r.days(3, 42)).workday()
	}
}

// supervision makes the contacts of a licence within the records.
func (w *world) supervision(r dice, l *licence) {
	end := w.to
	if l.ended != 0 {
		end = min(end, l.ended)
	}
	i := 0
	for on := l.started + r.days(1, 3); on <= end; i++ {
		if on >= w.from {
			c := w.contact(r, l.p, on.workday(), 0.86)
			c.l = l
		}
		on += spacing(i) + r.days(-2, 3)
		if i > 12 {
			on += 30
		}
	}
}
