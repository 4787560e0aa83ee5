package sample

import "slices"

// The needs of people on licence, as their supervisors write them down.

// gravest are the needs without which the made-up licences are breached less often: the barriers that the review of
// throughcare names, mental health above all (domain notes, section 1).
func gravest() []share {
	return []share{{"MENTAL_HEALTH", 40}, {"DRUGS", 29}, {"HOUSING", 22}}
}

func licenceNeeds() []share {
	return append(gravest(), []share{{"ALCOHOL", 18}, {"EMPLOYMENT", 20}, {"FINANCE_DEBT", 14}, {"BENEFITS", 14}, {"FAMILY_RELATIONSHIPS", 16},
		{"SOCIAL_NETWORKS", 14}, {"OFFENDING_BEHAVIOUR", 24}, {"MOTIVATION_ATTITUDES", 12}, {"PHYSICAL_HEALTH", 8}}...)
}

// needsOf are the needs that somebody writes down when the licence begins, or at the first review of one that was running
// before the records, and those that come up later.
func (w *world) needsOf(r dice, l *licence) {
	if !r.chance(0.86) {
		return // supervised, and nothing written down
	}
	on := l.started + r.days(5, 45)
	if on < w.from {
		on = w.from + r.days(0, 120)
	}
	for range r.between(1, 3) {
		w.hardship(r, l, r.pick(licenceNeeds()), on+r.days(0, 10))
	}
	for on += 90 + r.wait(330); on <= w.to && !over(l, on); on += 90 + r.wait(330) {
		w.hardship(r, l, r.pick(licenceNeeds()), on)
	}
}

// hardship is one need of a licence; a second of the same kind is the same need.
func (w *world) hardship(r dice, l *licence, category string, on day) {
	if slices.ContainsFunc(l.needs, func(n *need) bool { return n.category == category }) {
		return
	}
	n := &need{category: category, p: l.p, l: l, identified: on}
	if r.chance(0.85) {
		n.severity = r.between(1, 3)
	}
	l.needs = append(l.needs, n)
}

// strain is by how much the needs of a licence change the chance that it is breached; about 1 over all licences.
func (l *licence) strain() float64 {
	if slices.ContainsFunc(l.needs, func(n *need) bool { return isGrave(n.category) }) {
		return 1.2
	}
	return 0.65
}

func isGrave(category string) bool {
	return slices.ContainsFunc(gravest(), func(s share) bool { return s.code == category })
}

// strained is the need that a supervisor often sees in the weeks before a breach that is reported.
func (w *world) strained(r dice, b *breach) {
	on := max(b.identified-r.days(10, 80), b.l.started)
	if r.chance(0.4) && on >= w.from {
		w.hardship(r, b.l, r.pick(gravest()), on)
	}
}

// followNeeds decides what came of the needs, once it is known when the licence ended, and leaves out those after it.
func (w *world) followNeeds(r dice, l *licence) {
	l.needs = slices.DeleteFunc(l.needs, func(n *need) bool { return l.ended.before(n.identified) })
	for _, n := range l.needs {
		n.ref = w.ref("LN")
		w.refer(r, n)
		w.needs = append(w.needs, n)
	}
}
