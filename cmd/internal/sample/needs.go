package sample

// needShares are how often needs come up: employment and money first, then a
// place to live (domain notes, section 4), health more among women.
func needShares(p *person) []share {
	mental, family := 9.0, 6.0
	if p.gender == "F" {
		mental, family = 16, 11
	}
	return []share{
		{"HOUSING", 19}, {"BENEFITS", 15}, {"EMPLOYMENT", 12}, {"FINANCE_DEBT", 8}, {"DRUGS", 9}, {"MENTAL_HEALTH", mental},
		{"GP_REGISTRATION", 8}, {"FAMILY_RELATIONSHIPS", family}, {"ALCOHOL", 6}, {"TRAINING_EDUCATION", 4},
		{"IDENTIFICATION", 4}, {"BANK_ACCOUNT", 3}, {"PRACTICAL", 4},
	}
}

// partner is the kind of agency that a need is referred to.
func partner(category string) string {
	switch category {
	case "HOUSING":
		return "Housing options"
	case "BENEFITS", "EMPLOYMENT":
		return "Jobcentre Plus"
	case "FINANCE_DEBT", "BANK_ACCOUNT", "IDENTIFICATION":
		return "Money advice"
	case "DRUGS", "ALCOHOL":
		return "Alcohol and drug service"
	case "MENTAL_HEALTH", "GP_REGISTRATION", "PHYSICAL_HEALTH":
		return "Health board"
	case "TRAINING_EDUCATION":
		return "Skills provider"
	case "FAMILY_RELATIONSHIPS":
		return "Family support"
	default:
		return "Local charity"
	}
}

// identify gives a sign-up its one to four needs.
func (w *world) identify(r dice, s *signUp) {
	if r.chance(0.04) {
		return // assessed, nothing found or nothing written down
	}
	had := map[string]bool{}
	for range r.pick([]share{{"1", 22}, {"22", 37}, {"333", 28}, {"4444", 13}}) {
		category := r.pick(needShares(s.p))
		for had[category] {
			category = r.pick(needShares(s.p))
		}
		had[category] = true
		n := &need{ref: w.ref("N"), category: category, p: s.p, s: s, identified: s.assessed}
		if r.chance(0.8) {
			n.severity = r.between(1, 3)
		}
		w.refer(r, n)
		s.needs = append(s.needs, n)
		w.needs = append(w.needs, n)
	}
}

// refer follows a need through referral within days, acceptance within weeks and an outcome within months, as far as it comes
// before the support ends.
func (w *world) refer(r dice, n *need) {
	end := n.end()
	if !r.chance(0.88) {
		return
	}
	n.referred = n.identified + min(r.wait(3.5), 40)
	n.referredTo = partner(n.category)
	if end.before(n.referred) {
		n.referred, n.referredTo = 0, "" // gone before anybody referred it
		return
	}
	if on := n.referred + 2 + min(r.wait(11), 75); r.chance(0.84) && !end.before(on) {
		n.accepted = on
	}
	w.conclude(r, n, end)
}

// conclude decides what came of a need and when. One that is open when the support ends is written off in the days after, or
// never: always never, where nobody recorded that end.
func (w *world) conclude(r dice, n *need, end day) {
	days, met := 60.0, 48.0
	if n.category == "MENTAL_HEALTH" || n.category == "HOUSING" {
		days, met = 95, 30 // the gaps that inspectors found
	}
	if n.l != nil {
		days *= 1.6 // supervision is longer than support
	}
	if n.accepted == 0 {
		met = 8
	}
	on := max(n.referred, n.accepted) + 5 + day(min(r.around(days, 0.6), 500))
	recorded := 0.94
	if end.before(on) {
		on, met, recorded = end+r.days(1, 14), met*0.4, 0.7
		if n.s != nil && n.s.closed == 0 {
			recorded = 0
		}
	}
	if r.chance(recorded) {
		n.outcomeOn = on
		n.outcome = r.pick([]share{{"MET", met}, {"PARTLY_MET", 16}, {"NOT_MET", 18}, {"DECLINED", 9}, {"WITHDRAWN", 5}})
	}
}

// onTheDay is the chance that somebody is supported on the day of liberation.
// Kilmarnock is low, and stays low: an area that differs for the reports to find.
func onTheDay(s *signUp) float64 {
	chance := map[string]float64{"TSO": 0.70, "NEW_ROUTES": 0.55, "SHINE": 0.62, "UPSIDE": 0.57, "LA_VOLUNTARY": 0.38}[s.service]
	if s.service == "TSO" && s.c.liberated.within(expansionStarts(), expansionEnds()) {
		chance = 0.86 // more officers, more mornings at the gate
	}
	if s.c.liberatedFrom == "KIL" {
		chance *= 0.45
	}
	return chance
}

