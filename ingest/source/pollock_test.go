package source

import (
	"encoding/csv"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// pollution is the dialect of a polluted file, as its publisher describes it.
type pollution struct {
	Delimiter string   `json:"delimiter"`
	Quote     string   `json:"quotechar"`
	Escape    string   `json:"escapechar"`
	Headers   int      `json:"header_lines"`
	Preamble  int      `json:"preamble_lines"`
	Columns   []string `json:"column_names"`
}

// layout is the contract that a person would write for the file.
func (p pollution) layout() Layout {
	l := Layout{Format: CSV, Delimiter: p.Delimiter, Quote: p.Quote, Escape: p.Escape, HeaderRow: p.Preamble + 1, HeaderRows: p.Headers}
	if len(l.Delimiter) > 1 {
		l.Delimiter = l.Delimiter[:1] // the blank after it is not part of the cells
	}
	return l
}

// Every data cell of a polluted file is that of its clean twin, or its row has a problem, or the file is refused: none
// is silently different.
func TestPollock(t *testing.T) {
	folder := fixtures(t, "messy", "pollock-polluted")
	files, err := filepath.Glob(filepath.Join(folder, "csv", "*.csv"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no files: %v", err)
	}
	refused := map[string]string{ // whole files, and why
		"file_no_header.csv":  "S005", // none of the columns is there
		"file_no_payload.csv": "S002",
	}
	flagged := 0
	for _, path := range files {
		name := filepath.Base(path)
		t.Run(name, func(t *testing.T) {
			var p pollution
			text, err := os.ReadFile(filepath.Join(folder, "parameters", name+"_parameters.json"))
			if err != nil {
				t.Fatal(err)
			}
			if err := json.Unmarshal(text, &p); err != nil {
				t.Fatal(err)
			}
			wanted := p.Columns
			if name == "file_no_header.csv" {
				wanted = []string{"DATE", "TIME"}
			}
			if strings.HasPrefix(name, "file_header_") { // a header of several rows has each name once
				wanted = nil
			}
			rows, stats, err := read(t, path, p.layout(), wanted...)
			if code := refused[name]; code != "" {
				wantFault(t, err, code)
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			clean := cleanRows(t, filepath.Join(folder, "clean", name))
			problems := compareToTwin(t, rows, clean)
			flagged += problems
			if int64(problems) != stats.Problems {
				t.Errorf("%d rows with a problem, stats say %d", problems, stats.Problems)
			}
			t.Logf("%d rows, %d flagged, %d in the clean twin", len(rows), problems, len(clean))
		})
	}
	if flagged == 0 {
		t.Error("no row of any polluted file was flagged")
	}
}

// cleanRows reads the data rows of a clean twin.
func cleanRows(t *testing.T, path string) map[string]int {
	t.Helper()
	file, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	r := csv.NewReader(file)
	r.FieldsPerRecord = -1
	all, err := r.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]int{}
	for _, row := range all[min(1, len(all)):] {
		out[joinCells(row)]++
	}
	return out
}

func joinCells(cells []string) string {
	out := make([]string, len(cells))
	for i, cell := range cells {
		if out[i] = strings.TrimSpace(cell); cell == blank {
			out[i] = ""
		}
	}
	return strings.Join(out, "\x1f")
}

// compareToTwin checks that each row without a problem is in the clean twin and that each row of the twin that is not
// in the file stands for a row that was flagged. It returns the number of flagged rows.
func compareToTwin(t *testing.T, rows []got, clean map[string]int) (flagged int) {
	t.Helper()
	found := map[string]bool{}
	for _, row := range rows {
		if row.problem != "" {
			flagged++
			continue
		}
		key := joinCells(row.cells)
		if clean[key] == 0 {
			t.Errorf("row %d is not in the clean twin and has no problem: %q", row.row, row.cells)
		}
		found[key] = true
	}
	missing := 0
	for key := range clean {
		if !found[key] {
			missing++
		}
	}
	if missing > flagged {
		t.Errorf("%d rows of the clean twin are gone, but only %d rows are flagged", missing, flagged)
	}
	return flagged
}
