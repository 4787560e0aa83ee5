package sample

import (
	"fmt"
	"math"
	"time"
)

// sendInspectors: the record reviews of the made-up inspection.
func sendInspectors(w *world, r dice) ([]delivery, error) {
	header := []string{"review_ref", "question", "authority", "licence_type", "reviewed_on", "answer"}
	f := feed{dates: []day{w.to}, faults: faults{width: len(header), required: 1, dates: []int{4}, layout: time.DateOnly, extra: true, spaces: []int{5}}}
	for _, v := range w.reviews {
		f.entries = append(f.entries, entry{row: func(day) []string {
			return []string{v.ref, v.question, v.authority, v.licence, v.on.iso(), v.answer}
		}})
	}
	return canonical("record_reviews", "care-inspectorate", header, f.run(r))
}

// figure is one published or planned figure.
type figure struct {
	series, edition string
	from, to        day
	breakdown       string
	category        string
	value           string
	note            string
}

func (f figure) row() []string {
	return []string{f.series, f.edition, f.from.iso(), f.to.iso(), "", f.breakdown, f.category, f.value, f.note}
}

func seriesHeader() []string {
	return []string{"series", "edition", "period_start", "period_end", "authority", "breakdown", "category", "value", "note"}
}

// sendGovernment: official totals as two editions gave them, and the plan of
// sign-ups for each establishment.
func sendGovernment(w *world, _ dice) ([]delivery, error) {
	var out []delivery
	for _, part := range []struct {
		supplier string
		at       day
		figures  []figure
	}{
		{"scottish-government", date(2024, time.September, 24), officialFigures("2023-24")},
		{"scottish-government", date(2025, time.September, 9), officialFigures("2024-25")},
		{"sps", w.from, w.plan()},
	} {
		if part.at > w.to {
			continue
		}
		b := batch{at: part.at}
		for _, f := range part.figures {
			b.rows = append(b.rows, f.row())
		}
		files, err := canonical("published_series", part.supplier, seriesHeader(), []batch{b})
		if err != nil {
			return nil, err
		}
		out = append(out, files...)
	}
	return out, nil
}

func yearFigure(series, edition string, year int, value, note string) figure {
	return figure{series: series, edition: edition, from: date(year, time.April, 1), to: date(year+1, time.March, 31), value: value, note: note}
}

func stockFigure(edition string, year int, breakdown, category, value string) figure {
	on := date(year, time.March, 31)
	return figure{series: "jsw.throughcare.statutory.stock", edition: edition, from: on, to: on, breakdown: breakdown, category: category, value: value}
}

// officialFigures are those of the Justice Social Work Statistics as an edition
// gave them (domain notes, sections 3.1 and 7). The text rounds them. The second
// edition keeps an early stock as first published and as later given.
func officialFigures(edition string) []figure {
	rounded := "Rounded in the published text"
	commenced, custody, community := "jsw.throughcare.voluntary.commenced", "jsw.throughcare.statutory.custody.commenced", "jsw.throughcare.statutory.community.commenced"
	if edition == "2023-24" {
		return []figure{
			yearFigure(commenced, edition, 2022, "1840", rounded), yearFigure(commenced, edition, 2023, "1870", rounded),
			yearFigure(custody, edition, 2022, "940", rounded), yearFigure(custody, edition, 2023, "1100", rounded),
			yearFigure(community, edition, 2022, "890", rounded), yearFigure(community, edition, 2023, "870", rounded),
			stockFigure("2010-11", 2009, "", "", "5388"), stockFigure("2010-11", 2010, "", "", "5546"), stockFigure("2010-11", 2011, "", "", "5270"),
			stockFigure("2010-11", 2011, "gender", "M", "5087"), stockFigure("2010-11", 2011, "gender", "F", "183"),
			stockFigure("2010-11", 2011, "place", "community", "2163"), stockFigure("2010-11", 2011, "place", "custody", "3107"),
		}
	}
	return []figure{
		yearFigure(commenced, edition, 2024, "1400", "From a summary of the publication; does not agree with the figure of 2023-24: treat as unreliable"),
		yearFigure(custody, edition, 2024, "1200", rounded), yearFigure(community, edition, 2024, "1000", rounded),
		stockFigure("2011-12", 2011, "", "", "5400"), stockFigure("2011-12", 2012, "", "", "5600"),
	}
}

// plan is the made-up plan of throughcare support officers' sign-ups, month by
// month, from what each establishment's officers did in its financial year.
func (w *world) plan() []figure {
	done := map[string]map[string]int{}
	for _, s := range w.signUps {
		if s.service == "TSO" && s.signed != 0 && s.signed <= w.to {
			year := financialYear(s.signed)
			if done[year] == nil {
				done[year] = map[string]int{}
			}
			done[year][s.establishment]++
		}
	}
	var out []figure
	for on := w.from.time(); toDay(on) <= w.to; on = on.AddDate(0, 1, 0) {
		first := time.Date(on.Year(), on.Month(), 1, 0, 0, 0, 0, time.UTC)
		year := financialYear(toDay(first))
		for _, prison := range []string{"BAR", "CAS", "DUM", "EDI", "GLE", "GRA", "GRE", "INV", "KIL", "LOW", "PER", "POL", "STI"} {
			target := math.Max(1, math.Round(float64(done[year][prison])/12*1.1))
			out = append(out, figure{"plan.signups", "Plan " + year, toDay(first), toDay(first.AddDate(0, 1, -1)), "establishment", prison, fmt.Sprint(target), ""})
		}
	}
	return out
}

// financialYear of a day, as 2024-25.
func financialYear(d day) string {
	t := d.time()
	y := t.Year()
	if t.Month() < time.April {
		y--
	}
	return fmt.Sprintf("%d-%02d", y, (y+1)%100)
}
