package reports

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"throughcare/marts"
	"throughcare/reports/document"
)

// builder puts one document together.
type builder struct {
	release    Release
	catalogue  map[string]Measure
	words      *words
	all        []*place
	scotland   *place
	place      *place
	until      time.Time
	curves     []step
	curveTimes []curveTime
	rejections []rejection
	revised    *revised
	measures   []string // of the definition, in alphabetical order
	compared   compared
	days       *ownPeriod // a period of the project's own that blocks are made for; nil: those of their tables
	shown      map[*Figure]bool
	order      []*Figure // the figures shown, each once, in the order of the document
}

// document is one report for one place.
func (b *builder) document(d *Definition) *document.Document {
	out := &document.Document{Report: d.Report, ReportTitle: d.Title, Audience: d.Audience, Lead: strings.TrimSpace(d.Lead),
		Place: b.place.Name, Slug: b.place.Slug, Release: document.Release{ID: b.release.ID, Number: b.release.Number, AsAt: b.release.AsAt,
			KnownAt: b.release.KnownAt, MadeAt: b.release.MadeAt, Program: b.release.Program, Figures: b.release.Figures,
			Suppressed: b.release.Suppressed, Threshold: b.release.Threshold, SHA256: b.release.SHA256}}
	out.Period = "to " + document.Date(b.until)
	b.measures = slices.Sorted(slices.Values(wantsOf([]Definition{*d}, b.until, false).measures))
	out.Messages = b.messages(d.Messages)
	for _, s := range d.Sections {
		if len(s.Places) > 0 && !slices.Contains(s.Places, b.place.Type) {
			continue
		}
		section := document.Section{ID: s.ID, Heading: s.Heading, Text: b.settled(s.Text)}
		for _, t := range s.Tables {
			if t.PeriodType != marts.FromToPeriod {
				section.Blocks = append(section.Blocks, b.block(t))
			} else if block, some := b.ownPeriods(t); some {
				section.Blocks = append(section.Blocks, block)
			}
		}
		if len(section.Blocks) == 0 && s.Part == "" && len(s.Tables) > 0 {
			continue // it is about periods of the project's own, and there are none
		}
		switch s.Part {
		case "quality":
			section.Blocks = append(section.Blocks, b.qualityBlocks()...)
		case "late":
			section.Blocks = append(section.Blocks, b.late())
		case "deliveries":
			section.Blocks = append(section.Blocks, b.deliveries())
		case "rejected":
			section.Blocks = append(section.Blocks, b.rejected())
		case "received":
			section.Blocks = append(section.Blocks, b.rowsByState())
		case "filled":
			section.Blocks = append(section.Blocks, b.filledIn(), b.filledByQuarter())
		case "revisions":
			section.Blocks = append(section.Blocks, b.revisions())
		case "due":
			section.Blocks = append(section.Blocks, b.notOnTime())
		case "days":
			section.Blocks = append(section.Blocks, b.daysToLoad())
		}
		out.Sections = append(out.Sections, section)
	}
	out.Sections = append(out.Sections, b.provenance())
	out.Definitions = b.definitions()
	out.Markers = markersOf(out, b.release.Threshold)
	choices(out, len(b.ended()) > 0)
	return out
}

// settled is a definition's text with {conference_clock} as the release has it.
func (b *builder) settled(text string) string {
	return strings.ReplaceAll(strings.TrimSpace(text), "{conference_clock}", marts.ConferenceStart(b.release.ConferenceClock))
}

// definitions are those of every measure shown, by title.
func (b *builder) definitions() []document.Definition {
	var ids []string
	for _, f := range b.order {
		if !slices.Contains(ids, f.Measure) {
			ids = append(ids, f.Measure)
		}
	}
	all := b.defines(ids)
	slices.SortFunc(all, func(x, y document.Definition) int {
		if c := strings.Compare(x.Title, y.Title); c != 0 {
			return c
		}
		return strings.Compare(x.ID, y.ID)
	})
	return all
}

