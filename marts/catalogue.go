package marts

import (
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/goccy/go-yaml"

	"throughcare/sql/fault"
)

// The statistics that a measure can have.
const (
	Records         = "records"            // distinct record keys
	People          = "people"             // distinct person keys
	PerPerson       = "per_person"         // records over people
	Rate            = "rate"               // per cent, with Wilson's 95% interval
	Median          = "median"             // of amount
	LowerQuartile   = "lower_quartile"     // of amount
	UpperQuartile   = "upper_quartile"     // of amount
	RatePer100Years = "rate_per_100_years" // events per 100 years at risk, exact or Byar 95% interval

	// CumulativeIncidence is the Aalen-Johansen estimate at fixed days, per cent, with log-log 95% limits.
	CumulativeIncidence = "cumulative_incidence"
)

// The views of a measure.
const (
	Activity = "activity" // each event by its own date
	Cohort   = "cohort"   // what had become, by the as-at date, of those of the period
	Stock    = "stock"    // open at the end of the period
)

// NotRecorded is the code of a place or category that the record does not give; NotApplicable that of a category that
// does not apply to the record.
const (
	NotRecorded   = "NOT_RECORDED"
	NotApplicable = "NOT_APPLICABLE"
)

// Measure is one entry of the catalogue with its fact select.
type Measure struct {
	ID          string      `yaml:"id"`
	Title       string      `yaml:"title"`
	Definition  string      `yaml:"definition"`
	Numerator   string      `yaml:"numerator"`
	Denominator string      `yaml:"denominator"`
	Unit        string      `yaml:"unit"`        // of records
	AmountUnit  string      `yaml:"amount_unit"` // of medians and quartiles
	View        string      `yaml:"view"`
	Source      string      `yaml:"source"` // the core table whose emptiness makes the measure not available
	Statistics  []string    `yaml:"statistics"`
	FollowUp    string      `yaml:"follow_up"` // time_to_event, or blank: see survival.go
	Places      Places      `yaml:"places"`
	Totals      *bool       `yaml:"totals"` // false: a fact stands in the breakdown only, and there is no whole
	Breakdowns  []Breakdown `yaml:"breakdowns"`
	Inclusion   string      `yaml:"inclusion"`
	Exclusion   string      `yaml:"exclusion"`
	Caveats     string      `yaml:"caveats"`
	Better      string      `yaml:"better"`     // higher, lower or neither, where the measure is compared: see compare.go
	Comparison  Comparison  `yaml:"comparison"` // between places
	Control     []Control   `yaml:"control"`    // over time
	Setting     string      `yaml:"setting"`    // of the project's settings the one that changes its figures: see setting.go
	Version     string      `yaml:"version"`

	// Confidential is false of what says nothing of people, such as files that came: no number of it is held back.
	Confidential *bool `yaml:"confidential"`

	SQL string `yaml:"-"`
}

// Places says in words what each kind of place means for a measure; a blank one is not shown. Scotland always is.
type Places struct {
	Establishment string `yaml:"establishment"`
	Authority     string `yaml:"authority"`
	Service       string `yaml:"service"`
}

// Breakdown is a column of the facts whose values are shown apart.
type Breakdown struct {
	Name        string        `yaml:"name"`
	Title       string        `yaml:"title"`
	Column      string        `yaml:"column"`      // of the fact select; the name if blank
	List        string        `yaml:"list"`        // a list of ref.codes: its codes are the categories, in its order
	Labels      yaml.MapSlice `yaml:"labels"`      // or code: label, in order
	Missing     string        `yaml:"missing"`     // what null means here, if not "not recorded"
	Places      []string      `yaml:"places"`      // shown for these kinds of place only
	Cross       []string      `yaml:"cross"`       // the names of two breakdowns of this measure: their pairs
	Overlapping bool          `yaml:"overlapping"` // one record can be in several categories
	Months      bool          `yaml:"months"`      // of Scotland counted by month too, not only by quarter and year
}

// HasTotals tells whether the measure has figures for all categories together.
func (m *Measure) HasTotals() bool { return m.Totals == nil || *m.Totals }

// IsConfidential tells whether small numbers of the measure are held back.
func (m *Measure) IsConfidential() bool { return m.Confidential == nil || *m.Confidential }

// placeTypes are the kinds of place with figures, beside Scotland.
func (m *Measure) placeTypes() []string {
	var types []string
	for _, p := range []struct{ name, meaning string }{
		{"authority", m.Places.Authority}, {"establishment", m.Places.Establishment}, {"service", m.Places.Service},
	} {
		if p.meaning != "" {
			types = append(types, p.name)
		}
	}
	return types
}

// placesText is what the kinds of place mean, as one text.
func (m *Measure) placesText() string {
	var parts []string
	for _, p := range []struct{ name, meaning string }{
		{"authority", m.Places.Authority}, {"establishment", m.Places.Establishment}, {"service", m.Places.Service},
	} {
		if p.meaning != "" {
			parts = append(parts, p.name+": "+p.meaning)
		}
	}
	return strings.Join(parts, "; ")
}

func (m *Measure) has(statistic string) bool { return slices.Contains(m.Statistics, statistic) }

func (m *Measure) hasAmounts() bool {
	return m.has(Median) || m.has(LowerQuartile) || m.has(UpperQuartile)
}

func (m *Measure) breakdown(name string) int {
	return slices.IndexFunc(m.Breakdowns, func(b Breakdown) bool { return b.Name == name })
}

