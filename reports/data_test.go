package reports

import (
	"context"
	"encoding/csv"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"throughcare/sql/warehouse"
)

func (b *bundle) dataPath(name string) string { return filepath.Join(b.root, dataFolder, name) }

// resource of datapackage.json, as another program would read it.
type resource struct {
	Name, Path, Title, Format, Mediatype, Hash string
	Bytes, Rows                                int64
	Schema                                     struct {
		Fields []struct {
			Name, Type, Title, Description string
			Constraints                    struct{ Required bool }
		}
		PrimaryKey    []string
		MissingValues []string
	}
}

// testDataPackage holds datapackage.json against the Data Package standard, and every file's header, CSVW metadata and line of the
// dictionary against one another.
func (b *bundle) testDataPackage(t *testing.T) {
	var p struct {
		Name, Profile, Version, Created string
		Resources                       []resource
	}
	decode := func(name string, into any) {
		content, err := os.ReadFile(b.dataPath(name))
		if err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal(content, into); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
	}
	decode("datapackage.json", &p)
	plain := regexp.MustCompile(`^[-a-z0-9._/]+$`)
	if p.Profile != "data-package" || !plain.MatchString(p.Name) || p.Version != made || p.Created != "2026-11-01T06:12:33Z" || len(p.Resources) < 20 {
		t.Errorf("package %q of %d resources, version %s, created %s", p.Name, len(p.Resources), p.Version, p.Created)
	}
	dictionary := b.csvRows(t, "dictionary.csv")
	for _, r := range p.Resources {
		if !plain.MatchString(r.Name) || r.Title == "" || r.Mediatype == "" || !strings.HasPrefix(r.Hash, "sha256:") || len(r.Schema.Fields) == 0 || !slices.Equal(r.Schema.MissingValues, []string{""}) {
			t.Errorf("resource %+v", r)
		}
		var fields []string
		for _, f := range r.Schema.Fields {
			fields = append(fields, f.Name)
			if !slices.Contains([]string{"string", "number", "date"}, f.Type) || f.Description == "" || f.Title == "" {
				t.Errorf("%s: field %+v", r.Path, f)
			}
			if !slices.ContainsFunc(dictionary, func(row []string) bool { return row[0] == r.Path && row[2] == f.Name && row[4] == f.Type }) {
				t.Errorf("the dictionary lacks %s of %s", f.Name, r.Path)
			}
		}
		if r.Format != "csv" {
			continue
		}
		if rows := b.csvRows(t, r.Path); !slices.Equal(rows[0], fields) || int64(len(rows)-1) != r.Rows {
			t.Errorf("%s: %d rows under %v; the package says %d under %v", r.Path, len(rows)-1, rows[0], r.Rows, fields)
		}
		var m struct {
			Context     []any `json:"@context"`
			URL         string
			TableSchema struct {
				Columns []struct {
					Name, Titles string
					Datatype     any
				}
				PrimaryKey []string
			}
		}
		decode(r.Path+"-metadata.json", &m)
		var columns []string
		for _, c := range m.TableSchema.Columns {
			columns = append(columns, c.Titles)
		}
		if m.URL != r.Path || len(m.Context) != 2 || m.Context[0] != "http://www.w3.org/ns/csvw" || !slices.Equal(columns, fields) || !slices.Equal(m.TableSchema.PrimaryKey, r.Schema.PrimaryKey) {
			t.Errorf("%s: its CSVW metadata: %+v", r.Path, m)
		}
	}
	if head := b.csvRows(t, "needs-identified.csv")[0]; !slices.Equal(head[:10], []string{"FeatureCode", "FeatureName", "FeatureType", "DateCode", "PeriodStart", "PeriodEnd", "Measurement", "Units", "Value", "Marker"}) {
		t.Errorf("columns %v", head)
	}
}

func (b *bundle) csvRows(t *testing.T, name string) [][]string {
	t.Helper()
	in, err := os.Open(b.dataPath(name))
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	rows, err := csv.NewReader(in).ReadAll()
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return rows
}