// provenance says what the figures were made from and with.
func (b *builder) provenance() document.Section {
	r := b.release
	t := &document.Table{Name: "provenance", Caption: "How this release was made", Columns: []document.Column{{Name: "What"}, {Name: "Value"}},
		Source: "Source: throughcare release " + r.ID}
	add := func(what, value string) {
		if value != "" {
			t.Rows = append(t.Rows, document.Row{Cells: []document.Cell{document.TextCell(what), document.TextCell(value)}})
		}
	}
	add("Release", r.ID)
	add("Figures describe the world as at", document.Date(r.AsAt))
	if !r.KnownAt.IsZero() {
		add("As it was known on", moment(r.KnownAt))
	}
	add("Made on", moment(r.MadeAt))
	add("Made by", r.Program)
	add("Figures in the release", document.Count.Write(float64(r.Figures))+" in all")
	add("Figures withheld to protect people", document.Count.Write(float64(r.Suppressed))+" in all")
	if r.Threshold > 1 {
		add("Counts withheld", fmt.Sprintf("1 to %d, and others that would give them away", r.Threshold-1))
	}
	add("The six months of the first case conference run from", marts.ConferenceStart(r.ConferenceClock))
	add("SHA-256 of the release's figures", quarters(r.SHA256))
	blocks := []document.Block{{ID: "provenance", Subtitle: t.Caption, Table: t}}
	if len(b.loads()) > 0 {
		files := &document.Table{Name: "files", Caption: "Files that the release was made from", Source: t.Source,
			Columns: []document.Column{{Name: "Supplier"}, {Name: "Kind of record"}, {Name: "File"}, {Name: "SHA-256"}}}
		for _, l := range b.loads() {
			files.Rows = append(files.Rows, document.Row{Cells: []document.Cell{document.TextCell(l.Supplier),
				document.TextCell(b.words.say(strings.ToUpper(l.Kind))), document.TextCell(l.File), document.TextCell(quarters(l.SHA256))}})
		}
		blocks = append(blocks, document.Block{ID: "files", Subtitle: files.Caption, Table: files})
	}
	return document.Section{ID: "provenance", Heading: "Method and provenance", Text: method, Blocks: blocks}
}

// quarters sets the parts of a hash apart, so that it may be broken between them: a column as wide as a hash is hard to read.
func quarters(hash string) string {
	if len(hash) != 64 {
		return hash
	}
	return strings.Join([]string{hash[:16], hash[16:32], hash[32:48], hash[48:]}, " ")
}

const method = "Suppliers' files are checked against a contract, and rows that break it are left out and sent back. Figures are counted from the records, " +
	"then protected: small counts and what would give them away are withheld over all tables together. Only protected figures reach this report. " +
	"Activity figures count each event by its own date. Cohort figures follow the people or liberations of a period. The two are never divided by one another. " +
	"Intervals are 95% confidence intervals: Wilson for proportions, Byar for rates over time at risk. Two figures are called different only when chance alone would seldom give such a difference."

func moment(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format("2 Jan 2006 15:04") + " UTC"
}

// shorthand that tables may have, with its meaning.
func shorthand(threshold int) []document.Marker {
	confidential := "confidential: withheld to protect people"
	if threshold > 1 {
		confidential = fmt.Sprintf("confidential: a count of 1 to %d, or a figure that would give one away", threshold-1)
	}
	return []document.Marker{{Sign: "[c]", Meaning: confidential}, {Sign: "[e]", Meaning: "estimated"}, {Sign: "[low]", Meaning: "not zero, but rounds to zero"}, {Sign: "[p]", Meaning: "provisional: the period is not over, or a supplier's file that reaches its end has not come"}, {Sign: "[r]", Meaning: "revised"},
		{Sign: "[u]", Meaning: "unreliable: the denominator is under 20"}, {Sign: "[x]", Meaning: "not available"}, {Sign: "[z]", Meaning: "not applicable"}}
}

// markersOf lists the shorthand that occurs in the document's tables, with its meaning.
func markersOf(d *document.Document, threshold int) []document.Marker {
	used := map[string]bool{}
	for _, s := range d.Sections {
		for _, shown := range s.Blocks {
			for _, b := range append([]document.Block{shown}, shown.Earlier...) {
				for _, sign := range b.Markers() {
					used[sign] = true
				}
			}
			for _, c := range shown.Comparisons {
				for _, cell := range c.Cells {
					used[cell.Text] = true
				}
			}
		}
	}
	var out []document.Marker
	for _, m := range shorthand(threshold) {
		if used[m.Sign] {
			out = append(out, m)
		}
	}
	return out
}
