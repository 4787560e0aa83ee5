package datapackage

import (
	"context"
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"throughcare/sql/warehouse"
)

// Source is where the release is read from. *warehouse.Tx is one, of a warehouse that may write into the folder.
type Source interface {
	Query(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	Exec(ctx context.Context, query string, args ...any) (int64, error)
}

// About says what the package is of.
type About struct {
	Release, Title, Description string
	AsAt, MadeAt                string // 2026-10-31; 2026-11-01T06:12:33Z
}

// Measure is one measure of the release, with what is said of it.
type Measure struct {
	ID, Title, Description, View string
}

// file of the package.
type file struct {
	name, title, description string
	columns                  []column
	query                    string // what COPY takes; empty where Go writes the file
	format                   string // csv, parquet
	rows                     int64
}

// Write writes the files of a release into a folder that is there and empty. Measures are written in the order given; those
// without figures have no file.
func Write(ctx context.Context, from Source, folder string, about About, measures []Measure) error {
	dimensions, err := readDimensions(ctx, from, about.Release)
	if err != nil {
		return err
	}
	if err := readLabels(ctx, from, about.Release); err != nil {
		return err
	}
	var files []file
	for _, m := range measures {
		dims, has := dimensions[m.ID]
		if !has {
			continue
		}
		columns := columnsOf(dims)
		files = append(files, file{name: strings.ReplaceAll(m.ID, "_", "-") + ".csv", title: m.Title, description: m.Description, columns: columns, format: "csv",
			query: tidyQuery(about.Release, m.ID, dims, columns)})
	}
	flat := flatColumns()
	files = append(files,
		file{name: "figures.parquet", title: "All figures", description: "Every figure of the release, one a row, as the release has it.", columns: flat, format: "parquet", query: flatQuery(about.Release, flat)},
		codesFile(about.Release))
	for i := range files {
		if files[i].rows, err = export(ctx, from, folder, files[i]); err != nil {
			return err
		}
	}
	dictionary := dictionaryFile()
	if dictionary.rows, err = writeDictionary(folder, files); err != nil {
		return err
	}
	files = append(files, dictionary)
	for _, f := range files {
		if f.format == "csv" {
			if err := writeJSON(filepath.Join(folder, f.name+"-metadata.json"), csvw(about, f)); err != nil {
				return err
			}
		}
	}
	p, err := pack(folder, about, files)
	if err != nil {
		return err
	}
	return writeJSON(filepath.Join(folder, "datapackage.json"), p)
}

// readDimensions gives the dimensions of every measure that has figures, in the order of the catalogue.
func readDimensions(ctx context.Context, from Source, release string) (map[string][]dimension, error) {
	rows, err := from.Query(ctx, `
with used as (
  select distinct measure, breakdown from release.figures where release = $1
), parts as (
  select
    u.measure,
    unnest(case when b.first_of_cross is null then [u.breakdown] else [b.first_of_cross, b.second_of_cross] end) as dimension,
    coalesce(b.position, 1000) as position
  from used as u
  left join release.breakdowns as b on b.release = $1 and b.measure = u.measure and b.breakdown = u.breakdown
)
select p.measure, p.dimension, coalesce(any_value(t.title), p.dimension) as title
from parts as p
left join release.breakdowns as t on t.release = $1 and t.measure = p.measure and t.breakdown = p.dimension
group by p.measure, p.dimension
order by p.measure, min(p.position), p.dimension`, release)
	if err != nil {
		return nil, fmt.Errorf("data files: %w", err)
	}
	defer rows.Close()
	all := map[string][]dimension{}
	for rows.Next() {
		var measure string
		var d dimension
		if err := rows.Scan(&measure, &d.name, &d.title); err != nil {
			return nil, fmt.Errorf("data files: %w", err)
		}
		if all[measure] == nil {
			all[measure] = []dimension{}
		}
		if d.name != "all" {
			all[measure] = append(all[measure], d)
		}
	}
	return all, rows.Err()
}

// readLabels keeps the words of every code at hand while the files are written; the reading transaction drops them.
func readLabels(ctx context.Context, from Source, release string) error {
	_, err := from.Exec(ctx, `create or replace temp table data_labels as
select measure, breakdown, category, any_value(category_label) as label
from release.figures where release = $1 and category_label <> '' group by all`, release)
	if err != nil {
		return fmt.Errorf("data files: %w", err)
	}
	return nil
}

// tidyQuery is one measure's figures with a column for each dimension, in an order that is the same every time. A code that the
// measure has only within a cross has the words of another measure's dimension of the name.
func tidyQuery(release, measure string, dimensions []dimension, columns []column) string {
	var selects, codes, joins []string
	for _, c := range columns {
		selects = append(selects, c.sql+" as "+warehouse.Ident(c.name))
	}
	for i, d := range dimensions {
		codes = append(codes, fmt.Sprintf(",\n    %s as d%d", d.code(), i))
		joins = append(joins, fmt.Sprintf(`
left join (
  select category, arg_min(label, (measure <> %[2]s, measure)) as label from data_labels where breakdown = %[3]s group by category
) as l%[1]d on l%[1]d.category = f.d%[1]d`, i, warehouse.Literal(measure), warehouse.Literal(d.name)))
	}
	where := "release = " + warehouse.Literal(release) + " and measure = " + warehouse.Literal(measure)
	return `with f as (
  select f.*, b.position` + strings.Join(codes, "") + `
  from (select * from release.figures where ` + where + `) as f
  left join (select * from release.breakdowns where ` + where + `) as b on b.breakdown = f.breakdown
)
select
  ` + strings.Join(selects, ",\n  ") + `
from f` + strings.Join(joins, "") + `
order by array_position(['scotland', 'authority', 'establishment', 'service'], f.place_type), f.place_code,
  f.breakdown <> 'all', f.position, f.breakdown, f.category_order, f.category, f.period_type, f.period_start, f.period_end, f.statistic, f."view", f.table_id`
}

func flatQuery(release string, columns []column) string {
	selects := make([]string, len(columns))
	for i, c := range columns {
		selects[i] = c.sql + " as " + warehouse.Ident(c.name)
	}
	return "select " + strings.Join(selects, ", ") + " from release.figures as f where f.release = " + warehouse.Literal(release) +
		` order by f.measure, f.statistic, f."view", f.place_type, f.place_code, f.breakdown, f.category_order, f.category, f.period_type, f.period_start, f.period_end, f.table_id`
}

// codesFile lists every code of every dimension.
func codesFile(release string) file {
	return file{name: "codes.csv", title: "Codes", description: "Every code of every dimension of every measure, with its name.", format: "csv",
		columns: []column{
			{name: "Measure", title: "Measure", kind: "string", required: true, key: true, description: "The measure's id."},
			{name: "Dimension", title: "Dimension", kind: "string", required: true, key: true, description: "The dimension: its column has the same name without underscores."},
			{name: "Code", title: "Code", kind: "string", required: true, key: true, description: "The code; two with a stroke between them where the figure is broken down by two dimensions at once."},
			{name: "Label", title: "Label", kind: "string", required: true, description: "The code in words."},
			{name: "Position", title: "Position", kind: "number", required: true, description: "Where it stands among the dimension's codes."}},
		query: `select measure as "Measure", breakdown as "Dimension", category as "Code", coalesce(nullif(any_value(category_label), ''), category) as "Label", min(category_order) as "Position"
from release.figures where release = ` + warehouse.Literal(release) + ` and breakdown <> 'all' group by measure, breakdown, category order by measure, breakdown, min(category_order), category`}
}

// export has DuckDB write a file, which is for its owner only.
func export(ctx context.Context, from Source, folder string, f file) (int64, error) {
	path := filepath.Join(folder, f.name)
	how := "format csv, header true"
	if f.format == "parquet" {
		how = "format parquet, compression zstd, row_group_size 122880"
	}
	n, err := from.Exec(ctx, "copy ("+f.query+") to "+warehouse.Literal(path)+" ("+how+")")
	if err != nil {
		return 0, fmt.Errorf("data file %s: %w", f.name, err)
	}
	if err := os.Chmod(path, 0o600); err != nil {
		return 0, fmt.Errorf("data file %s: %w", f.name, err)
	}
	return n, nil
}

// keyOf the columns.
func keyOf(columns []column) []string {
	var names []string
	for _, c := range columns {
		if c.key {
			names = append(names, c.name)
		}
	}
	return slices.Clip(names)
}
