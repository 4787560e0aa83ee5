package cli

import (
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"throughcare/marts"
	sqlfiles "throughcare/sql"
	"throughcare/sql/fault"
)

// measureView is one entry of the catalogue.
type measureView struct {
	Measure     string          `json:"measure"`
	Title       string          `json:"title"`
	Definition  string          `json:"definition"`
	Numerator   string          `json:"numerator,omitempty"`
	Denominator string          `json:"denominator,omitempty"`
	Unit        string          `json:"unit"`
	AmountUnit  string          `json:"amount_unit,omitempty"` // of medians and quartiles
	View        string          `json:"view"`                  // activity, cohort, stock
	Statistics  []string        `json:"statistics"`
	Places      []measurePlace  `json:"places"` // beside Scotland
	Breakdowns  []breakdownView `json:"breakdowns"`
	Inclusion   string          `json:"inclusion,omitempty"`
	Exclusion   string          `json:"exclusion,omitempty"`
	Caveats     string          `json:"caveats,omitempty"`
	Better      string          `json:"better,omitempty"`   // higher, lower or neither, where it is compared
	Compared    string          `json:"compared,omitempty"` // between places and over time, in words
	Source      string          `json:"source"`
	Version     string          `json:"version"`
	SQL         string          `json:"sql,omitempty"` // with --sql
}

type measurePlace struct {
	Kind    string `json:"kind"`    // establishment, authority, service
	Meaning string `json:"meaning"` // which of the places of a record it is
}

type breakdownView struct {
	Breakdown   string `json:"breakdown"`
	Title       string `json:"title"`
	Overlapping bool   `json:"overlapping"` // one record can be in several categories
}

func viewMeasure(m *marts.Measure) measureView {
	v := measureView{
		Measure: m.ID, Title: m.Title, Definition: m.Definition, Numerator: m.Numerator, Denominator: m.Denominator, Unit: m.Unit,
		AmountUnit: m.AmountUnit, View: m.View, Statistics: m.Statistics, Places: []measurePlace{}, Breakdowns: []breakdownView{},
		Inclusion: m.Inclusion, Exclusion: m.Exclusion, Caveats: m.Caveats, Better: m.Better, Compared: m.Compared(), Source: m.Source, Version: m.Version,
	}
	for _, p := range []measurePlace{
		{"establishment", m.Places.Establishment}, {"authority", m.Places.Authority}, {"service", m.Places.Service},
	} {
		if p.Meaning != "" {
			v.Places = append(v.Places, p)
		}
	}
	for _, b := range m.Breakdowns {
		v.Breakdowns = append(v.Breakdowns, breakdownView{b.Name, b.Title, b.Overlapping})
	}
	return v
}

func (a *app) measuresCommand() *cobra.Command {
	return group("measures", "What is counted, and how each figure is defined",
		`A measure is one thing that is counted, defined once: every report quotes its
definition. The catalogue is part of the program, so these verbs need no project.
A release keeps the definitions that its figures were made by.`,
		a.measuresListCommand(), a.measuresShowCommand())
}

func (a *app) measuresListCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "list",
		Short: "List the measures",
		Example: `  throughcare measures list
  throughcare measures list --output csv`,
		Args: arguments(0, 0, ""),
		RunE: func(*cobra.Command, []string) error {
			catalogue, err := marts.Catalogue(sqlfiles.FS)
			if err != nil {
				return err
			}
			p := page{columns: []string{"measure", "view", "unit", "title"}}
			views := make([]measureView, 0, len(catalogue))
			for i := range catalogue {
				v := viewMeasure(&catalogue[i])
				views = append(views, v)
				p.rows = append(p.rows, []any{v.Measure, v.View, v.Unit, v.Title})
			}
			p.view = views
			return a.show(p)
		},
	}
}

