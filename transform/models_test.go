package transform_test

import (
	"context"
	"fmt"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	"throughcare/sql/warehouse"
	"throughcare/transform"
)

// TestModels builds core from the small tables of each case and compares it with the rows that the case expects. A case is
// a file: what it shows, "as_at <date>", the tables of staging, and columns of tables of core (or any select, after "=")
// in the order of their first column. Expected rows are worked out by hand.
func TestModels(t *testing.T) {
	files, err := filepath.Glob("testdata/models/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatalf("cases: %d, %v", len(files), err)
	}
	models, db := loadModels(t), openWarehouse(t)
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			archive, err := txtar.ParseFile(file)
			if err != nil {
				t.Fatal(err)
			}
			err = db.Read(t.Context(), func(ctx context.Context, tx *warehouse.Tx) error {
				runCase(ctx, t, tx, archive, models)
				return nil
			})
			if err != nil {
				t.Error(err)
			}
		})
	}
}

func runCase(ctx context.Context, t *testing.T, tx *warehouse.Tx, archive *txtar.Archive, models []transform.Model) {
	t.Helper()
	asAt := regexp.MustCompile(`(?m)^as_at (\S+)$`).FindSubmatch(archive.Comment)
	if asAt == nil {
		t.Fatal("the case has no as_at")
	}
	setAsAt(ctx, t, tx, string(asAt[1]))
	for _, part := range archive.Files {
		if kind, staged := strings.CutPrefix(part.Name, "staging."); staged {
			insert(ctx, t, tx, kind, string(part.Data))
		}
	}
	if _, err := transform.Build(ctx, tx, models, nil); err != nil {
		t.Fatal(err)
	}
	compared := 0
	for _, part := range archive.Files {
		if !strings.HasPrefix(part.Name, "core.") {
			continue
		}
		compared++
		want := readCSV(t, string(part.Data))
		got := readTable(ctx, t, tx, part.Name, want[0])
		if diff := cmp.Diff(want[1:], got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", part.Name, diff)
		}
	}
	if compared == 0 {
		t.Error("the case expects nothing")
	}
}

// readTable reads columns of a table as text, blanks for nulls, in the order of the columns.
func readTable(ctx context.Context, t *testing.T, tx *warehouse.Tx, table string, columns []string) [][]string {
	t.Helper()
	texts := make([]string, len(columns))
	for i, c := range columns {
		texts[i] = fmt.Sprintf("coalesce(%s::varchar, '')", warehouse.Ident(c))
	}
	rows, err := tx.Query(ctx, fmt.Sprintf("select %s from %s order by all", strings.Join(texts, ", "), table))
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close() //nolint:errcheck // read to its end
	var read [][]string
	for rows.Next() {
		cells, into := make([]string, len(columns)), make([]any, len(columns))
		for i := range cells {
			into[i] = &cells[i]
		}
		if err := rows.Scan(into...); err != nil {
			t.Fatal(err)
		}
		read = append(read, cells)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return read
}
