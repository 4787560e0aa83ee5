package sample

import (
	"fmt"
	"strings"
	"time"
)

// column is one column of a sheet: the group above it and its own heading.
type column struct{ group, heading string }

// needColumns are the headings under which the officers' sheet has needs.
func needColumns() []share {
	return []share{{"HOUSING", 0}, {"BENEFITS", 0}, {"FINANCE_DEBT", 0}, {"GP_REGISTRATION", 0}, {"MENTAL_HEALTH", 0}, {"ALCOHOL", 0},
		{"DRUGS", 0}, {"EMPLOYMENT", 0}, {"TRAINING_EDUCATION", 0}, {"FAMILY_RELATIONSHIPS", 0}, {"IDENTIFICATION", 0},
		{"BANK_ACCOUNT", 0}, {"PRACTICAL", 0}}
}

func heading(category string) string {
	return map[string]string{"HOUSING": "Housing", "BENEFITS": "Benefits", "FINANCE_DEBT": "Money", "GP_REGISTRATION": "GP",
		"MENTAL_HEALTH": "Mental health", "ALCOHOL": "Alcohol", "DRUGS": "Drugs", "EMPLOYMENT": "Work", "TRAINING_EDUCATION": "Learning",
		"FAMILY_RELATIONSHIPS": "Family", "IDENTIFICATION": "ID", "BANK_ACCOUNT": "Bank account", "PRACTICAL": "Practical",
		"GATE_PICKUP": "Gate pick-up", "TRANSPORT": "Transport", "HOUSING_APPT": "Housing appt", "BENEFITS_APPT": "Jobcentre appt",
		"GP_APPT": "GP appt", "PHARMACY_TREATMENT": "Pharmacy", "SOCIAL_WORK_APPT": "Social work", "FAMILY_HANDOVER": "Handed to family",
		"PHONE_CONTACT": "Phoned"}[category]
}

func supportColumns() []string {
	return []string{"GATE_PICKUP", "TRANSPORT", "HOUSING_APPT", "BENEFITS_APPT", "GP_APPT", "PHARMACY_TREATMENT", "SOCIAL_WORK_APPT",
		"FAMILY_HANDOVER", "PHONE_CONTACT"}
}

// The places of the officers' sheet that its faults need.
const (
	tsoOffered, tsoSigned, tsoClosed = 8, 10, -3
)

func officersColumns() []column {
	c := []column{{"Person", "SPS number"}, {"Person", "Surname"}, {"Person", "Forename"}, {"Person", "Custody no"},
		{"Case", "Case no"}, {"Case", "Prison"}, {"Case", "Council"}, {"Case", "Officer"},
		{"Offer", "Offered"}, {"Offer", "Response"}, {"Offer", "Signed up"}, {"Needs", "Assessed"}}
	for _, n := range needColumns() {
		c = append(c, column{"Needs", heading(n.code)})
	}
	c = append(c, column{"Liberation", "Date"})
	for _, k := range supportColumns() {
		c = append(c, column{"Liberation", heading(k)})
	}
	return append(c, column{"Closed", "Date"}, column{"Closed", "Reason"}, column{"Closed", "Planned"})
}

// sendOfficers: the throughcare support officers' workbook, one row a case, and
// their log of contacts.
func sendOfficers(w *world, r dice) ([]delivery, error) {
	columns := officersColumns()
	f := feed{snapshot: true, faults: faults{width: len(columns), key: 4, person: 0, name: 1, required: tsoOffered,
		dates: []int{tsoOffered}, codes: []int{9}, prisons: []int{5}, order: [2]int{tsoSigned, len(columns) + tsoClosed},
		corrected: []int{tsoOffered}, layout: "02/01/2006", spaces: []int{5, 6, 9}, breaks: 1}}
	f.dates = w.dates(date(2023, time.September, 30), date(2024, time.March, 31), date(2024, time.September, 30),
		date(2024, time.December, 31), date(2025, time.February, 28), date(2025, time.March, 31), date(2025, time.June, 30),
		date(2025, time.December, 31), date(2026, time.March, 31),
		date(2026, time.September, 30))
	for i, s := range w.signUps {
		if s.service == "TSO" {
			f.entries = append(f.entries, entry{row: func(at day) []string { return s.officersRow(at, i) }, open: s.openBetween})
		}
	}
	var out []delivery
	for _, b := range f.run(r) {
		book, err := caseloadBook(columns, b)
		if err != nil {
			return nil, fmt.Errorf("caseload of the officers: %w", err)
		}
		out = append(out, delivery{"TSO caseload " + b.at.format("Jan 2006") + ".xlsx", "sps-tso", book, b.at, len(b.rows), b.wrong})
	}
	logs, err := w.contactLog(r, "sps-tso", "TSO", w.dates(date(2025, time.March, 31)))
	return append(out, logs...), err
}

