package cli

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"regexp"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"throughcare/sql/fault"
)

// mostQuery bounds a query read from standard input, in bytes.
const mostQuery = 1 << 20

func (a *app) queryCommand() *cobra.Command {
	var restricted bool
	c := &cobra.Command{
		Use:   "query SQL",
		Short: "Ask the figures in SQL; nothing can be changed",
		Long: `Runs one SQL query (DuckDB's dialect) and prints its rows. It reads the published
copy: release.figures, with small counts suppressed, and what belongs to it.

With --restricted it reads the warehouse itself: core (one row a person, a
liberation, a need ...), mart (figures before suppression), ledger (what was
loaded, and why rows were rejected). What it prints then may be about single
people: treat it as you treat the extracts.

With - the query is read from standard input.`,
		Example: `  throughcare query "select period_end, place, value, marker from release.figures
                     where measure = 'liberations' and breakdown = 'all' limit 10"
  throughcare query --restricted "select establishment, count(*) as n from core.liberations group by all"
  throughcare query --output csv "from release.figures" > figures.csv
  throughcare query - < question.sql`,
		Args: arguments(1, 1, "one query, in quotes"),
	}
	c.Flags().BoolVar(&restricted, "restricted", false, "read the warehouse itself: its rows may be about single people")
	c.RunE = func(c *cobra.Command, args []string) error {
		sql, err := a.queryText(args[0])
		if err != nil {
			return err
		}
		if _, err := a.asAt(); err != nil {
			return err
		}
		engine, _, err := a.open(a)
		if err != nil {
			return err
		}
		rows := a.rowWriter()
		err = engine.QueryRows(c.Context(), sql, restricted, rows.row)
		if err != nil {
			return hint(err, sql, restricted)
		}
		return rows.end()
	}
	return c
}

func (a *app) queryText(arg string) (string, error) {
	text := arg
	if arg == "-" {
		read, err := io.ReadAll(io.LimitReader(a.stdin, mostQuery))
		if err != nil {
			return "", fmt.Errorf("read the query: %w", err)
		}
		text = string(read)
	}
	if strings.TrimSpace(text) == "" {
		f := fault.New(fault.Usage, "U013", "the query is empty")
		f.Try = `throughcare query "from release.figures limit 5"`
		return "", f
	}
	if !oneStatement(text) {
		f := fault.New(fault.Usage, "U015", "this is more than one query")
		f.Effect, f.Try = "nothing was asked", "one query at a time, without a semicolon inside"
		return "", f
	}
	return text, nil
}

// hint that what a query names is in the warehouse only.
func hint(err error, sql string, restricted bool) error {
	if f := fault.As(err); f != nil {
		// The engine points at the place with a line of its own: it stays under the line that it points into.
		f.What = strings.ReplaceAll(strings.ReplaceAll(strings.TrimSpace(f.What), "\n\n", "\n"), "\n", "\n  ")
	}
	if restricted || !regexp.MustCompile(`(?i)\b(core|raw|mart|staging|held|ledger|ref)\s*\.`).MatchString(blankQuoted(sql)) {
		return err
	}
	f := fault.As(err)
	if f == nil {
		f = fault.New(fault.Usage, "U014", "%s", err)
		f.Err = err
	}
	f.Rule = "the published copy holds the schema release only"
	f.Try = "throughcare query --restricted: it reads the warehouse, whose rows may be about single people"
	return f
}

// rowWriter prints rows as they come; only a table for people waits for the last one, to know its widths.
func (a *app) rowWriter() interface {
	row(columns []string, row []any) error
	end() error
} {
	switch a.flags.output {
	case "json":
		return &jsonRows{w: a.stdout}
	case "csv":
		return &csvRows{w: csv.NewWriter(a.stdout)}
	default:
		return &textRows{app: a}
	}
}

// A query with no rows calls row once, with the columns and a nil row, or not at all.

type textRows struct {
	app     *app
	columns []string
	rows    [][]any
}

func (t *textRows) row(columns []string, row []any) error {
	t.columns = columns
	if row != nil {
		t.rows = append(t.rows, append([]any(nil), row...))
	}
	return nil
}

func (t *textRows) end() error {
	return t.app.show(page{columns: t.columns, rows: t.rows, none: "no rows"})
}

type csvRows struct {
	w      *csv.Writer
	headed bool
}

func (c *csvRows) row(columns []string, row []any) error {
	if !c.headed {
		c.headed = true
		if err := c.w.Write(columns); err != nil {
			return err
		}
	}
	if row == nil {
		return nil
	}
	return c.w.Write(texts(row))
}

func (c *csvRows) end() error {
	c.w.Flush()
	return c.w.Error()
}

// jsonRows writes an array with one object a row, one a line.
type jsonRows struct {
	w    io.Writer
	some bool
}

func (j *jsonRows) row(columns []string, row []any) error {
	if row == nil {
		return nil
	}
	start := ",\n"
	if !j.some {
		start = "[\n"
		j.some = true
	}
	var b strings.Builder
	b.WriteString(start + "{")
	used := map[string]int{}
	for i, name := range columns {
		if used[name]++; used[name] > 1 {
			name = fmt.Sprintf("%s_%d", name, used[name])
		}
		key, err := json.Marshal(name)
		if err != nil {
			return err
		}
		value, err := json.Marshal(jsonCell(row[i]))
		if err != nil {
			return fmt.Errorf("column %s: %w", name, err)
		}
		if i > 0 {
			b.WriteString(", ")
		}
		b.Write(key)
		b.WriteString(": ")
		b.Write(value)
	}
	b.WriteString("}")
	_, err := io.WriteString(j.w, b.String())
	return err
}

func (j *jsonRows) end() error {
	text := "\n]\n"
	if !j.some {
		text = "[]\n"
	}
	_, err := io.WriteString(j.w, text)
	return err
}

// jsonCell keeps numbers, truth values and lists; everything else is its text.
func jsonCell(cell any) any {
	switch v := cell.(type) {
	case nil, bool, string, int, int8, int16, int32, int64, uint8, uint16, uint32, uint64, float32, float64:
		return v
	case []any:
		list := make([]any, len(v))
		for i, one := range v {
			list[i] = jsonCell(one)
		}
		return list
	case time.Time:
		return timeText(v)
	default:
		return cellText(v)
	}
}