// liberationDay is what was arranged around the day of liberation and came about.
func (w *world) liberationDay(r dice, s *signUp) {
	free := s.c.liberated
	if left := s.left(); left.before(free) || !r.chance(0.96) {
		return
	}
	supported := r.chance(onTheDay(s))
	kinds := []share{{"GATE_PICKUP", 30}, {"TRANSPORT", 18}, {"HOUSING_APPT", 20}, {"BENEFITS_APPT", 14}, {"GP_APPT", 7},
		{"PHARMACY_TREATMENT", 9}, {"SOCIAL_WORK_APPT", 4}, {"FAMILY_HANDOVER", 6}, {"PHONE_CONTACT", 9}}
	switch s.service { // what each service's records have a place for
	case "UPSIDE":
		kinds = kinds[:2]
	case "SHINE":
		kinds = kinds[:1]
	}
	had := map[string]bool{}
	for i := range r.between(1, 3) {
		kind := r.pick(kinds)
		if had[kind] {
			continue
		}
		had[kind] = true
		v := &support{ref: w.ref("LS"), kind: kind, s: s, on: free}
		switch {
		case supported && (i == 0 || r.chance(0.75)):
			v.result = "ATTENDED"
		case s.service == "SHINE":
			v.result = "NOT_DELIVERED"
		case !supported && r.chance(0.3):
			v.result, v.on = "ATTENDED", free+r.days(1, 4) // helped, but not on the day
		default:
			v.result = r.pick([]share{{"DECLINED", 40}, {"NOT_DELIVERED", 35}, {"UNABLE_TO_CONTACT", 25}})
		}
		s.supports = append(s.supports, v)
		w.supports = append(w.supports, v)
	}
}

// keepInTouch makes the contacts after liberation: weekly for a month, then
// fortnightly, then monthly, until the support ends.
func (w *world) keepInTouch(r dice, s *signUp) {
	end := min(s.c.liberated+longest(s.service), w.to)
	if left := s.left(); left != 0 {
		end = min(end, left)
	}
	for on, i := s.c.liberated+r.days(1, 6), 0; on <= end; i++ {
		c := w.contact(r, s.p, on.workday(), 0.78)
		c.s = s
		s.contacts = append(s.contacts, c)
		on += spacing(i) + r.days(-1, 2)
	}
}

func spacing(i int) day {
	switch {
	case i < 4:
		return 7
	case i < 9:
		return 14
	default:
		return 30
	}
}

func (w *world) contact(r dice, p *person, on day, attends float64) *contact {
	c := &contact{ref: w.ref("K"), p: p, on: on, minutes: 9*60 + 15*r.IntN(32), attended: "Y"}
	c.kind = r.pick([]share{{"OFFICE", 45}, {"HOME_VISIT", 17}, {"PHONE", 32}, {"VIDEO", 3}, {"OTHER", 3}})
	if !r.chance(attends) {
		c.attended = "N"
		c.missed = r.pick([]share{{"DID_NOT_TURN_UP", 48}, {"ILL", 7}, {"IN_CUSTODY", 6}, {"IN_EMPLOYMENT", 3}, {"ON_ORDER", 2},
			{"OTHER_CLIENT", 14}, {"WORKER_NOT_AVAILABLE", 4}, {"OTHER_NON_CLIENT", 6}, {"", 10}})
	} else if r.chance(0.03) {
		c.attended = ""
	}
	w.contacts = append(w.contacts, c)
	return c
}

// journeyDomains are what a mentor scores at each stage, 0 (no need) to 10.
func journeyDomains() []string {
	return []string{"ACCOMMODATION", "ADDICTIONS", "ATTITUDES", "EMPLOYMENT", "FINANCE", "HEALTH"}
}

// journey is the assessments of a sign-up: fewer reach each next stage, and most get better.
func (w *world) journey(r dice, s *signUp) {
	if !r.chance(0.78) {
		return
	}
	scores := make([]float64, len(journeyDomains()))
	for i := range scores {
		scores[i] = float64(r.between(8, 20)) / 2
	}
	on, goesOn := s.assessed, []float64{0.6, 0.44, 0}
	for stage := 1; stage <= 3; stage++ {
		a := &assessment{ref: w.ref("A"), s: s, stage: stage, on: on, scores: append([]float64(nil), scores...)}
		s.stages = append(s.stages, a)
		w.assessments = append(w.assessments, a)
		on += r.days(60, 100)
		if left := s.left(); left != 0 && on > left || !r.chance(goesOn[stage-1]) {
			return
		}
		for i := range scores {
			scores[i] = min(max(scores[i]+float64(r.between(-6, 3))/2, 0), 10)
		}
	}
}
