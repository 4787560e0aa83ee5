package stats

import "math"

// sweep goes through the exit times of a competing-risks follow-up and keeps the estimates and the sums of squared influences
// that are their infinitesimal-jackknife variances, in time proportional to people plus times (times causes).
//
// Write h_k(s) = d_k/Y for the hazard of cause k at time s, h for that of all causes, S for the event-free probability and F_k
// for the incidence. The derivative of F_k(t) by the weight of person i is
//
//	U_i(t) = sum over s <= t of [ S(s-) dh_ik(s) - (F_k(t) - F_k(s)) dh_i(s) / (1 - h(s)) ]
//
// with dh_ik(s) = (1{i has event k at s} - 1{i at risk at s} h_k(s)) / Y(s). Taking F_k(t) out gives U_i = A_ik - F_k(t) B_i with
//
//	A_ik = sum of S(s-) dh_ik + F_k(s) dh_i / (1 - h),   B_i = sum of dh_i / (1 - h)
//
// so that the sums of A², AB and B² over people give every variance: F_k has sum (A - F B)², the event-free probability S² sum B².
// While a person is at risk A and B only follow two running sums (hazard, drift), less what those were at the entry.
type sweep struct {
	free      float64   // S
	incidence []float64 // F by cause
	hazard    float64   // running sum of h / (Y (1 - h)), which B of the people at risk falls by
	drift     []float64 // running sum by cause, which A of the people at risk falls by

	atRisk   float64   // people at risk
	hazards  []float64 // hazard at the entry, by row
	drifts   []float64 // drift at the entry, by row, then by cause
	inside   moments   // of the running sums at entry, over the people at risk
	finished moments   // of A and B, over the people gone
	over     bool      // everybody had an event: nothing changes any more
}

// moments are sums over people of b, b², and by cause of a, ab and a².
type moments struct {
	b, bb     float64
	a, ab, aa []float64
}

func newMoments(causes int) moments {
	return moments{a: make([]float64, causes), ab: make([]float64, causes), aa: make([]float64, causes)}
}

func (m *moments) add(weight, b float64, a []float64) {
	m.b += weight * b
	m.bb += weight * b * b
	for k := range a {
		m.a[k] += weight * a[k]
		m.ab[k] += weight * a[k] * b
		m.aa[k] += weight * a[k] * a[k]
	}
}

func newSweep(causes, rows int) *sweep {
	return &sweep{free: 1, incidence: make([]float64, causes), drift: make([]float64, causes),
		hazards: make([]float64, rows), drifts: make([]float64, rows*causes), inside: newMoments(causes), finished: newMoments(causes)}
}

func (s *sweep) driftAtEntry(row int) []float64 {
	return s.drifts[row*len(s.drift) : (row+1)*len(s.drift)]
}

func (s *sweep) enter(row int, weight float64) {
	s.hazards[row] = s.hazard
	at := s.driftAtEntry(row)
	copy(at, s.drift)
	s.atRisk += weight
	s.inside.add(weight, s.hazard, at)
}

// jump is what an event at the time adds to B of the person, and to A: toCause to that of its own cause, and to that of each
// cause its incidence times B's.
type jump struct{ b, toCause float64 }

// advance takes the events of one time, by cause, out of the number at risk and returns the jump of the people with one.
func (s *sweep) advance(atRisk float64, events []float64) jump {
	var all float64
	for _, d := range events {
		all += d
	}
	if all == 0 || s.over {
		return jump{}
	}
	before := s.free
	rest := left(atRisk, all)
	s.free *= rest / atRisk
	s.over = rest == 0
	step := jump{toCause: before / atRisk}
	if rest > 0 {
		step.b = 1 / rest // 1 / (Y (1 - h)); when nobody is left F(t) - F(s) is 0 for good, and the term is nothing
	}
	h := all / atRisk
	s.hazard += h * step.b
	for k, d := range events {
		s.incidence[k] += before * d / atRisk
		s.drift[k] += step.toCause*d/atRisk + s.incidence[k]*h*step.b
	}
	return step
}

// leave takes a person out of those at risk; kind is the cause of the event, -1 for a censoring.
func (s *sweep) leave(row int, weight float64, kind int, step jump) {
	hazard, drift := s.hazards[row], s.driftAtEntry(row)
	s.atRisk -= weight
	s.inside.add(-weight, hazard, drift)
	b := hazard - s.hazard
	for k := range drift {
		drift[k] -= s.drift[k] // the place is the row's own and not read again: it becomes A
	}
	if kind >= 0 {
		b += step.b
		for k := range drift {
			drift[k] += s.incidence[k] * step.b
		}
		drift[kind] += step.toCause
	}
	s.finished.add(weight, b, drift)
}

// sums are the sums of B², AB and A² of one cause over everybody: those gone, and those at risk, whose B is the hazard at their
// entry less the hazard now.
func (s *sweep) sums(k int) (bb, ab, aa float64) {
	in, g, h, n := s.inside, s.hazard, s.drift[k], s.atRisk
	bb = s.finished.bb + in.bb - 2*g*in.b + n*g*g
	ab = s.finished.ab[k] + in.ab[k] - g*in.a[k] - h*in.b + n*g*h
	aa = s.finished.aa[k] + in.aa[k] - 2*h*in.a[k] + n*h*h
	return bb, ab, aa
}

// se is the standard error of the incidence of a cause.
func (s *sweep) se(k int) float64 {
	if s.incidence[k] == 0 {
		return 0
	}
	bb, ab, aa := s.sums(k)
	f := s.incidence[k]
	return math.Sqrt(math.Max(0, aa-2*f*ab+f*f*bb))
}

// freeSE is the standard error of the event-free probability.
func (s *sweep) freeSE() float64 {
	in, g := s.inside, s.hazard
	return s.free * math.Sqrt(math.Max(0, s.finished.bb+in.bb-2*g*in.b+s.atRisk*g*g))
}
