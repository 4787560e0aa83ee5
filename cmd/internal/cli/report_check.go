package cli

import (
	"cmp"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"throughcare/reports/conformance"
	"throughcare/sql/fault"
)

// conformanceView is what became of every check of a workbook.
type conformanceView struct {
	File            string            `json:"file"`
	Sheets          int               `json:"sheets"`
	EssentialFailed int               `json:"essential_failed"`
	Passed          int               `json:"passed"`
	Failed          int               `json:"failed"`
	NotApplicable   int               `json:"not_applicable"`
	Undecided       int               `json:"undecided"`
	Checks          []conformanceItem `json:"checks"`
}

type conformanceItem struct {
	ID      string             `json:"id"`
	Level   string             `json:"level"` // essential, desirable, best practice, custom
	State   string             `json:"state"` // pass, fail, not applicable, cannot be decided
	Rule    string             `json:"rule"`
	Decided string             `json:"decided_by"` // program, in part, person
	How     string             `json:"how"`
	Note    string             `json:"note,omitempty"`
	Found   int                `json:"found"` // places where it fails; at most 20 are listed
	Places  []conformancePlace `json:"places"`
	Mend    string             `json:"mend,omitempty"`
}

type conformancePlace struct {
	Sheet string `json:"sheet,omitempty"`
	Cell  string `json:"cell,omitempty"`
	What  string `json:"what"`
}

func (a *app) reportCheckCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "check FILE",
		Short: "Check a workbook against the advice for accessible statistics",
		Long: `Checks any XLSX workbook, of this program or not, against 52 rules of the
Government Analysis Function's checklist, its guidance on shorthand, and what the
packages aftables and gptables check. Says of each rule whether it passes, fails,
does not apply, or cannot be decided by a program; where it fails, by sheet and
cell; and how to mend it. No project is needed. What stands in cells is not
printed.

Exit code 3 when a rule fails that is essential.`,
		Example: `  throughcare report check out/latest/inspection/scotland/inspection-scotland.xlsx
  throughcare report check tables.xlsx --output json`,
		Args: arguments(1, 1, "one file"),
		RunE: func(_ *cobra.Command, args []string) error {
			report, err := checkWorkbook(args[0])
			if err != nil {
				return err
			}
			return a.showConformance(viewConformance(report))
		},
	}
}

func checkWorkbook(path string) (*conformance.Report, error) {
	content, err := os.ReadFile(path)
	if err != nil {
		f := fault.New(fault.Usage, "K002", "%s cannot be read", filepath.Base(path))
		f.Err = err
		f.Try = "throughcare report check FILE"
		return nil, f
	}
	beside, err := os.ReadDir(filepath.Dir(path))
	if err != nil {
		return nil, err
	}
	var names []string
	for _, entry := range beside {
		names = append(names, entry.Name())
	}
	return conformance.Run(filepath.Base(path), content, names)
}

func viewConformance(r *conformance.Report) conformanceView {
	v := conformanceView{File: r.File, Sheets: r.Sheets, EssentialFailed: len(r.Failed(conformance.Essential)), Passed: r.Count(conformance.Pass),
		Failed: r.Count(conformance.Fail), NotApplicable: r.Count(conformance.NotApplicable), Undecided: r.Count(conformance.Undecided)}
	for _, one := range r.Results {
		item := conformanceItem{ID: one.ID, Level: string(one.Level), State: string(one.State), Rule: one.Rule, Decided: string(one.Decided), How: one.How,
			Note: one.Note, Found: one.Found, Places: []conformancePlace{}}
		for _, f := range one.Findings {
			item.Places = append(item.Places, conformancePlace(f))
		}
		if one.State != conformance.Pass {
			item.Mend = one.Mend
		}
		v.Checks = append(v.Checks, item)
	}
	return v
}

func (a *app) showConformance(v conformanceView) error {
	p := page{view: v, columns: []string{"check", "level", "state", "sheet", "cell", "what"}, text: func(w io.Writer) { conformanceText(w, v) }}
	for _, c := range v.Checks {
		if len(c.Places) == 0 {
			p.rows = append(p.rows, []any{c.ID, c.Level, c.State, "", "", c.Note})
		}
		for _, place := range c.Places {
			p.rows = append(p.rows, []any{c.ID, c.Level, c.State, place.Sheet, place.Cell, place.What})
		}
	}
	if err := a.show(p); err != nil {
		return err
	}
	if v.EssentialFailed > 0 {
		return quiet{fault.Policy.ExitCode()}
	}
	return nil
}

// mostPlaces of one check that people are shown; --output json and csv have more.
const mostPlaces = 5

// conformanceText tells first what fails, the essential before the rest, then every check in one line.
func conformanceText(w io.Writer, v conformanceView) {
	fmt.Fprintf(w, "%s: %d sheets, %d checks: %d pass, %d fail (%d of them essential), %d do not apply, %d cannot be decided by a program\n",
		v.File, v.Sheets, len(v.Checks), v.Passed, v.Failed, v.EssentialFailed, v.NotApplicable, v.Undecided)
	levels := []string{string(conformance.Essential), string(conformance.Desirable), string(conformance.Best), string(conformance.Custom)}
	failed := slices.Clone(v.Checks)
	failed = slices.DeleteFunc(failed, func(c conformanceItem) bool { return c.State != string(conformance.Fail) })
	slices.SortStableFunc(failed, func(x, y conformanceItem) int {
		return cmp.Compare(slices.Index(levels, x.Level), slices.Index(levels, y.Level))
	})
	for _, c := range failed {
		fmt.Fprintf(w, "\nfails  %s (%s): %s\n", c.ID, c.Level, c.Rule)
		for i, place := range c.Places {
			if i == mostPlaces {
				break
			}
			fmt.Fprintf(w, "  %s: %s\n", conformance.Finding(place).Where(), place.What)
		}
		if more := c.Found - min(len(c.Places), mostPlaces); more > 0 {
			fmt.Fprintf(w, "  and %s more\n", thousands(int64(more)))
		}
		fmt.Fprintf(w, "  mend: %s\n", c.Mend)
	}
	fmt.Fprintln(w)
	rows := make([][]any, 0, len(v.Checks))
	for _, c := range v.Checks {
		rows = append(rows, []any{c.ID, c.Level, c.State, strings.TrimSpace(c.Rule)})
	}
	writeTable(w, []string{"check", "level", "state", "rule"}, rows)
	for _, c := range v.Checks {
		if c.State == string(conformance.Undecided) {
			fmt.Fprintf(w, "\n%s cannot be decided by a program: %s\n", c.ID, c.Note)
		}
	}
}
