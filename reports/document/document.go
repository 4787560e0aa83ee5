// Package document is one report for one place, as content: messages, sections, tables, charts and definitions, with no
// layout. The page and the workbook are two renderings of the same Document, which is why a figure reads the same in both.
//
// It knows no database and no file.
package document

import (
	"fmt"
	"regexp"
	"slices"
	"time"
)

// Document is one report for one place.
type Document struct {
	Report      string // the report's id: "inspection"
	ReportTitle string // "Throughcare inspection report"
	Audience    string
	Lead        string // what the report is, one or two sentences
	Place       string
	Slug        string // the place in file names
	Period      string // the latest period shown, in words
	Release     Release
	Messages    []Message
	Sections    []Section
	Definitions []Definition
	Markers     []Marker // shorthand that occurs in the tables
	Choices     []Choice // of periods
	Areas       []string // that can be compared with, the one shown first
	Publisher   string
	Contact     string // for questions about the figures
	Look        Look
	Restricted  bool   // lists single people: what is said of a release's protection does not hold
	Mark        string // stands on every page, sheet and printed page: what this is not, or who may not see it; may be empty
}

// Look is how a project wants its reports to look; the zero value is the program's own.
type Look struct {
	Logo     string   // a data URI
	LogoPNG  []byte   // for the workbook
	LogoText string   // what the logo says
	Colours  []string // up to four, "#002d54", in the place of the program's
}

// Title of the document.
func (d *Document) Title() string { return d.ReportTitle + ": " + d.Place }

// Base is the file name of the document's workbook, without its ending.
func (d *Document) Base() string { return d.Report + "-" + d.Slug }

// Tables returns every table of the sections, in order.
func (d *Document) Tables() []*Block {
	var all []*Block
	for i := range d.Sections {
		for j := range d.Sections[i].Blocks {
			if b := &d.Sections[i].Blocks[j]; b.Table != nil {
				all = append(all, b)
			}
		}
	}
	return all
}

// Release says where the figures come from.
type Release struct {
	ID         string
	Number     int
	AsAt       time.Time // the date that the figures describe
	KnownAt    time.Time // what had been loaded by then; zero if not recorded
	MadeAt     time.Time
	Program    string
	Figures    int64
	Suppressed int64
	Threshold  int // counts from 1 to Threshold-1 are suppressed
	SHA256     string
}

// Protection says how small numbers are protected.
func Protection(r Release) string {
	if r.Threshold > 1 {
		return fmt.Sprintf("Counts of 1 to %d, and figures that would give them away, are withheld and shown as [c]. A zero is a true zero.", r.Threshold-1)
	}
	return "Figures that could identify people are withheld and shown as [c]. A zero is a true zero."
}

// Message is a key message: a figure and a sentence.
type Message struct {
	Value string // the figure, as it is read: "345"
	Label string // what was counted
	Text  string // the whole sentence
	Words bool   // Value is a name and not a number
}

// Section is a heading with blocks under it.
type Section struct {
	ID, Heading, Text string
	Blocks            []Block
}

// Block is a table, with the chart of it if there is one.
type Block struct {
	ID       string
	Finding  string // what it shows, a computed sentence; may be empty
	Subtitle string // measure, unit, place, period
	Chart    *Chart
	Table    *Table
	Note     string
	Defines  []Definition // the measures shown
	Empty    string       // said instead of a table when there are no figures

	PeriodType, Period string       // of a table of one period: the type, and the one shown
	Earlier            []Block      // the same table of earlier periods, the latest first; a page can switch to them
	Comparisons        []Comparison // areas that a page can compare with instead
}

// Table is rows under a header; its first column names the row.
type Table struct {
	Name    string // short, unique in the document: the sheet's name
	Caption string
	Columns []Column
	Rows    []Row
	Source  string
	Compare int // the column of the area compared with; 0 if there is none
}

// Column of a table.
type Column struct {
	Name   string
	Number bool // numbers, right aligned
}

// Row of a table. Total marks a row that repeats the others in sum.
type Row struct {
	Cells []Cell
	Total bool
}

// Definition is a measure as the release's catalogue has it.
type Definition struct {
	ID, Title, Text, Numerator, Denominator, Unit, View, Caveats, Source string
	Includes, Excludes, Places                                           string
	Compared                                                             string // how it is compared between places and over time
	Version                                                              int
}

// Marker is one shorthand with its meaning.
type Marker struct{ Sign, Meaning string }

// ChartKind says how a chart is drawn.
type ChartKind string

// The kinds of chart.
const (
	Bars      ChartKind = "bar"       // horizontal bars, one category a line
	Columns   ChartKind = "column"    // upright bars over time
	Line      ChartKind = "line"      // lines over time
	Stacked   ChartKind = "stacked"   // horizontal bars in parts
	Intervals ChartKind = "intervals" // points with confidence intervals and a line to compare with
)

// Chart is a picture of some columns of a table.
type Chart struct {
	ID          string
	Kind        ChartKind
	Name        string // accessible name
	Description string // what it says, for people who do not see it
	Axis        string // what the value axis measures
	Format      Format
	Categories  []string
	Series      []Series
	Reference   *Reference
	Rows        int // how many of the table's first rows are drawn

	Scale   bool         // of Shares: the series are points of a scale, from the best to the worst
	Days    []float64    // of Incidence: the day of each category
	Fixed   []bool       // of Incidence: whether the day is labelled, category by category
	Under   []Under      // of Incidence: the numbers followed
	Nodes   []Node       // of Flow
	Links   []Link       // of Flow
	Funnel  *FunnelPlot  // of Funnel
	Control *ControlPlot // of Control
	Key     []KeyItem    // of both: what the signs mean
	Whole   Series       // of Multiples: the place that all others are seen against; without points if there is none
}

// Ceiling is the whole for percentages of which one is large, so that the axis does not run past what is possible; else nil.
func (c *Chart) Ceiling() *float64 {
	whole := map[Format]float64{Percent: 100, Proportion: 1}[c.Format]
	for _, s := range c.Series {
		for _, p := range s.Points {
			if whole > 0 && (p.Value != nil && *p.Value > whole*0.6 || p.Upper != nil && *p.Upper > whole*0.6) {
				return &whole
			}
		}
	}
	return nil
}

// Series is one column of the table, drawn.
type Series struct {
	Name   string
	Column int  // of the table
	Muted  bool // not recorded, pending: drawn in grey
	Points []Point
}

// Point of a series. A nil Value is a gap; its Marker says why.
type Point struct {
	Value, Lower, Upper *float64
	Marker              string
}

// Reference is a value to compare with, drawn as a line.
type Reference struct {
	Name  string
	Value float64
}

var shorthand = regexp.MustCompile(`\[[a-z]{1,3}\]`)

// Markers are the shorthand in a table's cells, each once.
func (t *Table) Markers() []string {
	var texts []string
	for _, r := range t.Rows {
		for _, c := range r.Cells[1:] {
			texts = append(texts, c.Text)
		}
	}
	return signs(texts...)
}

// Markers are the shorthand in the block's table, or in what stands in its place.
func (b *Block) Markers() []string {
	if b.Table == nil {
		return signs(b.Empty)
	}
	return b.Table.Markers()
}

func signs(texts ...string) []string {
	var found []string
	for _, text := range texts {
		for _, sign := range shorthand.FindAllString(text, -1) {
			if !slices.Contains(found, sign) {
				found = append(found, sign)
			}
		}
	}
	return found
}
