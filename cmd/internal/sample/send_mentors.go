package sample

import (
	"bytes"
	"encoding/json"
	"fmt"
	"time"
)

// journeyKeys are the keys of New Routes' JSON lines, in the order of a line.
func journeyKeys() []string {
	return []string{"record", "id", "journey", "prisoner_number", "surname", "first_name", "custody", "prison", "council", "mentor", "on", "status",
		"started", "ended", "exit", "planned", "topic", "severity", "referred", "referred_to", "accepted", "result", "result_on", "stage", "score"}
}

// sendNewRoutes: JSON lines of five record types, until the service ends.
func sendNewRoutes(w *world, r dice) ([]delivery, error) {
	keys := journeyKeys()
	f := feed{faults: faults{width: len(keys), key: 1, person: 3, name: 4, required: 10, dates: []int{10}, codes: []int{16, 11},
		layout: time.DateOnly, spaces: []int{7}, breaks: 4}}
	for _, d := range []day{date(2023, time.September, 30), date(2024, time.September, 30), date(2025, time.March, 31), date(2025, time.September, 30)} {
		if d > w.from && d <= w.to {
			f.dates = append(f.dates, d)
		}
	}
	for _, s := range w.signUps {
		if s.service == "NEW_ROUTES" {
			f.entries = append(f.entries, w.journeyEntries(s)...)
		}
	}
	var out []delivery
	for _, b := range f.run(r) {
		text, err := jsonLines(keys, b.rows)
		if err != nil {
			return nil, err
		}
		out = append(out, delivery{"newroutes-" + b.at.iso() + ".jsonl", "new-routes", text, b.at, len(b.rows), b.wrong})
	}
	return out, nil
}

// line starts a line of the given record type for a journey.
func (s *signUp) line(record, id string) []string {
	row := make([]string, len(journeyKeys()))
	row[0], row[1], row[2], row[3], row[4], row[5], row[6] = record, id, s.ref, s.p.ref, s.p.family, s.p.given, s.c.ref
	return row
}

func (w *world) journeyEntries(s *signUp) []entry {
	out := []entry{{row: s.journeyLine}}
	for _, n := range s.needs {
		out = append(out, entry{row: func(at day) []string { return n.journeyLine(at) }})
	}
	for _, v := range s.supports {
		out = append(out, entry{row: func(at day) []string {
			if v.on > at {
				return nil
			}
			row := s.line("liberation", v.ref)
			row[10], row[16], row[11] = v.on.iso(), v.kind, v.result
			return row
		}})
	}
	for _, c := range s.contacts {
		out = append(out, entry{row: func(at day) []string {
			if c.on > at {
				return nil
			}
			row := s.line("contact", c.ref)
			row[10], row[16], row[11] = c.on.at(c.minutes, "2006-01-02T15:04:05"), c.kind, c.attended
			return row
		}})
	}
	for _, a := range s.stages {
		for i, domain := range journeyDomains() {
			out = append(out, entry{row: func(at day) []string {
				if a.on > at {
					return nil
				}
				row := s.line("score", a.ref)
				row[10], row[16], row[23], row[24] = a.on.iso(), domain, fmt.Sprint(a.stage), fmt.Sprint(a.scores[i])
				return row
			}})
		}
	}
	return out
}

func (s *signUp) journeyLine(at day) []string {
	if s.offered > at {
		return nil
	}
	row := s.line("journey", s.ref)
	row[7], row[8], row[9], row[10], row[11] = s.establishment, s.authority, s.worker, s.offered.iso(), s.responseOn(at)
	row[12] = s.signed.seen(at).iso()
	if s.closed != 0 && s.closed <= at {
		row[13], row[14], row[15] = s.closed.iso(), s.reason, s.planned
	}
	return row
}

func (n *need) journeyLine(at day) []string {
	if n.identified > at {
		return nil
	}
	row := n.s.line("need", n.ref)
	row[10], row[16] = n.identified.iso(), n.category
	v := n.values(at)
	row[17], row[18], row[19], row[20], row[21], row[22] = v[4], v[6], v[7], v[8], v[9], v[10]
	return row
}

