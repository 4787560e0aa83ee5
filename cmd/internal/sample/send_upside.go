package sample

import (
	"fmt"
	"time"
)

// upsideChecks are the weeks after liberation for which the sheet has a column.
func upsideChecks() []int { return []int{1, 4, 12, 26} }

func upsideHeader() []string {
	h := []string{"Upside ref", "SPS no", "First name", "Last name", "Custody ref", "Prison", "Area", "Mentor", "Referred", "Reply",
		"Joined", "Needs review"}
	for _, n := range needColumns() {
		h = append(h, heading(n.code))
	}
	h = append(h, "Liberated", "Met at gate", "Lift home")
	for _, k := range upsideChecks() {
		h = append(h, fmt.Sprintf("Wk %d", k))
	}
	return append(h, "Left", "Why left", "Planned?")
}

// sendUpside: one wide sheet, one row a person, and the assessments.
func sendUpside(w *world, r dice) ([]delivery, error) {
	header := upsideHeader()
	n := len(header)
	f := feed{snapshot: true, faults: faults{width: n, key: 0, person: 1, name: 3, required: 8, dates: []int{8}, codes: []int{9},
		prisons: []int{5}, order: [2]int{10, n - 3}, corrected: []int{8}, layout: "02/01/2006", spaces: []int{5, 7}, breaks: 3}}
	if w.to <= upsideStarts() {
		return nil, nil
	}
	f.dates = w.dates(date(2025, time.June, 30), date(2025, time.December, 31), date(2026, time.March, 31),
		date(2026, time.June, 30))
	for i, s := range w.signUps {
		if s.service == "UPSIDE" {
			f.entries = append(f.entries, entry{row: func(at day) []string { return s.upsideRow(at, i) }, open: s.openBetween})
		}
	}
	var out []delivery
	batches := f.run(r)
	for i, b := range batches {
		book, err := needsBook(header, b.rows)
		if err != nil {
			return nil, fmt.Errorf("sheet of Upside: %w", err)
		}
		name := "Upside_caseload_" + b.at.iso() + ".xlsx"
		out = append(out, delivery{name, "upside", book, b.at, len(b.rows), b.wrong})
		if i == len(batches)-2 { // sent again, mended, for the same day
			again, err := needsBook(header, mended(&f, i))
			if err != nil {
				return nil, fmt.Errorf("sheet of Upside, corrected: %w", err)
			}
			out = append(out, delivery{"Upside_caseload_" + b.at.iso() + "_corrected.xlsx", "upside", again, b.at, len(mended(&f, i)), 0})
		}
	}
	scores, err := canonical("assessments", "upside", []string{"assessment_ref", "person_ref", "sign_up_ref", "instrument", "stage", "assessed_on", "domain", "score"},
		w.scoreFeed("UPSIDE", w.dates(date(2026, time.March, 31))).run(r))
	return append(out, scores...), err
}

// mended is the rows of a snapshot as they should have been.
func mended(f *feed, i int) [][]string {
	prev := day(0)
	if i > 0 {
		prev = f.dates[i-1]
	}
	var rows [][]string
	for _, e := range f.entries {
		if e.open(prev, f.dates[i]) {
			rows = append(rows, e.row(f.dates[i]))
		}
	}
	return rows
}

func (s *signUp) upsideRow(at day, n int) []string {
	row := []string{s.ref, s.p.ref, s.p.given, s.p.family, s.c.ref, prisonName(s.establishment, n), councilName(s.authority), s.worker,
		s.offered.uk(), upsideReply(s.responseOn(at)), s.signed.seen(at).uk(), s.assessed.seen(at).uk()}
	for _, c := range needColumns() {
		row = append(row, upsideNeed(s, c.code, at))
	}
	if s.signed == 0 || s.signed > at {
		row = append(row, "")
	} else {
		row = append(row, s.c.liberated.seen(at).uk())
	}
	row = append(row, supportMark(s.supports, "GATE_PICKUP", at), supportMark(s.supports, "TRANSPORT", at))
	for i, k := range upsideChecks() {
		row = append(row, s.checkMark(i, k, at))
	}
	if s.closed == 0 || s.closed > at {
		return append(row, "", "", "")
	}
	return append(row, s.closed.uk(), upsideReason(s.reason), map[string]string{"Y": "Yes", "N": "No"}[s.planned])
}

func upsideReply(response string) string {
	return map[string]string{"ACCEPTED": "Yes please", "DECLINED": "No thanks", "NO_RESPONSE": "No answer", "PENDING": "Waiting"}[response]
}

func upsideReason(reason string) string {
	if reason == "COMPLETED" {
		return "Graduated"
	}
	return reason
}

// upsideNeed is Y or x for a need; once it is referred, the date, then the date on which the agency took it on after a +, then
// what came of it and when after a =.
func upsideNeed(s *signUp, category string, at day) string {
	for i, n := range s.needs {
		switch {
		case n.category != category || n.identified > at:
		case n.referred != 0 && n.referred <= at:
			note := n.referred.uk()
			if n.accepted != 0 && n.accepted <= at {
				note += " + " + n.accepted.uk()
			}
			if n.outcomeOn != 0 && n.outcomeOn <= at {
				note += " = " + upsideResult(n.outcome) + " " + n.outcomeOn.uk()
			}
			return note
		case i%2 == 0:
			return "Y"
		default:
			return "x"
		}
	}
	return ""
}

func upsideResult(outcome string) string {
	return map[string]string{"MET": "done", "PARTLY_MET": "part done", "NOT_MET": "not done", "DECLINED": "said no", "WITHDRAWN": "dropped"}[outcome]
}

// checkMark is the date of the contact nearest to a week after liberation; DNA
// before it says that the person did not attend.
func (s *signUp) checkMark(i, week int, at day) string {
	earlier := 0
	if i > 0 {
		earlier = upsideChecks()[i-1]
	}
	mark := ""
	for _, c := range s.contacts {
		after := int(c.on-s.c.liberated+6) / 7
		if c.on > at || after <= earlier || after > week {
			continue
		}
		if mark = c.on.uk(); c.attended == "N" {
			mark = "DNA " + mark
		}
	}
	return mark
}

// scoreFeed is the assessments of a service's sign-ups, one row a domain.
func (w *world) scoreFeed(service string, dates []day) *feed {
	f := &feed{dates: dates, faults: faults{width: 8, key: 0, person: 1, required: 5, dates: []int{5}, codes: []int{4}, corrected: []int{5},
		layout: time.DateOnly, extra: true, spaces: []int{6}}}
	for _, s := range w.signUps {
		if s.service != service {
			continue
		}
		for _, a := range s.stages {
			for i, domain := range journeyDomains() {
				f.entries = append(f.entries, entry{row: func(at day) []string {
					if a.on > at {
						return nil
					}
					return []string{a.ref, s.p.ref, s.ref, "Journey scale", fmt.Sprint(a.stage), a.on.iso(), domain, fmt.Sprint(a.scores[i])}
				}})
			}
		}
	}
	return f
}
