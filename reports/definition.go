package reports

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"throughcare/marts"
	"throughcare/sql/settings"
)

// Definition is one report as its YAML file has it.
type Definition struct {
	Report   string        `yaml:"report"`
	Title    string        `yaml:"title"`
	Audience string        `yaml:"audience"`
	Lead     string        `yaml:"lead"`
	Places   []string      `yaml:"places"` // place types that get a document
	Messages []messageSpec `yaml:"messages"`
	Sections []sectionSpec `yaml:"sections"`
	Workbook string        `yaml:"workbook"` // charts (default): the tables of the page with charts; tables: every measure, accessible
	Chapters []chapter     `yaml:"chapters"` // of a workbook of tables
	Cover    []coverText   `yaml:"cover"`    // of a workbook of tables
	Contact  string        `yaml:"contact"`  // who answers questions; default the project's
	Look     lookSpec      `yaml:"look"`

	file *settings.File // where its lines are, of a definition of the project's; else nil
	look look
}

// messageSpec is a key message to be computed. Says is what follows the figure ("people signed up"), or the category that is
// the largest ("is the need most often identified"), or for what is not recorded the thing itself ("Destination housing"). For a
// part it follows "12 of 345 (3.5%)" and stands before the date.
type messageSpec struct {
	Kind       string   `yaml:"kind"` // change (default), largest, not_recorded, part or supply: what was delivered
	Measure    string   `yaml:"measure"`
	Statistic  []string `yaml:"statistic"`
	Breakdown  []string `yaml:"breakdown"`
	PeriodType string   `yaml:"period_type"`
	AsAt       bool     `yaml:"as_at"` // of a stock: as it is on the as-at date, though the period goes on
	Parts      []string `yaml:"parts"` // of the kind part: the categories that are added up
	Label      string   `yaml:"label"`
	Says       string   `yaml:"says"`
}

// sectionSpec is a heading with tables. Part names a section that is made from the release and not from figures.
type sectionSpec struct {
	ID      string      `yaml:"id"`
	Heading string      `yaml:"heading"`
	Text    string      `yaml:"text"`   // {conference_clock} in it is from where the first case conference was counted
	Places  []string    `yaml:"places"` // only in documents of these place types; empty = all
	Part    string      `yaml:"part"`   // quality; late: supplies that are due; revisions: what the release before showed otherwise; of a report on the data itself deliveries, due, rejected, received, days or filled
	Tables  []tableSpec `yaml:"tables"`
}

// tableSpec is one table, and its chart.
type tableSpec struct {
	ID         string            `yaml:"id"`
	Title      string            `yaml:"title"`
	Subject    string            `yaml:"subject"` // what the finding speaks of; default the title of the first measure
	Measures   []string          `yaml:"measures"`
	Labels     map[string]string `yaml:"labels"`      // short names of measures, and names of categories by their code
	Statistic  []string          `yaml:"statistic"`   // the first that the release has is taken
	Breakdown  []string          `yaml:"breakdown"`   // likewise; default all
	PeriodType string            `yaml:"period_type"` // month, quarter, financial_year, or from_to: the calendar years and periods that the project asks for
	Periods    int               `yaml:"periods"`     // how many of the latest
	AsAt       bool              `yaml:"as_at"`       // of a stock: as it is on the as-at date, though the period goes on
	Headline   *headlineSpec     `yaml:"headline"`
	Groups     []groupSpec       `yaml:"groups"`   // rows: category: the two groups that a breakdown of rates holds side by side
	Latest     string            `yaml:"latest"`   // of one period: ended (default) or counted, the latest in which anything was counted
	Rows       string            `yaml:"rows"`     // period (default), category or place
	Columns    string            `yaml:"columns"`  // measure (default), period, category, statistic or crossed
	Cross      []string          `yaml:"cross"`    // columns: crossed: the two breakdowns that the breakdown crosses
	Only       []string          `yaml:"only"`     // columns: crossed: the codes of the second that are shown; default all
	Scale      bool              `yaml:"scale"`    // chart: shares: the columns are points of a scale, the better half first
	Paths      []pathSpec        `yaml:"paths"`    // chart: flow: the states between the whole and a category
	Of         string            `yaml:"of"`       // rows: place of this type; show: comparison between places of this type
	Show       string            `yaml:"show"`     // figures (default), comparison (a funnel plot) or control (a control chart)
	Category   string            `yaml:"category"` // show: comparison of this category of the breakdown; default the whole
	Sort       string            `yaml:"sort"`     // value (default for rows of categories) or listed
	Compare    bool              `yaml:"compare"`  // a column for Scotland beside a place's rate
	Chart      string            `yaml:"chart"`    // bar, column, line, stacked, shares, flow, incidence, intervals, multiples or none
	Note       string            `yaml:"note"`
}

// headlineSpec is a finding that adds up categories: "12 of 345 (3.5%)", what Says, and the date. Where one of them is withheld
// the table's usual finding stands.
type headlineSpec struct {
	Parts []string `yaml:"parts"`
	Says  string   `yaml:"says"`
}

// pathSpec says through which states some categories come.
type pathSpec struct {
	Through    []string `yaml:"through"`
	Categories []string `yaml:"categories"` // by their codes
}

// words are the labels of codes, and which of them come last or are drawn in grey.
type words struct {
	Categories []map[string]string `yaml:"categories"`
	Last       []string            `yaml:"last"`
	Muted      []string            `yaml:"muted"`
	label      map[string]string
	position   map[string]int
}