// jsonLines writes one object a row, its keys in order; blanks are null, and
// what is a number is written as one.
func jsonLines(keys []string, rows [][]string) ([]byte, error) {
	var b bytes.Buffer
	numbers := map[string]bool{"severity": true, "stage": true, "score": true}
	for _, row := range rows {
		for i, key := range keys {
			value := []byte("null")
			switch text := row[i]; {
			case text == "":
			case numbers[key] && json.Valid([]byte(text)):
				value = []byte(text)
			default:
				quoted, err := json.Marshal(text)
				if err != nil {
					return nil, fmt.Errorf("json lines: %w", err)
				}
				value = quoted
			}
			open := ","
			if i == 0 {
				open = "{"
			}
			fmt.Fprintf(&b, "%s%q:%s", open, key, value)
		}
		b.WriteString("}\n")
	}
	return b.Bytes(), nil
}

func shineHeader() []string {
	h := []string{"Shine ID", "SPS number", "Name", "Custody", "Prison", "Council", "Mentor", "Offered", "Answer", "Started", "Ended", "Reason", "Planned", "Review"}
	for _, n := range needColumns() {
		h = append(h, heading(n.code))
	}
	return append(h, "Released", "Met on release")
}

// sendShine: the women's mentoring service, UTF-16, until the service ends.
func sendShine(w *world, r dice) ([]delivery, error) {
	header := shineHeader()
	f := feed{faults: faults{width: len(header), key: 0, person: 1, name: 2, required: 7, dates: []int{7}, codes: []int{8}, prisons: []int{4},
		order: [2]int{9, 10}, corrected: []int{7}, layout: "02/01/2006", extra: true, spaces: []int{4, 5}, breaks: 2}}
	for _, d := range []day{date(2024, time.March, 31), date(2025, time.March, 31), date(2025, time.September, 30)} {
		if d > w.from && d <= w.to {
			f.dates = append(f.dates, d)
		}
	}
	for i, s := range w.signUps {
		if s.service == "SHINE" {
			f.entries = append(f.entries, entry{row: func(at day) []string { return s.shineRow(at, i) }})
		}
	}
	var out []delivery
	for _, b := range f.run(r) {
		text, err := csvText(header, b.rows, ',')
		if err != nil {
			return nil, err
		}
		out = append(out, delivery{"Shine export " + b.at.iso() + ".csv", "shine", utf16LE(text), b.at, len(b.rows), b.wrong})
	}
	return out, nil
}

func (s *signUp) shineRow(at day, n int) []string {
	if s.offered > at {
		return nil
	}
	row := []string{s.ref, s.p.ref, s.p.given + " " + s.p.family, s.c.ref, prisonName(s.establishment, n), councilName(s.authority), s.worker, s.offered.uk(),
		s.responseOn(at), s.signed.seen(at).uk(), "", "", "", s.assessed.seen(at).uk()}
	if s.closed != 0 && s.closed <= at {
		row[10], row[11], row[12] = s.closed.uk(), s.reason, s.planned
	}
	for _, c := range needColumns() {
		mark := ""
		if s.assessed != 0 && s.assessed <= at {
			if mark = "No"; needNote(s.needs, c.code, at) != "" {
				mark = "Yes"
			}
		}
		row = append(row, mark)
	}
	if s.signed == 0 || s.c.liberated > at {
		return append(row, "", "")
	}
	return append(row, s.c.liberated.uk(), shineMet(s))
}

// shineMet is Yes when somebody met the woman on her day of release, No when it
// was arranged and did not happen.
func shineMet(s *signUp) string {
	met := ""
	for _, v := range s.supports {
		switch {
		case v.result == "ATTENDED" && v.on == s.c.liberated:
			return "Yes"
		case v.result != "ATTENDED":
			met = "No"
		}
	}
	return met
}
