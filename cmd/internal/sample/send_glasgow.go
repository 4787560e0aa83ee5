package sample

import (
	"strconv"
	"strings"
	"time"
)

func glasgowHeader() []string {
	return []string{"Record", "Ref nº", "Licence nº", "SPS nº", "Équipe", "Type", "Start", "Expires", "End", "Why", "All reasons", "Response",
		"Reported", "LS/CMI", "LS/CMI band", "MAPPA", "First seen", "Home visit", "Attended", "More could be done"}
}

// sendGlasgow: one export for everything that Glasgow's justice social work
// records, told apart by its first column; Windows-1252, semicolons, UK dates.
func sendGlasgow(w *world, r dice) ([]delivery, error) {
	header := glasgowHeader()
	f := feed{faults: faults{width: len(header), key: 1, person: 3, required: 6, dates: []int{6}, codes: []int{5},
		order: [2]int{6, 8}, layout: "02/01/2006", extra: true, spaces: []int{4, 5}}}
	f.dates = w.dates(date(2024, time.March, 31), date(2025, time.September, 30))
	add := func(row func(at day) []string) { f.entries = append(f.entries, entry{row: row}) }
	for _, l := range w.licences {
		if l.authority == glasgow {
			add(l.glasgowRow)
		}
	}
	for _, b := range w.breaches {
		if b.l.authority == glasgow {
			add(b.glasgowRow)
		}
	}
	for _, c := range w.recalls {
		if c.l.authority == glasgow {
			add(c.glasgowRow)
		}
	}
	for _, n := range w.needs {
		if n.l != nil && n.l.authority == glasgow {
			add(n.glasgowRow)
		}
	}
	for _, c := range w.contacts {
		if c.l != nil && c.l.authority == glasgow {
			add(c.glasgowRow)
		}
	}
	var out []delivery
	for _, b := range f.run(r) {
		text, err := csvText(header, b.rows, ';')
		if err != nil {
			return nil, err
		}
		if text, err = windows1252(text); err != nil {
			return nil, err
		}
		out = append(out, delivery{"GCC_JSW_" + b.at.format("02-01-2006") + ".csv", "glasgow-jsw", text, b.at, len(b.rows), b.wrong})
	}
	return out, nil
}

// glasgowTeam is where a licence is supervised, with the signs that Windows-1252 has and ASCII has not.
func glasgowTeam(ref string) string {
	teams := []string{"Govan – Centre", "Café Calton", "Señal Ibrox", "Maryhill ‘North’"}
	return teams[int(ref[len(ref)-1]-'0')%len(teams)]
}

func glasgowLine(record, ref string, l *licence) []string {
	row := make([]string, len(glasgowHeader()))
	row[0], row[1], row[2], row[3], row[4] = record, ref, l.ref, l.p.ref, glasgowTeam(l.ref)
	return row
}

func (l *licence) glasgowRow(at day) []string {
	if l.started > at {
		return nil
	}
	row := glasgowLine("Licence", l.ref, l)
	row[5], row[6], row[7], row[8] = l.kind, l.started.uk(), l.expires.uk(), l.ended.seen(at).uk()
	if row[8] != "" {
		row[9] = l.reason
	}
	if l.score > 0 && l.scored <= at {
		row[13], row[14] = strconv.Itoa(l.score)+",0", l.level
	}
	row[15] = strconv.Itoa(l.mappa)
	row[16] = l.firstContact.seen(at).at(l.firstContactMinutes, "02/01/2006 15:04")
	row[17] = l.firstVisit.seen(at).uk()
	return row
}

func (b *breach) glasgowRow(at day) []string {
	if b.identified > at {
		return nil
	}
	row := glasgowLine("Breach", b.ref, b.l)
	row[5], row[6], row[7] = "BREACH", b.identified.uk(), b.occurred.uk()
	if len(b.reasons) > 0 {
		row[9], row[10] = b.reasons[0], strings.Join(b.reasons, "; ")
	}
	if b.reported <= at {
		row[11], row[12] = b.response, b.reported.uk()
	}
	row[19] = b.more
	return row
}

func (c *recall) glasgowRow(at day) []string {
	if c.referred > at {
		return nil
	}
	row := glasgowLine("Recall", c.ref, c.l)
	row[5], row[6], row[8] = c.route, c.referred.uk(), c.returned.seen(at).uk()
	if len(c.b.reasons) > 0 {
		row[9] = c.b.reasons[0]
	}
	row[10] = c.b.ref
	if c.route == "COURT" && c.decided != 0 && c.decided <= at {
		row[11], row[12] = c.outcome, c.decided.uk()
	}
	return row
}

func (n *need) glasgowRow(at day) []string {
	if n.identified > at {
		return nil
	}
	row := glasgowLine("Need", n.ref, n.l)
	row[5], row[6], row[7], row[12] = n.category, n.identified.uk(), n.referred.seen(at).uk(), n.accepted.seen(at).uk()
	if n.referred <= at {
		row[10] = n.referredTo
	}
	if n.outcomeOn != 0 && n.outcomeOn <= at {
		row[8], row[9] = n.outcomeOn.uk(), n.outcome
	}
	return row
}

func (c *contact) glasgowRow(at day) []string {
	if c.on > at {
		return nil
	}
	row := glasgowLine("Contact", c.ref, c.l)
	row[5], row[6] = c.kind, c.on.at(c.minutes, "02/01/2006 15:04")
	row[9], row[18] = c.missed, map[string]string{"Y": "Yes", "N": "No"}[c.attended]
	return row
}
