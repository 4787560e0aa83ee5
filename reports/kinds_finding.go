package reports

import (
	"fmt"
	"strings"

	"throughcare/reports/document"
)

// crossedFinding speaks of a crossed breakdown: on a scale, of the rows with most and least in the better half; else of the
// most common column.
func (b *builder) crossedFinding(t tableSpec, m *matrix, subject string) string {
	if !t.Scale {
		if m.whole == nil {
			return b.common(t, m, subject)
		}
		return b.largest(subject, m.cols, m.totalRow, m.whole)
	}
	type better struct {
		label     string
		good, all float64
	}
	var best, worst *better
	for i, r := range m.rows {
		q := better{label: r.label}
		known := true
		for j, f := range m.cells[i] {
			if b.words.muted(m.cols[j].key) {
				continue
			}
			if f == nil || f.Value == nil {
				known = false
				break
			}
			if q.all += *f.Value; j < len(t.Only)/2 {
				q.good += *f.Value
			}
		}
		if !known || q.all < fewest {
			continue
		}
		if best == nil || q.good/q.all > best.good/best.all {
			best = &better{q.label, q.good, q.all}
		}
		if worst == nil || q.good/q.all < worst.good/worst.all {
			worst = &better{q.label, q.good, q.all}
		}
	}
	if best == nil || best.label == worst.label {
		return ""
	}
	say := func(q *better) string {
		return fmt.Sprintf("%s (%s of %s, %s)", lowerFirst(q.label), document.Count.Write(q.good), document.Count.Write(q.all), document.Proportion.Write(q.good/q.all))
	}
	return fmt.Sprintf("%s: most often for %s, least for %s %s", subject, say(best), say(worst), b.when(m))
}

// fewest is the base under which a share is unreliable, as in the release.
const fewest = 20

func (b *builder) when(m *matrix) string {
	f := m.any()
	return document.In(f.PeriodName(), f.Stock())
}

// applies is the total of a row without what does not apply; 0 where that cannot be told, as it is held back.
func (m *matrix) applies(t tableSpec, i int) float64 {
	total := m.rowTotal(t, i)
	for j, c := range m.cols {
		if key := code(c.key); key != "NOT_APPLICABLE" && key != "NA" {
			continue
		}
		switch f := m.cells[i][j]; {
		case f == nil:
		case f.Value == nil:
			return 0
		default:
			total -= *f.Value
		}
	}
	return total
}

// common names the row with the largest share of the first column, of those to which it applies: "Yes" of yes, partly and no.
func (b *builder) common(t tableSpec, m *matrix, subject string) string {
	high, low, among := -1, -1, ""
	share := func(i int) float64 { return *m.cells[i][0].Value / m.applies(t, i) }
	for i := range m.rows {
		if f := m.cells[i][0]; f == nil || f.Value == nil || m.applies(t, i) < fewest {
			among = "of those that can be told, "
			continue
		}
		if high < 0 || share(i) > share(high) {
			high = i
		}
		if low < 0 || share(i) < share(low) {
			low = i
		}
	}
	if high < 0 || high == low {
		return ""
	}
	say := func(i int) string {
		return fmt.Sprintf("%s (%s of %s, %s)", lowerFirst(m.rows[i].label), document.Count.Write(*m.cells[i][0].Value), document.Count.Write(m.applies(t, i)), document.Proportion.Write(share(i)))
	}
	return fmt.Sprintf("%s: %s\u201c%s\u201d most often for %s, least for %s %s", subject, among, m.cols[0].label, say(high), say(low), b.when(m))
}

// incidenceFinding says the estimate at the last day that has one and is reliable, with its limits and its base.
func incidenceFinding(m *matrix, subject string) string {
	for i := len(m.rows) - 1; i >= 0; i-- {
		f := m.cells[i][0]
		if f == nil || f.Value == nil || f.Lower == nil || f.Upper == nil || f.Denominator == nil || f.Marker != "" {
			continue
		}
		return fmt.Sprintf("%s: an estimated %s within %s, between %s and %s (95%% limits), of %s licences started %s", subject, f.Format().Write(*f.Value), lowerFirst(m.rows[i].label),
			f.Format().Write(*f.Lower), f.Format().Write(*f.Upper), document.Count.Write(*f.Denominator), document.In(f.PeriodName(), false))
	}
	return ""
}

// placesFinding counts the places whose latest figure differs from the one before by more than chance.
func placesFinding(m *matrix, subject string) string {
	last := len(m.cols) - 1
	if last < 1 {
		return ""
	}
	var up, down []string
	shown := 0
	for i, r := range m.rows {
		now, before := m.cells[i][last], m.cells[i][last-1]
		if !whole(now) || !whole(before) || strings.Contains(now.Marker+before.Marker, "[u]") {
			continue
		}
		shown++
		c := compare(now, before)
		switch {
		case !c.clear:
		case c.direction == "up":
			up = append(up, r.label)
		case c.direction == "down":
			down = append(down, r.label)
		}
	}
	if shown == 0 {
		return ""
	}
	was, now := m.cols[last-1].label, m.cols[last].label
	if len(up)+len(down) == 0 {
		return fmt.Sprintf("%s: in none of the %d areas that can be compared did %s differ from %s by more than chance alone would usually give", subject, shown, now, was)
	}
	text := fmt.Sprintf("%s: in %d of the %d areas that can be compared %s differed from %s by more than chance alone would usually give", subject, len(up)+len(down), shown, now, was)
	for _, side := range []struct {
		word  string
		names []string
	}{{"up", up}, {"down", down}} {
		if n := len(side.names); n > 4 {
			text += fmt.Sprintf("; %s in %s and %d more", side.word, strings.Join(side.names[:4], ", "), n-4)
		} else if n > 0 {
			text += fmt.Sprintf("; %s in %s", side.word, and(side.names))
		}
	}
	return text
}
