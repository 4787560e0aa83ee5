package sample

// The made-up inspection of four authorities looks at a sample of the records of
// each type of licence and answers the same questions of each.
const recordsPerAuthority = 42

func inspected() []string { return []string{glasgow, fife, highland, westLothian} }

// reviewRecords answers the questions for the sampled licences of each authority.
func (w *world) reviewRecords(r dice) {
	first := w.to - 175
	for _, authority := range inspected() {
		n := 0
		for _, l := range w.licences {
			if l.authority != authority || l.started > first-60 || l.ended.before(first-700) || !r.chance(0.7) {
				continue
			}
			w.answers(r, l, w.ref("V"), first+day(n%30))
			if n++; n == recordsPerAuthority {
				break
			}
		}
	}
}

func (w *world) answers(r dice, l *licence, ref string, on day) {
	add := func(question, answer string) {
		w.reviews = append(w.reviews, review{ref: ref, question: question, authority: l.authority, licence: l.kind, answer: answer, on: on})
	}
	better := 0.0
	if l.authority == fife {
		better = 12
	}
	scale := func() string {
		return r.pick([]share{{"6", 6 + better/2}, {"5", 24 + better}, {"4", 38}, {"3", 20}, {"2", 9}, {"1", 3}})
	}
	yes := func(y, partly, n float64) string {
		return r.pick([]share{{"YES", y}, {"PARTLY", partly}, {"NO", n}})
	}
	add("risk_assessment_quality", scale())
	add("risk_management_quality", scale())
	add("support_for_wider_needs", scale())
	add("case_management_plan_in_place", yes(74, 16, 10))
	add("alert_to_licence_conditions", yes(83, 12, 5))
	add("mental_health_support_available", yes(38, 31, 31))
	if len(l.breaches) == 0 {
		add("disengagement_steps_taken", "NA")
		add("more_could_have_been_done", "NA")
		return
	}
	add("disengagement_steps_taken", yes(70, 20, 10))
	add("more_could_have_been_done", yes(7, 13, 80))
}
