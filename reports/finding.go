package reports

import (
	"fmt"
	"slices"
	"strings"

	"throughcare/reports/document"
)

// finding is the sentence over a table: computed from its figures, silent about what is withheld.
func (b *builder) finding(t tableSpec, m *matrix) string {
	subject := or(t.Subject, m.cols[0].label)
	if t.columns() != "measure" {
		subject = or(t.Subject, b.label(t, t.Measures[0]))
	}
	if t.Headline != nil {
		if text := b.headline(t); text != "" {
			return text
		}
	}
	switch {
	case len(t.Groups) > 0:
		return groupsFinding(t, m, subject)
	case m.reference != nil:
		return b.areasFinding(t, m)
	case t.columns() == "statistic":
		return longest(t, m, subject)
	case t.columns() == "crossed":
		return b.crossedFinding(t, m, subject)
	case t.rows() == "place":
		return placesFinding(m, subject)
	case t.chart() == string(document.Incidence):
		return incidenceFinding(m, subject)
	case t.columns() == "category":
		last := len(m.rows) - 1
		return b.largest(subject, m.cols, m.cells[last], m.totalCol[last])
	case t.rows() == "category" && !m.rate():
		column := 0
		if t.columns() == "period" {
			column = len(m.cols) - 1
		}
		var figures []*Figure
		for i := range m.rows {
			figures = append(figures, m.cells[i][column])
		}
		return b.largest(subject, m.rows, figures, m.totalRow[column])
	case t.rows() == "category" && m.rate():
		return b.ends(t, m, subject)
	case t.rows() == "period":
		var series []*Figure
		for i := range m.rows {
			series = append(series, m.cells[i][0])
		}
		return trend(subject, series)
	default:
		return ""
	}
}

// longest names the row with the greatest median.
func longest(t tableSpec, m *matrix, subject string) string {
	column := slices.IndexFunc(m.cols, func(c entry) bool { return c.key == "median" })
	if column < 0 || t.rows() != "category" {
		return ""
	}
	top := -1
	for i := range m.rows {
		if f := m.cells[i][column]; sayable(f) && (top < 0 || *f.Value > *m.cells[top][column].Value) {
			top = i
		}
	}
	if top < 0 {
		return ""
	}
	f := m.cells[top][column]
	base := ""
	if f.Denominator != nil {
		base = fmt.Sprintf(" (of %s)", document.Count.Write(*f.Denominator))
	}
	return fmt.Sprintf("%s: %s is the longest, a median of %s %s%s %s", subject, lowerFirst(m.rows[top].label), f.Format().Write(*f.Value), f.Unit, base, document.In(f.PeriodName(), f.Stock()))
}

// ends says the first and last rate of a series by time, or the highest and lowest of the categories, each with its base; of two
// whose intervals overlap it says that they are not clearly different.
func (b *builder) ends(t tableSpec, m *matrix, subject string) string {
	var shown []int
	for i := range m.rows {
		if f := m.cells[i][0]; sayable(f) && f.Marker == "" && !b.words.last(m.rows[i].key) {
			shown = append(shown, i)
		}
	}
	if len(shown) < 2 {
		return ""
	}
	figure := func(i int) *Figure { return m.cells[i][0] }
	say := func(i int) string { return fmt.Sprintf("%s %s", lowerFirst(m.rows[i].label), based(figure(i))) }
	first, last := shown[0], shown[len(shown)-1]
	when := document.In(figure(first).PeriodName(), figure(first).Stock())
	if t.Sort == "listed" && leading(m.rows[first].key) > 0 {
		return fmt.Sprintf("%s: %s; %s %s", subject, say(first), say(last), when)
	}
	for _, i := range shown {
		if *figure(i).Value > *figure(first).Value {
			first = i
		}
		if *figure(i).Value < *figure(last).Value {
			last = i
		}
	}
	switch high, low := figure(first), figure(last); {
	case *high.Value == *low.Value:
		return ""
	case high.Lower != nil && low.Upper != nil && *high.Lower <= *low.Upper:
		return fmt.Sprintf("%s: from %s to %s %s, which chance alone could give", subject, say(last), say(first), when)
	}
	return fmt.Sprintf("%s: highest for %s, lowest for %s %s", subject, say(first), say(last), when)
}

// trend compares the last figure of a series with the one before it. It says "rose" or "fell" only of what chance alone would
// seldom give, and nothing of a figure that is withheld or unreliable.
func trend(subject string, series []*Figure) string {
	now := series[len(series)-1]
	if !sayable(now) {
		return ""
	}
	value := based(now)
	when := document.In(now.PeriodName(), now.Stock())
	if len(series) < 2 || !whole(series[len(series)-2]) || !whole(now) || !sayable(series[len(series)-2]) {
		return fmt.Sprintf("%s: %s %s", subject, value, when)
	}
	before := series[len(series)-2]
	was := based(before)
	whenWas := document.In(before.PeriodName(), before.Stock())
	c := compare(now, before)
	switch {
	case c.direction == "same":
		return fmt.Sprintf("%s: %s %s, the same as %s", subject, value, when, whenWas)
	case c.tested && !c.clear:
		return fmt.Sprintf("%s: %s %s, not clearly different from %s %s", subject, value, when, was, whenWas)
	case !c.tested && !c.stock:
		return fmt.Sprintf("%s: %s %s, too few to tell from %s %s", subject, value, when, was, whenWas)
	case c.little:
		return fmt.Sprintf("%s: %s %s, little changed from %s %s", subject, value, when, was, whenWas)
	case c.direction == "up":
		return fmt.Sprintf("%s rose by %s to %s %s, from %s %s", subject, by(now, before), value, when, was, whenWas)
	default:
		return fmt.Sprintf("%s fell by %s to %s %s, from %s %s", subject, by(now, before), value, when, was, whenWas)
	}
}

