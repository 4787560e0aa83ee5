package datapackage

import (
	"bytes"
	"crypto/sha256"
	"encoding/csv"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// object keeps its members in the order they are added.
type object []member

type member struct {
	name  string
	value any
}

// MarshalJSON writes the members in their order.
func (o object) MarshalJSON() ([]byte, error) {
	var b bytes.Buffer
	b.WriteByte('{')
	for i, m := range o {
		if i > 0 {
			b.WriteByte(',')
		}
		name, err := json.Marshal(m.name)
		if err != nil {
			return nil, err
		}
		value, err := json.Marshal(m.value)
		if err != nil {
			return nil, err
		}
		b.Write(name)
		b.WriteByte(':')
		b.Write(value)
	}
	b.WriteByte('}')
	return b.Bytes(), nil
}

func writeJSON(path string, v any) error {
	b, err := json.MarshalIndent(v, "", "  ")
	if err != nil {
		return fmt.Errorf("data files: %w", err)
	}
	if err := os.WriteFile(path, append(b, '\n'), 0o600); err != nil {
		return fmt.Errorf("data files: %w", err)
	}
	return nil
}

// csvw is the metadata of one CSV file: CSV on the Web, W3C Recommendation of 17 December 2015.
func csvw(about About, f file) object {
	var columns []object
	for _, c := range f.columns {
		var datatype any = c.kind
		if c.kind == "date" {
			datatype = object{{"base", "date"}, {"format", "yyyy-MM-dd"}}
		}
		o := object{{"name", c.name}, {"titles", c.name}, {"datatype", datatype}, {"dc:title", c.title}, {"dc:description", c.description}}
		if c.required {
			o = append(o, member{"required", true})
		}
		if c.separator != "" {
			o = append(o, member{"separator", c.separator})
		}
		columns = append(columns, o)
	}
	schema := object{{"columns", columns}}
	if key := keyOf(f.columns); len(key) > 0 {
		schema = append(schema, member{"primaryKey", key})
	}
	return object{
		{"@context", []any{"http://www.w3.org/ns/csvw", object{{"@language", "en"}}}},
		{"url", f.name},
		{"dc:title", f.title},
		{"dc:description", f.description},
		{"dc:identifier", about.Release},
		{"dc:issued", object{{"@value", about.MadeAt}, {"@type", "xsd:dateTime"}}},
		{"dc:language", "en-GB"},
		{"dialect", object{{"delimiter", ","}, {"encoding", "utf-8"}, {"header", true}, {"lineTerminators", []string{"\n"}}}},
		{"tableSchema", schema},
	}
}

// dictionaryFile describes every column of every file, as a table.
func dictionaryFile() file {
	return file{name: "dictionary.csv", title: "Data dictionary", description: "Every column of every file: what it holds and its type.", format: "csv",
		columns: []column{
			{name: "File", title: "File", kind: "string", required: true, key: true, description: "The file's name."},
			{name: "FileTitle", title: "Title of the file", kind: "string", required: true, description: "What the file is about."},
			{name: "Column", title: "Column", kind: "string", required: true, key: true, description: "The column's heading."},
			{name: "Title", title: "Title", kind: "string", required: true, description: "The column in words."},
			{name: "Type", title: "Type", kind: "string", required: true, description: "string, number or date."},
			{name: "Required", title: "Required", kind: "string", required: true, description: "yes where no cell is empty."},
			{name: "Description", title: "Description", kind: "string", required: true, description: "What the column holds."}}}
}

func writeDictionary(folder string, files []file) (int64, error) {
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	own := dictionaryFile()
	var head []string
	for _, c := range own.columns {
		head = append(head, c.name)
	}
	rows := [][]string{head}
	for _, f := range append(files, own) {
		for _, c := range f.columns {
			required := "no"
			if c.required {
				required = "yes"
			}
			rows = append(rows, []string{f.name, f.title, c.name, c.title, c.kind, required, c.description})
		}
	}
	if err := w.WriteAll(rows); err != nil {
		return 0, fmt.Errorf("data dictionary: %w", err)
	}
	if err := os.WriteFile(filepath.Join(folder, own.name), b.Bytes(), 0o600); err != nil {
		return 0, fmt.Errorf("data dictionary: %w", err)
	}
	return int64(len(rows) - 1), nil
}

// pack is datapackage.json: the Data Package standard, version 1.
func pack(folder string, about About, files []file) (object, error) {
	var resources []object
	for _, f := range files {
		size, sum, err := digest(filepath.Join(folder, f.name))
		if err != nil {
			return nil, err
		}
		var fields []object
		for _, c := range f.columns {
			o := object{{"name", c.name}, {"type", c.kind}, {"title", c.title}, {"description", c.description}}
			if c.required {
				o = append(o, member{"constraints", object{{"required", true}}})
			}
			fields = append(fields, o)
		}
		schema := object{{"fields", fields}, {"missingValues", []string{""}}}
		if key := keyOf(f.columns); len(key) > 0 {
			schema = append(schema, member{"primaryKey", key})
		}
		name, _, _ := strings.Cut(f.name, ".")
		r := object{{"name", name}, {"path", f.name}, {"title", f.title}, {"description", f.description}, {"format", f.format},
			{"mediatype", map[string]string{"csv": "text/csv", "parquet": "application/vnd.apache.parquet"}[f.format]}}
		if f.format == "csv" {
			r = append(r, member{"profile", "tabular-data-resource"}, member{"encoding", "utf-8"}, member{"dialect", object{{"delimiter", ","}, {"lineTerminator", "\n"}, {"quoteChar", `"`}, {"doubleQuote", true}, {"header", true}}})
		}
		resources = append(resources, append(r, member{"bytes", size}, member{"hash", "sha256:" + sum}, member{"rows", f.rows}, member{"schema", schema}))
	}
	return object{
		{"profile", "data-package"},
		{"name", "throughcare-" + about.Release},
		{"title", about.Title},
		{"description", about.Description},
		{"version", about.Release},
		{"created", about.MadeAt},
		{"temporal", object{{"as_at", about.AsAt}}},
		{"resources", resources},
	}, nil
}

// digest is a file's size and SHA-256, read in pieces: it may be big.
func digest(path string) (int64, string, error) {
	in, err := os.Open(path) //nolint:gosec // a file that this package wrote
	if err != nil {
		return 0, "", fmt.Errorf("data files: %w", err)
	}
	defer in.Close()
	h := sha256.New()
	n, err := io.Copy(h, in)
	if err != nil {
		return 0, "", fmt.Errorf("data files: %s: %w", strconv.Quote(filepath.Base(path)), err)
	}
	return n, hex.EncodeToString(h.Sum(nil)), nil
}
