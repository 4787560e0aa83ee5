package reports

import (
	"fmt"
	"maps"
	"slices"

	"throughcare/marts"
	sqlfiles "throughcare/sql"
	"throughcare/sql/settings"
)

// checkOwn holds a definition of the project's to what the program can count and make: measures, statistics, breakdowns, kinds.
func (d *Definition) checkOwn(file *settings.File) {
	all, err := marts.Catalogue(sqlfiles.FS)
	if err != nil {
		file.Add(err)
		return
	}
	known := map[string]*marts.Measure{}
	for i := range all {
		known[all[i].ID] = &all[i]
	}
	kinds := []string{"change", "largest", "not_recorded", "part", "supply"}
	for i, m := range d.Messages {
		at := fmt.Sprintf("messages[%d]", i)
		if m.Kind != "" && !slices.Contains(kinds, m.Kind) {
			file.Fail(at+".kind", codeValue, "there is no message of the kind %q", m.Kind).Try = settings.Suggest(m.Kind, kinds)
		}
		if m.Kind != "supply" { // of deliveries, and not of a measure
			checkAsked(file, at, at+".measure", known, m.Measure, m.Statistic, m.Breakdown)
		}
	}
	for i, c := range d.Chapters {
		for j, id := range c.Measures {
			if known[id] == nil {
				file.Fail(fmt.Sprintf("chapters[%d].measures[%d]", i, j), codeValue, "there is no measure %q", id).Try = settings.Suggest(id, slices.Sorted(maps.Keys(known)))
			}
		}
	}
	for i, s := range d.Sections {
		at := fmt.Sprintf("sections[%d]", i)
		if parts := []string{"days", "deliveries", "due", "filled", "late", "quality", "received", "rejected", "revisions"}; s.Part != "" && !slices.Contains(parts, s.Part) {
			file.Fail(at+".part", codeValue, "there is no part %q", s.Part).Try = settings.Suggest(s.Part, parts)
		}
		for j, t := range s.Tables {
			for k, measure := range t.Measures {
				in := fmt.Sprintf("%s.tables[%d]", at, j)
				checkAsked(file, in, fmt.Sprintf("%s.measures[%d]", in, k), known, measure, t.Statistic, t.Breakdown)
			}
		}
	}
}

// checkAsked faults a measure that there is not, and statistics and breakdowns of which it has none.
func checkAsked(file *settings.File, at, place string, known map[string]*marts.Measure, measure string, statistics, breakdowns []string) {
	m, ok := known[measure]
	if !ok {
		file.Fail(place, codeValue, "there is no measure %q", measure).Try = settings.Suggest(measure, slices.Sorted(maps.Keys(known)))
		return
	}
	none := func(asked, has []string) bool {
		return len(asked) > 0 && !slices.ContainsFunc(asked, func(a string) bool { return slices.Contains(has, a) })
	}
	if none(statistics, m.Statistics) || len(statistics) == 0 {
		f := file.Fail(at+".statistic", codeValue, "measure %s has none of the statistics %v", measure, statistics)
		f.Try = settings.Suggest(append(statistics, "")[0], m.Statistics)
	}
	var has []string
	for _, b := range m.Breakdowns {
		has = append(has, b.Name)
	}
	if none(breakdowns, append(slices.Clone(has), "all")) {
		f := file.Fail(at+".breakdown", codeValue, "measure %s has none of the breakdowns %v", measure, breakdowns)
		if f.Try = settings.Suggest(breakdowns[0], has); len(has) == 0 {
			f.Try = "it has no breakdown: take the key out"
		}
	}
}
