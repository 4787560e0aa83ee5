package source

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestJSONLRows(t *testing.T) {
	text := `{"id": 1, "name": "O\u2019Brien, \"A\"", "score": 1.50}
{"id": 2, "more": {"a": [1, 2]}, "flag": true, "name": null}

{"id": 3, "name":
{"id": 4, "name": " x "}
{"id": 5, "id": 6}
[1]
{"id": "half \ud800"}
{"id": 12345678901234567890, "late": "{,}:"}`
	rows, stats, err := read(t, save(t, "x.jsonl", text), Layout{Format: JSONL, Nulls: []string{"true"}}, "name", "id", "score", "more", "flag", "late")
	must(t, err)
	want := `1||O’Brien, "A"|1|1.50|<null>|<null>|<null>
2||<null>|2|<null>|{"a":[1,2]}|<null>|<null>
4|bad_json|<null>|<null>|<null>|<null>|<null>|<null>
5||x|4|<null>|<null>|<null>|<null>
6|bad_json|<null>|6|<null>|<null>|<null>|<null>
7|bad_json|<null>|<null>|<null>|<null>|<null>|<null>
8|bad_encoding|<null>|half ` + "\ufffd" + `|<null>|<null>|<null>|<null>
9||<null>|12345678901234567890|<null>|<null>|<null>|{,}:
`
	if diff := cmp.Diff(want, flat(rows)); diff != "" {
		t.Errorf("rows (-want +got)\n%s", diff)
	}
	if stats != (Stats{Rows: 8, Problems: 4, BlankRows: 1}) {
		t.Errorf("got %+v", stats)
	}
	f, err := Open(save(t, "x.jsonl", text), Layout{Format: JSONL})
	must(t, err)
	defer f.Close()
	if diff := cmp.Diff([]string{"id", "name", "score", "more", "flag", "late"}, f.Header()); diff != "" {
		t.Errorf("header (-want +got)\n%s", diff)
	}
}

func TestJSONLRefused(t *testing.T) {
	for text, code := range map[string]string{
		"":                             codeEmpty,
		"[{\"a\":1},\n{\"a\":2}]\n":    codeNotAsNamed,
		"{\n  \"a\": 1\n}\n":           codeNotAsNamed,
		"{\"a\":1}\n{\"a\":2}\n{\"a\"": codeCutShort,
	} {
		_, _, err := read(t, save(t, "x.jsonl", text), Layout{Format: JSONL})
		wantFault(t, err, code)
	}
}

func TestParquetFixtures(t *testing.T) {
	folder := fixtures(t, "messy", "parquet")
	cases := []struct {
		file  string
		rows  int64
		first string
	}{
		{"alltypes_plain.parquet", 8, "4|true|0|0|0|0|0|0|03/01/09|0|2009-03-01T00:00:00Z"},
		{"int96_from_spark.parquet", 6, "2024-01-01T20:34:56.123456Z"},
		{"int32_decimal.parquet", 24, "1"},
		{"byte_array_decimal.parquet", 24, "1"},
		{"fixed_length_decimal.parquet", 24, "1"},
		{"list_columns.parquet", 3, `[1,2,3]|["abc","efg","hij"]`},
		{"concatenated_gzip_members.parquet", 513, "1"},
		{"datapage_v2.snappy.parquet", 5, "abc|1|2|true|[1,2,3]"},
		{"int32_with_null_pages.parquet", 1000, "-654807448"},
	}
	for _, c := range cases {
		rows, stats, err := read(t, filepath.Join(folder, c.file), Layout{Format: Parquet})
		if err != nil || stats.Rows != c.rows || stats.Problems != 0 || strings.Join(rows[0].cells, "|") != c.first {
			t.Errorf("%s: %+v, %v, first row %v", c.file, stats, err, rows[:min(1, len(rows))])
		}
	}
	for file, code := range map[string]string{
		"datapage_v1-corrupt-checksum.parquet":           codeUnreadable,
		"rle-dict-uncompressed-corrupt-checksum.parquet": codeUnreadable,
		"unknown-logical-type.parquet":                   codeUnreadable,
		"encrypt_columns_and_footer.parquet.encrypted":   codeEncrypted,
		"UPSTREAM-data-README.md":                        codeNotAsNamed,
	} {
		_, _, err := read(t, filepath.Join(folder, file), Layout{Format: Parquet})
		wantFault(t, err, code)
	}
	// The whole of a file against the table that its publisher gives.
	for _, name := range []string{"delta_encoding_optional_column", "delta_encoding_required_column"} {
		rows, _, err := read(t, filepath.Join(folder, name+".parquet"), Layout{Format: Parquet})
		must(t, err)
		want, _, err := read(t, filepath.Join(folder, name+"_expect.csv"), Layout{Format: CSV})
		must(t, err)
		for i := range want {
			if diff := cmp.Diff(want[i].cells, rows[i].cells); diff != "" {
				t.Fatalf("%s row %d (-want +got)\n%s", name, i+1, diff)
			}
		}
	}
}

// A Parquet file with any part of it overwritten is read or refused, and never ends the program.
func TestParquetDamage(t *testing.T) {
	whole, err := os.ReadFile(fixtures(t, "messy", "parquet", "alltypes_plain.parquet"))
	must(t, err)
	refused := 0
	for at := 4; at < len(whole)-8; at += 7 {
		damaged := bytes.Clone(whole)
		copy(damaged[at:], "\xff\x7f\x00")
		if _, _, err := read(t, save(t, "x.parquet", string(damaged)), Layout{Format: Parquet}); err != nil {
			wantFault(t, err, codeUnreadable)
			refused++
		}
	}
	_, _, err = read(t, save(t, "x.parquet", string(whole[:len(whole)/2])), Layout{Format: Parquet})
	wantFault(t, err, codeCutShort)
	if refused == 0 {
		t.Error("no damage was noticed")
	}
}