func (a *app) measuresShowCommand() *cobra.Command {
	withSQL := false
	c := &cobra.Command{
		Use:   "show MEASURE",
		Short: "Say how a measure is defined",
		Example: `  throughcare measures show supported_on_day
  throughcare measures show supported_on_day --sql`,
		Args: arguments(1, 1, "the id of one measure"),
		RunE: func(_ *cobra.Command, args []string) error {
			catalogue, err := marts.Catalogue(sqlfiles.FS)
			if err != nil {
				return err
			}
			m, err := measureByID(catalogue, args[0])
			if err != nil {
				return err
			}
			v := viewMeasure(m)
			if withSQL {
				v.SQL = m.SQL
			}
			p := page{view: v, columns: []string{"field", "text"}, text: func(w io.Writer) { measureText(w, v) }}
			for _, f := range v.fields() {
				p.rows = append(p.rows, []any{f.name, f.text})
			}
			if withSQL {
				p.rows = append(p.rows, []any{"sql", v.SQL})
			}
			return a.show(p)
		},
	}
	c.Flags().BoolVar(&withSQL, "sql", false, "and its select of facts")
	return c
}

// measureByID finds a measure; a fault (Usage, U016) names those whose id has a word in common.
func measureByID(catalogue []marts.Measure, id string) (*marts.Measure, error) {
	var near []string
	for i := range catalogue {
		if catalogue[i].ID == id {
			return &catalogue[i], nil
		}
		if alike(catalogue[i].ID, id) {
			near = append(near, catalogue[i].ID)
		}
	}
	f := fault.New(fault.Usage, "U016", "there is no measure %q", id)
	f.Try = "throughcare measures list"
	if len(near) > 0 {
		f.Try = "throughcare measures show " + strings.Join(near, ", ")
	}
	return nil, f
}

// alike tells whether a word of one id begins a word of the other, or the other way round.
func alike(one, other string) bool {
	for a := range strings.SplitSeq(one, "_") {
		for b := range strings.SplitSeq(strings.ToLower(other), "_") {
			if len(a) > 3 && len(b) > 3 && (strings.HasPrefix(a, b) || strings.HasPrefix(b, a)) {
				return true
			}
		}
	}
	return false
}

type measureField struct{ name, text string }

// fields are the entry in the order that it is read in; those that are blank are left out.
func (v *measureView) fields() []measureField {
	var places, breakdowns []string
	for _, p := range v.Places {
		places = append(places, p.Kind+": "+p.Meaning)
	}
	for _, b := range v.Breakdowns {
		text := b.Breakdown + ": " + b.Title
		if b.Overlapping {
			text += " (one record can be in several categories)"
		}
		breakdowns = append(breakdowns, text)
	}
	unit := v.Unit
	if v.AmountUnit != "" {
		unit += "; medians and quartiles in " + v.AmountUnit
	}
	var shown []measureField
	for _, f := range []measureField{
		{"measure", v.Measure}, {"title", v.Title}, {"definition", v.Definition}, {"numerator", v.Numerator},
		{"denominator", v.Denominator}, {"unit", unit}, {"view", v.View}, {"statistics", strings.Join(v.Statistics, ", ")},
		{"places", strings.Join(places, "\n")}, {"breakdowns", strings.Join(breakdowns, "\n")}, {"inclusion", v.Inclusion},
		{"exclusion", v.Exclusion}, {"caveats", v.Caveats}, {"compared", v.Compared}, {"source", v.Source}, {"version", v.Version},
	} {
		if f.text != "" {
			shown = append(shown, f)
		}
	}
	return shown
}

// measureText lays the fields out in two columns, the second wrapped.
func measureText(w io.Writer, v measureView) {
	for _, f := range v.fields() {
		name := f.name
		for line := range strings.SplitSeq(f.text, "\n") {
			for _, part := range wrapped(line, measureWidth) {
				fmt.Fprintf(w, "%-12s %s\n", name, part)
				name = ""
			}
		}
	}
	if v.SQL != "" {
		fmt.Fprintf(w, "\n%s\n", strings.TrimRight(v.SQL, "\n"))
	}
}

// measureWidth of the second column, in characters.
const measureWidth = 86

// wrapped is the words of a text in lines of at most so many characters, save where one word is longer.
func wrapped(text string, width int) []string {
	lines := []string{""}
	for _, word := range strings.Fields(text) {
		last := &lines[len(lines)-1]
		switch {
		case *last == "":
			*last = word
		case len([]rune(*last))+1+len([]rune(word)) <= width:
			*last += " " + word
		default:
			lines = append(lines, word)
		}
	}
	return lines
}