// openBetween says whether a caseload for at, after one for prev, has the case:
// open on the day, or ended since the last one. A case whose end nobody records
// is gone from the next one without a word.
func (s *signUp) openBetween(prev, at day) bool {
	if s.offered > at {
		return false
	}
	end := s.left()
	if s.signed == 0 {
		end = s.responded
	}
	return end == 0 || end > prev
}

// responseOn is the answer as known on the day.
func (s *signUp) responseOn(at day) string {
	if s.responded > at {
		return "PENDING"
	}
	return s.response
}

func (s *signUp) officersRow(at day, n int) []string {
	row := []string{s.p.ref, s.p.family, s.p.given, s.c.ref, s.ref, prisonName(s.establishment, n), councilName(s.authority), s.worker,
		s.offered.uk(), strings.ToLower(s.responseOn(at)), s.signed.seen(at).uk(), s.assessed.seen(at).uk()}
	for _, c := range needColumns() {
		row = append(row, needNote(s.needs, c.code, at))
	}
	if s.signed == 0 || s.signed > at {
		row = append(row, "")
	} else {
		row = append(row, s.c.liberated.seen(at).uk())
	}
	for _, k := range supportColumns() {
		row = append(row, supportMark(s.supports, k, at))
	}
	if s.closed == 0 || s.closed > at {
		return append(row, "", "", "")
	}
	return append(row, s.closed.uk(), s.reason, s.planned)
}

// needNote is what an officer writes in a need's column: Y, and once it is
// referred, when it was, when it was accepted and what came of it.
func needNote(needs []*need, category string, at day) string {
	for _, n := range needs {
		if n.category != category || n.identified > at {
			continue
		}
		if n.referred == 0 || n.referred > at {
			return "Y"
		}
		note := "ref " + n.referred.uk()
		if n.accepted != 0 && n.accepted <= at {
			note += ", acc " + n.accepted.uk()
		}
		if n.outcomeOn != 0 && n.outcomeOn <= at {
			note += ", " + strings.ToLower(strings.ReplaceAll(n.outcome, "_", " ")) + " " + n.outcomeOn.uk()
		}
		return note
	}
	return ""
}

// supportMark is A, D, ND or UC, with the date when it was not the day of liberation.
func supportMark(supports []*support, kind string, at day) string {
	for _, v := range supports {
		if v.kind != kind || v.on > at {
			continue
		}
		mark := map[string]string{"ATTENDED": "A", "DECLINED": "D", "NOT_DELIVERED": "ND", "UNABLE_TO_CONTACT": "UC"}[v.result]
		if v.on != v.s.c.liberated {
			mark += " " + v.on.uk()
		}
		return mark
	}
	return ""
}

// contactLog is the contacts of a service's sign-ups in the canonical layout.
func (w *world) contactLog(r dice, supplier, service string, dates []day) ([]delivery, error) {
	f := contactFeed(dates)
	for _, s := range w.signUps {
		if s.service == service {
			for _, c := range s.contacts {
				f.entries = append(f.entries, entry{row: func(at day) []string { return c.row(at) }})
			}
		}
	}
	return canonical("contacts", supplier, contactHeader(), f.run(r))
}

func contactHeader() []string {
	return []string{"contact_ref", "person_ref", "sign_up_ref", "licence_ref", "contact_at", "kind", "attended", "missed_reason"}
}

func contactFeed(dates []day) feed {
	return feed{dates: dates, faults: faults{width: 8, key: 0, person: 1, required: 4, dates: []int{4}, codes: []int{5, 6},
		layout: time.DateOnly, extra: true, spaces: []int{5}}}
}

func (c *contact) row(at day) []string {
	if c.on > at {
		return nil
	}
	row := []string{c.ref, c.p.ref, "", "", c.on.at(c.minutes, "2006-01-02T15:04"), c.kind, c.attended, c.missed}
	if c.s != nil {
		row[2] = c.s.ref
	}
	if c.l != nil {
		row[3] = c.l.ref
	}
	return row
}
