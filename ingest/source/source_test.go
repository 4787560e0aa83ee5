package source

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/apache/arrow-go/v18/arrow/array"
	"go.uber.org/goleak"

	"throughcare/sql/fault"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// blank stands for null in the tests' tables.
const blank = "<null>"

// got is one row of a stream.
type got struct {
	row     int64
	problem string
	cells   []string
}

// read drains a file; no wanted columns means all.
func read(t *testing.T, path string, l Layout, wanted ...string) ([]got, Stats, error) {
	t.Helper()
	f, err := Open(path, l)
	if err != nil {
		return nil, Stats{}, err
	}
	defer f.Close()
	if wanted == nil {
		wanted = f.Header()
	}
	stream, err := f.Records(context.Background(), wanted)
	if err != nil {
		return nil, Stats{}, err
	}
	defer stream.Release()
	rows := drain(stream, len(wanted))
	return rows, f.Stats(), stream.Err()
}

func drain(stream array.RecordReader, width int) []got {
	var out []got
	for stream.Next() {
		batch := stream.RecordBatch()
		numbers, problems := batch.Column(width).(*array.Int64), batch.Column(width+1).(*array.String)
		for r := range int(batch.NumRows()) {
			row := got{row: numbers.Value(r)}
			if !problems.IsNull(r) {
				row.problem = strings.Clone(problems.Value(r))
			}
			for c := range width {
				text := blank
				if column := batch.Column(c).(*array.String); !column.IsNull(r) {
					text = strings.Clone(column.Value(r))
				}
				row.cells = append(row.cells, text)
			}
			out = append(out, row)
		}
	}
	return out
}

// save writes a file for the test and returns its path.
func save(t *testing.T, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// fixtures is the folder of public fixtures, or the test is skipped.
func fixtures(t *testing.T, parts ...string) string {
	t.Helper()
	root := os.Getenv("THROUGHCARE_FIXTURES")
	if root == "" {
		root = filepath.Join("..", "..", "..", "shared", "fixtures")
	}
	if _, err := os.Stat(root); err != nil {
		t.Skip("the folder of public fixtures is not there; set THROUGHCARE_FIXTURES")
	}
	return filepath.Join(append([]string{root}, parts...)...)
}

// wantFault checks that err is a policy fault with the code and a way out, and returns it.
func wantFault(t *testing.T, err error, code string) *fault.Fault {
	t.Helper()
	f := fault.As(err)
	if f == nil {
		t.Fatalf("got %v, want a fault %s", err, code)
	}
	if f.Code != code || f.Kind != fault.Policy || f.Try == "" || f.Source == "" {
		t.Fatalf("got %s, want code %s of kind Policy with source and try", f.Text(), code)
	}
	return f
}

// flat writes rows as "row problem: cells" for comparison.
func flat(rows []got) string {
	var b strings.Builder
	for _, r := range rows {
		b.WriteString(strings.TrimSpace(strings.Join(append([]string{itoa(r.row), r.problem}, r.cells...), "|")) + "\n")
	}
	return b.String()
}

func itoa(n int64) string {
	if n < 10 {
		return string(rune('0' + n))
	}
	return itoa(n/10) + string(rune('0'+n%10))
}

func TestReleaseStopsTheReading(t *testing.T) {
	path := save(t, "long.csv", "a,b\n"+strings.Repeat("1,2\n", 400_000))
	f, err := Open(path, Layout{Format: CSV})
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	stream, err := f.Records(context.Background(), []string{"b"})
	if err != nil {
		t.Fatal(err)
	}
	if !stream.Next() || stream.RecordBatch().NumRows() != batchRows {
		t.Fatal("the first batch is not full")
	}
	stream.Release() // goleak fails the package if the goroutine stays
	if stream.Err() == nil {
		t.Error("a stream that was stopped half-way must not look complete")
	}

	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	stream, err = f.Records(ctx, []string{"a"})
	if err != nil {
		t.Fatal(err)
	}
	defer stream.Release()
	for stream.Next() {
	}
	if stream.Err() == nil {
		t.Error("no error after the context was cancelled")
	}
}

func TestRowsAsSent(t *testing.T) {
	path := save(t, "r.csv", "a,b\n 1 ,2\n3,4,5\n\"6\",\"x\ny\"\n7,8\n")
	want := map[int64]bool{2: true, 3: true, 4: true}
	var text []string
	header, err := Rows(context.Background(), path, Layout{Format: CSV}, want, func(row int64, cells []string) error {
		text = append(text, itoa(row)+"="+strings.Join(cells, "|"))
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if g, w := strings.Join(header, ",")+";"+strings.Join(text, ";"), "a,b;2= 1 |2;3=3|4|5;4=6|x\ny"; g != w {
		t.Errorf("got %q, want %q", g, w)
	}

	path = save(t, "r.jsonl", "{\"a\":1}\n{\"a\":\n{\"a\":\"x\"}\n")
	text = nil
	_, err = Rows(context.Background(), path, Layout{Format: JSONL}, map[int64]bool{2: true, 3: true}, func(row int64, cells []string) error {
		text = append(text, itoa(row)+"="+strings.Join(cells, "|"))
		return nil
	})
	if g, w := strings.Join(text, ";"), `2={"a":;3=x`; err != nil || g != w {
		t.Errorf("got %q, %v, want %q", g, err, w)
	}
}