// testDataFigures reads the files back with DuckDB and compares every figure with the release, both ways.
func (b *bundle) testDataFigures(t *testing.T) {
	const held = "contains(coalesce(marker, ''), '[c]')"
	count := func(query string) int {
		t.Helper()
		n := -1
		err := b.db.Read(context.Background(), func(ctx context.Context, tx *warehouse.Tx) error { return tx.QueryRow(ctx, query).Scan(&n) })
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	parquet := "read_parquet(" + warehouse.Literal(b.dataPath("figures.parquet")) + ")"
	own := "select measure, statistic, period_type, period_start, place_type, place_code, breakdown, category, marker, case when not " + held + " then value end as value, case when not " + held + " then lower end as lower from release.figures"
	theirs := "select measure, statistic, period_type, period_start, place_type, place_code, breakdown, category, marker, value, lower from " + parquet
	all := count("select count(*) from release.figures")
	if n := count("select count(*) from (" + theirs + ")"); n != all || all < 5000 {
		t.Errorf("the Parquet file has %d figures, the release %d", n, all)
	}
	if n := count("select count(*) from (" + own + " except all " + theirs + ")"); n != 0 {
		t.Errorf("%d figures of the release are not in the Parquet file", n)
	}
	if n := count("select count(*) from " + parquet + " where " + held + " and (value is not null or numerator is not null or denominator is not null or lower is not null or upper is not null)"); n != 0 {
		t.Errorf("%d figures of the Parquet file are confidential and have a number", n)
	}
	listed := 0
	err := b.db.Read(context.Background(), func(ctx context.Context, tx *warehouse.Tx) error {
		rows, err := tx.Query(ctx, "select distinct measure from release.figures join release.measures using (measure) order by all")
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var measure string
			if err := rows.Scan(&measure); err != nil {
				return err
			}
			listed += len(b.csvRows(t, strings.ReplaceAll(measure, "_", "-")+".csv")) - 1
		}
		return rows.Err()
	})
	if err != nil {
		t.Fatal(err)
	}
	if want := count("select count(*) from release.figures join release.measures using (release, measure)"); listed != want {
		t.Errorf("the CSV files have %d figures, the release %d", listed, want)
	}
	// One file, every cell: by a join on what people read.
	file := "read_csv(" + warehouse.Literal(b.dataPath("needs-identified.csv")) + ", all_varchar = true, header = true)"
	want := `select place_code, period_start::varchar as start, period_end::varchar as last, case when breakdown = 'category' then category else 'All' end as category,
		case when marker is distinct from '[c]' then value end as value, coalesce(trim(replace(replace(marker, '[', ''), ']', '')), '') as marker from release.figures where measure = 'needs_identified'`
	got := `select FeatureCode, PeriodStart, PeriodEnd, Category, Value::double, coalesce(Marker, '') from ` + file
	for _, query := range []string{want + " except all " + got, got + " except all " + want} {
		if n := count("select count(*) from (" + query + ")"); n != 0 {
			t.Errorf("%d rows differ: %s", n, query)
		}
	}
	if n := count("select count(*) from " + file + " where DateCode not similar to '[0-9]{4}/[0-9]{4}|[0-9]{4}-Q[1-4]|[0-9]{4}-[0-9]{2}'"); n != 0 {
		t.Errorf("%d periods are not written as statistics.gov.scot wants them", n)
	}
	if n := count("select count(*) from " + file + " where (DateCode = '2025/2026') <> (PeriodStart = '2025-04-01' and PeriodEnd = '2026-03-31') or (DateCode = '2026-Q3') <> (PeriodStart = '2026-07-01' and PeriodEnd = '2026-09-30')"); n != 0 {
		t.Errorf("%d periods have the wrong name", n)
	}
}

// reader is a program in another language that checks the package by what it says of itself.
const reader = `
import csv, hashlib, json, sys
package = json.load(open("datapackage.json", encoding="utf-8"))
rows = 0
for r in package["resources"]:
    content = open(r["path"], "rb").read()
    assert "sha256:" + hashlib.sha256(content).hexdigest() == r["hash"] and len(content) == r["bytes"], r["path"]
    if r["format"] != "csv":
        continue
    fields, key, keys, n = r["schema"]["fields"], r["schema"].get("primaryKey", []), set(), 0
    with open(r["path"], encoding="utf-8", newline="") as f:
        lines = csv.DictReader(f, strict=True)
        assert lines.fieldnames == [x["name"] for x in fields], r["path"]
        for line in lines:
            n += 1
            k = tuple(line[c] for c in key)
            assert not key or k not in keys, (r["path"], "a key twice")
            keys.add(k)
            for x in fields:
                v = line[x["name"]]
                assert v or not x.get("constraints", {}).get("required"), (r["path"], x["name"], "is empty")
                if v and x["type"] == "number":
                    float(v)
            if "Marker" in line and "c" in line["Marker"].split():
                assert not any(line[c] for c in ("Value", "LowerCI", "UpperCI", "Numerator", "Denominator")), r["path"]
    assert n == r["rows"], r["path"]
    rows += n
print(rows)
`

// testDataReader has Python read the package, which shares nothing with what wrote it.
func (b *bundle) testDataReader(t *testing.T) {
	python, err := exec.LookPath("python3")
	if err != nil {
		t.Skip("python3 is not on the PATH: no other program read the data files")
	}
	command := exec.CommandContext(t.Context(), python, "-c", reader)
	command.Dir = filepath.Join(b.root, dataFolder)
	out, err := command.CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	if len(strings.TrimSpace(string(out))) < 4 {
		t.Errorf("it read %s rows", out)
	}
}
