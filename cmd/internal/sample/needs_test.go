package sample

import "testing"

func world1(t *testing.T) *world {
	t.Helper()
	o := Options{}
	if err := o.Validate(); err != nil {
		t.Fatal(err)
	}
	return simulate(o)
}

// What came of a need is in later files than the need, and the newest needs are open.
func TestNeedsMature(t *testing.T) {
	t.Parallel()
	w := world1(t)
	type tally struct{ referred, accepted, ended int }
	old, young := map[string]*tally{}, map[string]*tally{}
	for _, n := range w.needs {
		service := "licence"
		if n.s != nil {
			service = n.s.service
		}
		in := old
		switch {
		case n.identified.within(w.to-365, w.to-180) && n.referred != 0:
		case n.identified.within(w.to-21, w.to) && n.referred.within(w.from, w.to):
			in = young
		default:
			continue
		}
		if in[service] == nil {
			in[service] = &tally{}
		}
		in[service].referred++
		v := n.values(w.to)
		if v[8] != "" {
			in[service].accepted++
		}
		if v[9] != "" {
			in[service].ended++
		}
	}
	for _, service := range []string{"TSO", "UPSIDE", "LA_VOLUNTARY", "licence"} {
		o, y := old[service], young[service]
		if o == nil || y == nil {
			t.Errorf("%s has no needs", service)
			continue
		}
		if o.accepted < o.referred*7/10 || o.ended < o.referred*6/10 {
			t.Errorf("%s, needs half a year old and older: %+v", service, *o)
		}
		if y.ended > y.referred/5 || y.accepted > y.referred*7/10 {
			t.Errorf("%s, needs of three weeks: %+v", service, *y)
		}
	}
}

// The columns of Upside's sheet say what came of a need, as those of the officers' do.
func TestUpsideSaysWhatBecameOfANeed(t *testing.T) {
	t.Parallel()
	d := date(2026, 1, 5)
	s := &signUp{needs: []*need{{category: "HOUSING", identified: d, referred: d + 2, accepted: d + 9, outcome: "PARTLY_MET", outcomeOn: d + 70}}}
	for at, want := range map[day]string{d - 1: "", d: "Y", d + 2: "07/01/2026", d + 9: "07/01/2026 + 14/01/2026",
		d + 70: "07/01/2026 + 14/01/2026 = part done 16/03/2026"} {
		if got := upsideNeed(s, "HOUSING", at); got != want {
			t.Errorf("%s: %q, not %q", at.iso(), got, want)
		}
	}
}

// Licences that end in a recall have needs from before it, graver ones oftener than others; so have those that do not.
func TestNeedsBeforeRecall(t *testing.T) {
	t.Parallel()
	w := world1(t)
	recalled := map[*licence]day{}
	for _, c := range w.recalls {
		if c.outcome == "RECALLED" && c.decided <= w.to && c.decided >= w.from+180 {
			recalled[c.l] = c.decided
		}
	}
	var some, grave, all [2]int
	for _, l := range w.licences {
		group, on := 0, w.to
		if d := recalled[l]; d != 0 {
			group, on = 1, d
		} else if l.ended != 0 {
			on = min(on, l.ended)
		}
		all[group]++
		hasAny, hasGrave := 0, 0
		for _, n := range l.needs {
			if n.identified > on || n.outcomeOn != 0 && n.outcomeOn <= on {
				continue
			}
			hasAny = 1
			if isGrave(n.category) {
				hasGrave = 1
			}
		}
		some[group] += hasAny
		grave[group] += hasGrave
	}
	share := func(n [2]int, group int) float64 { return float64(n[group]) / float64(max(all[group], 1)) }
	if all[1] < 50 || share(some, 1) < 0.5 || share(some, 0) < 0.3 {
		t.Errorf("licences %v, with an open need %v", all, some)
	}
	if share(grave, 1) < share(grave, 0)+0.1 {
		t.Errorf("licences %v, with an open need of mental health, drugs or housing %v", all, grave)
	}
}
