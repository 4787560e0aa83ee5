package reports

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"throughcare/reports/document"
)

// sourceOf says of the measures of one table in which release they are, of which versions; whose extracts they were counted from,
// and how old the oldest and the newest of those are; and what is in no figure, as it has no date.
func (b *builder) sourceOf(measures ...string) string {
	names := make([]string, len(measures))
	var kinds, undated []string
	for i, id := range measures {
		m := b.catalogue[id]
		names[i] = fmt.Sprintf("%s (version %d)", id, m.Version)
		for _, kind := range m.Kinds {
			if !slices.Contains(kinds, kind) {
				kinds = append(kinds, kind)
			}
		}
		if m.Undated > 0 {
			undated = append(undated, fmt.Sprintf("%s of %s", document.Count.Write(float64(m.Undated)), id))
		}
	}
	text := fmt.Sprintf("Source: throughcare release %s, %s", b.release.ID, strings.Join(names, ", "))
	if extracts := b.extracts(kinds); extracts != "" {
		text += ". " + extracts
	}
	if len(undated) > 0 {
		text += ". Without a date, and so in no period: " + strings.Join(undated, ", ") + " (Scotland)"
	}
	return text
}

// extracts says how many suppliers sent records of the kinds, and of which dates their newest extracts are; "" if nobody did.
func (b *builder) extracts(kinds []string) string {
	newest := map[string]time.Time{}
	for _, l := range b.release.Loads {
		if slices.Contains(kinds, l.Kind) && l.ExtractDate.After(newest[l.Supplier]) {
			newest[l.Supplier] = l.ExtractDate
		}
	}
	if len(newest) == 0 {
		return ""
	}
	days := slices.SortedFunc(maps.Values(newest), time.Time.Compare)
	first, last := days[0], days[len(days)-1]
	words := make([]string, len(kinds))
	for i, kind := range kinds {
		words[i] = strings.ToLower(b.words.say(strings.ToUpper(kind)))
	}
	slices.Sort(words)
	suppliers := "1 supplier"
	if len(newest) > 1 {
		suppliers = fmt.Sprintf("%d suppliers", len(newest))
	}
	text := fmt.Sprintf("Records of %s from %s, ", and(words), suppliers)
	if first.Equal(last) {
		return text + "newest extract " + document.Date(last)
	}
	return text + fmt.Sprintf("newest extracts %s to %s", document.Date(first), document.Date(last))
}