// largest names the largest category with its share of all, and says aloud what is not recorded or pending. Where
// something is withheld it speaks only of what is shown.
func (b *builder) largest(subject string, names []entry, figures []*Figure, all *Figure) string {
	var top *Figure
	topName, withheld, tie := "", false, false
	var aloud []string
	unknownCount := 0.0
	for i, f := range figures {
		switch {
		case f == nil:
			continue
		case f.Value == nil:
			withheld = withheld || f.Suppressed()
			continue
		case b.words.muted(names[i].key):
			unknownCount += *f.Value
			if *f.Value > 0 {
				aloud = append(aloud, fmt.Sprintf("%s %s", f.Format().Write(*f.Value), lowerFirst(names[i].label)))
			}
			continue
		case code(names[i].key) == "OTHER":
			continue
		}
		if top != nil && *f.Value == *top.Value {
			tie = true
		}
		if top == nil || *f.Value > *top.Value {
			top, topName, tie = f, names[i].label, false
		}
	}
	if top == nil || *top.Value == 0 {
		return ""
	}
	if mostUnknown(unknownCount, all) && !withheld && !tie {
		return mostlyUnknown(subject, topName, top, all, unknownCount, aloud)
	}
	text := fmt.Sprintf("%s: %s is the most common", subject, lowerFirst(topName))
	if tie {
		text = fmt.Sprintf("%s: %s is among the most common", subject, lowerFirst(topName))
	}
	if withheld {
		text += " of those shown"
	}
	text += ", " + share(top, all) + " " + document.In(top.PeriodName(), top.Stock())
	if len(aloud) > 0 {
		text += "; " + strings.Join(aloud, ", ")
	}
	return text
}

// mostUnknown tells whether more than half of a total has no known category, so that the rest cannot speak for it.
func mostUnknown(n float64, all *Figure) bool {
	return all != nil && all.Value != nil && all.Format() == document.Count && n > *all.Value/2
}

// mostlyUnknown says first how much is not known, then the largest of the rest.
func mostlyUnknown(subject, topName string, top, all *Figure, n float64, aloud []string) string {
	known := *all
	rest := *all.Value - n
	known.Value = &rest
	text := fmt.Sprintf("%s: of %s, %s %s", subject, all.Format().Write(*all.Value), strings.Join(aloud, " and "), document.In(top.PeriodName(), top.Stock()))
	if rest >= fewest {
		text += fmt.Sprintf("; of the others %s is the most common, %s", lowerFirst(topName), share(top, &known))
	}
	return text
}

// share is "412 of 1,830 (22.5%)", or the count alone where there is no total to take it of.
func share(f, all *Figure) string {
	value := f.Format().Write(*f.Value)
	if f.Format() != document.Count || all == nil || all.Value == nil || *all.Value < *f.Value || *all.Value == 0 || all.Statistic != f.Statistic {
		return value
	}
	return fmt.Sprintf("%s of %s (%s)", value, all.Format().Write(*all.Value), document.Proportion.Write(*f.Value / *all.Value))
}

// areasFinding counts the areas whose interval leaves Scotland's rate out, and names up to four on each side.
func (b *builder) areasFinding(t tableSpec, m *matrix) string {
	if m.reference.Value == nil {
		return ""
	}
	var higher, lower []string
	shown := 0
	for i, r := range m.rows {
		f := m.cells[i][0]
		if !sayable(f) {
			continue
		}
		shown++
		switch against(f, m.reference, false) {
		case "Different: higher":
			higher = append(higher, r.label)
		case "Different: lower":
			lower = append(lower, r.label)
		}
	}
	whole := fmt.Sprintf("Scotland (%s)", m.reference.Format().Write(*m.reference.Value))
	if len(higher)+len(lower) == 0 {
		return fmt.Sprintf("No area of the %d shown is clearly different from %s %s", shown, whole, document.In(m.reference.PeriodName(), m.reference.Stock()))
	}
	text := fmt.Sprintf("%d of %d areas shown %s different from %s", len(higher)+len(lower), shown, isAre(len(higher)+len(lower)), whole)
	for _, side := range []struct {
		word  string
		names []string
	}{{"higher", higher}, {"lower", lower}} {
		if n := len(side.names); n > 4 {
			text += fmt.Sprintf("; %s: %s and %d more", side.word, strings.Join(side.names[:4], ", "), n-4)
		} else if n > 0 {
			text += fmt.Sprintf("; %s: %s", side.word, strings.Join(side.names, ", "))
		}
	}
	return text
}

func isAre(n int) string {
	if n == 1 {
		return "is"
	}
	return "are"
}

// lowerFirst writes a label inside a sentence; abbreviations and names stay as they are.
func lowerFirst(s string) string {
	first, _, _ := strings.Cut(s, " ")
	if len(s) < 2 || slices.Contains([]string{"Upside", "Shine", "Parole", "Scotland", "Scottish"}, first) || !slices.Contains([]byte("abcdefghijklmnopqrstuvwxyz "), s[1]) {
		return s
	}
	return strings.ToLower(s[:1]) + s[1:]
}