// Catalogue reads every measure below marts/ of the files, in the order of their ids. It returns a fault (Usage, M001) that
// names the file of an entry which does not hold together.
func Catalogue(files fs.FS) ([]Measure, error) {
	names, err := fs.Glob(files, "marts/*.yaml")
	if err != nil {
		return nil, err
	}
	slices.Sort(names)
	measures := make([]Measure, 0, len(names))
	known := map[string]bool{}
	for _, name := range names {
		m, err := readMeasure(files, name)
		if err != nil {
			return nil, catalogueFault(name, err)
		}
		known[m.ID] = true
		measures = append(measures, m)
	}
	selects, err := fs.Glob(files, "marts/*.sql")
	if err != nil {
		return nil, err
	}
	for _, name := range selects {
		if id := strings.TrimSuffix(path.Base(name), ".sql"); !known[id] {
			return nil, catalogueFault(name, fmt.Errorf("there is no %s.yaml beside it", id))
		}
	}
	return measures, nil
}

func catalogueFault(name string, err error) error {
	f := fault.New(fault.Usage, "M001", "the entry of a measure does not hold: %s", err)
	f.Source, f.Err = "sql/"+name, err
	f.Effect = "no figures were made"
	return f
}

func readMeasure(files fs.FS, name string) (Measure, error) {
	var m Measure
	text, err := fs.ReadFile(files, name)
	if err != nil {
		return m, err
	}
	if err := yaml.UnmarshalWithOptions(text, &m, yaml.Strict()); err != nil {
		return m, err
	}
	if want := strings.TrimSuffix(path.Base(name), ".yaml"); m.ID != want {
		return m, fmt.Errorf("the id is not the name of the file, %s", want)
	}
	facts, err := fs.ReadFile(files, "marts/"+m.ID+".sql")
	if err != nil {
		return m, fmt.Errorf("its facts: %w", err)
	}
	m.SQL = string(facts)
	for i := range m.Breakdowns {
		if m.Breakdowns[i].Column == "" {
			m.Breakdowns[i].Column = m.Breakdowns[i].Name
		}
	}
	return m, m.validate()
}

// word is the form of ids, columns and lists; source that of a core table, or of the ledger of loads.
const (
	word   = `^[a-z][a-z0-9_]*$`
	source = `^(core\.[a-z][a-z0-9_]*|ledger\.loads)$`
	ledger = "ledger.loads"
)

func (m *Measure) validate() error {
	for _, c := range []struct{ what, value, form string }{
		{"id", m.ID, word},
		{"title", m.Title, `.`},
		{"definition", m.Definition, `.`},
		{"unit", m.Unit, `.`},
		{"version", m.Version, `.`},
		{"source", m.Source, source},
		{"view", m.View, `^(activity|cohort|stock)$`},
		{"statistics", strings.Join(m.Statistics, " "), `^(\b(records|people|per_person|rate|median|lower_quartile|upper_quartile|rate_per_100_years|cumulative_incidence)\b ?)+$`},
	} {
		if !regexp.MustCompile(c.form).MatchString(c.value) {
			return fmt.Errorf("%s is missing or not of the form %s", c.what, c.form)
		}
	}
	switch {
	case m.has(People) && !m.has(Records):
		return fmt.Errorf("people are shown beside records, never alone")
	case m.has(PerPerson) && !m.has(People):
		return fmt.Errorf("records per person are shown beside both, never alone")
	case m.has(Rate) && (m.Numerator == "" || m.Denominator == ""):
		return fmt.Errorf("a rate needs its numerator and denominator in words")
	case m.has(RatePer100Years) && (m.has(Rate) || m.has(Records)):
		return fmt.Errorf("a rate per 100 years stands in a measure of its own")
	case m.hasAmounts() && m.AmountUnit == "":
		return fmt.Errorf("a median needs amount_unit")
	case m.View == Stock && (m.has(RatePer100Years) || m.has(Rate)):
		return fmt.Errorf("a stock is counted, it has no rate")
	case m.isFollowed() && slices.ContainsFunc(m.Breakdowns, func(b Breakdown) bool { return b.Months }):
		return fmt.Errorf("what is followed is counted by year only")
	case !m.IsConfidential() && (m.Source != ledger || m.has(People) || len(m.placeTypes()) > 0):
		return fmt.Errorf("only counts of files, of no place and no person, can be other than confidential")
	case m.Setting != "" && m.Setting != conferenceClock && m.Setting != suppliersDue:
		return fmt.Errorf("there is no setting %s that changes figures", m.Setting)
	case !m.HasTotals() && len(m.Breakdowns) == 0:
		return fmt.Errorf("without totals there must be a breakdown")
	}
	for i := range m.Breakdowns {
		if err := m.validateBreakdown(i); err != nil {
			return fmt.Errorf("breakdown %d: %w", i+1, err)
		}
	}
	if err := m.validateCompare(); err != nil {
		return err
	}
	return m.validateFollowUp()
}

func (m *Measure) validateBreakdown(i int) error {
	b := m.Breakdowns[i]
	switch {
	case !regexp.MustCompile(word).MatchString(b.Name) || !regexp.MustCompile(word).MatchString(b.Column) || b.Name == "all":
		return fmt.Errorf("name and column are words in small letters")
	case m.breakdown(b.Name) != i:
		return fmt.Errorf("the name stands twice")
	case b.Title == "":
		return fmt.Errorf("the title is missing")
	case b.List != "" && len(b.Labels) > 0:
		return fmt.Errorf("either list or labels")
	case len(b.Cross) != 0 && len(b.Cross) != 2:
		return fmt.Errorf("cross names two breakdowns")
	}
	for _, name := range b.Cross {
		if at := m.breakdown(name); at < 0 || at >= i || len(m.Breakdowns[at].Cross) > 0 {
			return fmt.Errorf("cross names two breakdowns that stand before it")
		}
	}
	for _, place := range b.Places {
		if place != "scotland" && !slices.Contains(m.placeTypes(), place) {
			return fmt.Errorf("the measure has no places of the kind %s", place)
		}
	}
	return nil
}
