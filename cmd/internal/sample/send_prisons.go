package sample

import (
	"fmt"
	"strconv"
	"time"
)

// prisonDates are the deliveries of the prison service: seldomer than those of
// the services, so that some sign-ups arrive before the person.
func (w *world) prisonDates() []day {
	return w.dates(date(2023, time.September, 30), date(2024, time.September, 30), date(2025, time.March, 31), date(2026, time.March, 31))
}

// dates keeps those within the records and adds the last day of all.
func (w *world) dates(days ...day) []day {
	var kept []day
	for _, d := range days {
		if d > w.from && d < w.to {
			kept = append(kept, d)
		}
	}
	return append(kept, w.to)
}

// canonical writes the batches of a kind in the canonical layout, CSV.
func canonical(kind, supplier string, header []string, batches []batch) ([]delivery, error) {
	var out []delivery
	for _, b := range batches {
		text, err := csvText(header, b.rows, ',')
		if err != nil {
			return nil, fmt.Errorf("%s of %s: %w", kind, supplier, err)
		}
		name := fmt.Sprintf("%s_%s_%s.csv", kind, supplier, b.at.iso())
		out = append(out, delivery{name, supplier, text, b.at, len(b.rows), b.wrong})
	}
	return out, nil
}

// sendPrisonService: people, custody and case conferences in the canonical layout.
func sendPrisonService(w *world, r dice) ([]delivery, error) {
	parts := []struct {
		kind   string
		header []string
		feed   feed
	}{
		{"people", []string{"person_ref", "date_of_birth", "gender", "ethnicity", "home_authority", "care_experienced", "given_name", "family_name"}, w.peopleFeed()},
		{"custody", []string{"custody_ref", "person_ref", "admitted_at", "legal_status", "sentenced_on", "sentence_class",
			"sentence_days", "establishment", "core_screen_at", "earliest_liberation_on", "liberated_on", "liberation_type",
			"liberating_establishment", "destination_authority", "destination_housing"}, w.custodyFeed()},
		{"case_conferences", []string{"conference_ref", "person_ref", "custody_ref", "kind", "due_on", "held_on", "pbsw_attended",
			"cbsw_attended", "family_invited", "family_attended", "not_attended_reason"}, w.conferenceFeed()},
	}
	var out []delivery
	for _, p := range parts {
		p.feed.dates = w.prisonDates()
		if p.kind == "case_conferences" {
			p.feed.dates = w.dates(date(2025, time.March, 31))
		}
		p.feed.faults.width, p.feed.faults.layout, p.feed.faults.extra = len(p.header), time.DateOnly, true
		files, err := canonical(p.kind, "sps", p.header, p.feed.run(r))
		if err != nil {
			return nil, err
		}
		out = append(out, files...)
	}
	return out, nil
}

func (w *world) peopleFeed() feed {
	f := feed{faults: faults{key: 0, person: 0, name: 7, required: 0, dates: []int{1}, codes: []int{2, 4}, corrected: []int{1}, spaces: []int{4, 7}, breaks: 6}}
	for _, p := range w.people {
		f.entries = append(f.entries, entry{row: func(at day) []string {
			if p.since > at {
				return nil
			}
			return []string{p.ref, p.born.iso(), p.gender, p.ethnicity, p.authority, p.care, p.given, p.family}
		}})
	}
	return f
}

func (w *world) custodyFeed() feed {
	f := feed{faults: faults{key: 0, person: 1, required: 2, dates: []int{2, 4}, codes: []int{5}, prisons: []int{7}, order: [2]int{2, 10}, corrected: []int{9}, spaces: []int{5, 7}}}
	for i, c := range w.custody {
		f.entries = append(f.entries, entry{row: func(at day) []string { return c.row(at, i) }})
	}
	return f
}

// row is the period as the prison service knows it on the day; n varies how it
// is written, such as the name of the prison.
func (c *custody) row(at day, n int) []string {
	if c.admitted > at {
		return nil
	}
	legal, class, days, earliest := c.legal, c.class, "", c.liberated
	if c.sentenceDays > 0 {
		days = strconv.Itoa(c.sentenceDays)
	}
	if c.sentenced > at {
		legal, class, days, earliest = "REMAND", "REMAND_ONLY", "", 0
	}
	if legal != "SENTENCED" {
		earliest = 0
	}
	row := []string{c.ref, c.p.ref, c.admitted.at(c.admittedAt, "2006-01-02T15:04"), legal, c.sentenced.seen(at).iso(), class, days,
		establishmentWritten(c.establishment, n), "", earliest.iso(), "", "", "", "", ""}
	if c.screenHours > 0 {
		row[8] = c.admitted.at(c.admittedAt+c.screenHours*60, "2006-01-02T15:04")
	}
	if c.liberated <= at {
		row[10], row[11], row[12] = c.liberated.iso(), c.liberation, c.liberatedFrom
		row[13], row[14] = c.toAuthority, c.housing
		if n%37 == 0 {
			row[14] = "N/K" // the contract reads it as not recorded
		}
	}
	return row
}

func establishmentWritten(code string, n int) string {
	if n%23 == 0 {
		return prisonName(code, n/23)
	}
	return code
}

func (w *world) conferenceFeed() feed {
	f := feed{faults: faults{key: 0, person: 1, required: 0, dates: []int{4}, codes: []int{3}, corrected: []int{4}, spaces: []int{10}}}
	for _, x := range w.conferences {
		f.entries = append(f.entries, entry{row: func(at day) []string {
			if x.due > at+60 || x.c.admitted > at {
				return nil
			}
			row := []string{x.ref, x.c.p.ref, x.c.ref, x.kind, x.due.iso(), x.held.seen(at).iso(), x.prison, x.community, x.invited, x.family, ""}
			if x.held > at {
				row[6], row[7], row[8], row[9] = "", "", "", ""
			}
			if x.held == 0 && x.due <= at {
				row[10] = x.notAttended
			}
			return row
		}})
	}
	return f
}