func (t *tableSpec) check() error {
	one := func(what, v string, allowed ...string) error {
		if !slices.Contains(allowed, v) {
			return fmt.Errorf("%s is %q, not one of %s", what, v, strings.Join(allowed, ", "))
		}
		return nil
	}
	if t.ID == "" || t.Title == "" || len(t.Measures) == 0 {
		return fmt.Errorf("id, title and measures are needed")
	}
	if len(t.ID) > 28 {
		return fmt.Errorf("the id has more than 28 letters: it also names a sheet")
	}
	if t.Show != "" && t.Show != "figures" {
		return t.checkCompare()
	}
	if err := one("rows", t.rows(), "period", "category", "place"); err != nil {
		return err
	}
	if err := one("columns", t.columns(), "measure", "period", "category", "statistic", "crossed"); err != nil {
		return err
	}
	if err := one("chart", t.chart(), "none", "bar", "column", "line", "stacked", "shares", "flow", "incidence", "intervals", "multiples"); err != nil {
		return err
	}
	if err := t.checkChart(); err != nil {
		return err
	}
	if err := t.checkGroups(); err != nil {
		return err
	}
	if t.rows() == t.columns() || t.columns() != "measure" && len(t.Measures) > 1 {
		return fmt.Errorf("rows of %s by columns of %s cannot be drawn with %d measures", t.rows(), t.columns(), len(t.Measures))
	}
	if t.PeriodType == marts.FromToPeriod && (t.rows() != "period" || t.columns() != "measure" || t.chart() != "none") {
		return fmt.Errorf("a table by from_to has the periods of the project's own for rows and measures for columns, and no chart")
	}
	return one("period_type", t.PeriodType, "month", "quarter", "financial_year", "from_to")
}

// checkCompare holds a comparison or control chart to what a release has of it.
func (t *tableSpec) checkCompare() error {
	switch {
	case t.Show != "comparison" && t.Show != "control":
		return fmt.Errorf("show is %q, not one of figures, comparison, control", t.Show)
	case len(t.Measures) != 1 || t.Rows != "" || t.Columns != "" || t.Chart != "":
		return fmt.Errorf("a comparison and a control chart are of one measure, and have their own rows, columns and chart")
	case t.Show == "comparison" && (t.PeriodType != "financial_year" || t.Of != "authority" && t.Of != "establishment"):
		return fmt.Errorf("a comparison is of: authority or establishment, by financial_year")
	case t.Show == "control" && (t.PeriodType != "month" && t.PeriodType != "quarter" || t.Periods < 12):
		return fmt.Errorf("a control chart is by month or quarter, and shows 12 periods or more")
	}
	return nil
}

// checkChart holds each kind of chart to the tables that it can be drawn from.
func (t *tableSpec) checkChart() error {
	layout := t.rows() + " by " + t.columns()
	fits := map[string][]string{"shares": {"category by crossed", "period by category"}, "flow": {"category by crossed", "category by measure"},
		"incidence": {"category by measure"}, "multiples": {"place by period"}}
	if allowed, ok := fits[t.chart()]; ok && !slices.Contains(allowed, layout) {
		return fmt.Errorf("a chart of the kind %s needs %s, and the table is %s", t.chart(), strings.Join(allowed, " or "), layout)
	}
	if t.Latest != "" && t.Latest != "ended" && t.Latest != "counted" {
		return fmt.Errorf("latest is %q, not ended or counted", t.Latest)
	}
	if (t.columns() == "crossed") != (len(t.Cross) == 2) {
		return fmt.Errorf("columns: crossed and cross with two breakdowns go together")
	}
	return nil
}

func (t *tableSpec) rows() string    { return or(t.Rows, "period") }
func (t *tableSpec) columns() string { return or(t.Columns, "measure") }
func (t *tableSpec) chart() string   { return or(t.Chart, "none") }

func or(s, otherwise string) string {
	if s == "" {
		return otherwise
	}
	return s
}

// code puts a category into the form of a code, whether the release has its code or its label.
func code(category string) string {
	return strings.Trim(strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z':
			return r - 'a' + 'A'
		case r >= 'A' && r <= 'Z', r >= '0' && r <= '9', r == '_':
			return r
		default:
			return '_'
		}
	}, category), "_")
}

// say is the category as people read it.
func (w *words) say(category string) string {
	if l, ok := w.label[code(category)]; ok {
		return l
	}
	// A code is one word of capitals, or small words joined by underscores.
	if up := strings.ToUpper(category); up == code(category) && len(category) > 1 && (category == up || strings.Contains(category, "_")) {
		plain := strings.ToLower(strings.ReplaceAll(category, "_", " "))
		return strings.ToUpper(plain[:1]) + plain[1:]
	}
	return category
}

func (w *words) last(category string) bool  { return slices.Contains(w.Last, code(category)) }
func (w *words) muted(category string) bool { return slices.Contains(w.Muted, code(category)) }

// before orders two categories: as the release lists them, or as the labels do, those not listed by their name; the rest
// categories come last.
func (w *words) before(a, b entry) int {
	rank := func(c entry) int {
		p, ok := w.position[code(c.key)]
		switch {
		case w.last(c.key):
			return 20000 + slices.Index(w.Last, code(c.key))
		case c.order > 0:
			return c.order
		case ok:
			return p
		default:
			return 10000
		}
	}
	return cmp.Or(rank(a)-rank(b), leading(a.key)-leading(b.key), strings.Compare(a.key, b.key))
}

// leading is the number that a category starts with, so that "4 weeks" comes before "12 weeks".
func leading(category string) int {
	n := 0
	for _, r := range category {
		if r < '0' || r > '9' || n > 1e6 {
			break
		}
		n = n*10 + int(r-'0')
	}
	return n
}
