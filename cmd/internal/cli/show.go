package cli

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/jedib0t/go-pretty/v6/text"
)

// page is an answer: a view for JSON, a table for CSV, and for people a text of its own or else the table.
type page struct {
	view    any
	columns []string
	rows    [][]any
	text    func(w io.Writer)
	none    string // said to people instead of an empty table
}

// show an answer as --output asks.
func (a *app) show(p page) error {
	a.progress.close()
	switch a.flags.output {
	case "json":
		return writeJSON(a.stdout, p.view)
	case "csv":
		return writeCSV(a.stdout, p.columns, p.rows)
	}
	switch {
	case p.text != nil:
		p.text(a.stdout)
	case len(p.rows) == 0 && p.none != "":
		a.say("%s", p.none)
	default:
		writeTable(a.stdout, p.columns, p.rows)
	}
	return nil
}

func writeJSON(w io.Writer, view any) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(view)
}

func writeCSV(w io.Writer, columns []string, rows [][]any) error {
	c := csv.NewWriter(w)
	if err := c.Write(columns); err != nil {
		return err
	}
	for _, row := range rows {
		if err := c.Write(texts(row)); err != nil {
			return err
		}
	}
	c.Flush()
	return c.Error()
}

// writeTable aligns columns with spaces: numbers to the right, everything else to the left.
func writeTable(w io.Writer, columns []string, rows [][]any) {
	t := table.NewWriter()
	style := table.StyleDefault
	style.Options = table.OptionsNoBordersAndSeparators
	style.Box.PaddingLeft, style.Box.PaddingRight = "", "  "
	style.Format.Header = text.FormatDefault
	t.SetStyle(style)
	t.SuppressTrailingSpaces()
	header := make(table.Row, len(columns))
	configs := make([]table.ColumnConfig, len(columns))
	for i, c := range columns {
		header[i] = c
		configs[i] = table.ColumnConfig{Number: i + 1}
		if numeric(rows, i) {
			configs[i].Align, configs[i].AlignHeader = text.AlignRight, text.AlignRight
		}
	}
	t.SetColumnConfigs(configs)
	t.AppendHeader(header)
	for _, row := range rows {
		line := make(table.Row, len(row))
		for i, cell := range row {
			line[i] = strings.ReplaceAll(cellText(cell), "\n", " ")
		}
		t.AppendRow(line)
	}
	fmt.Fprintln(w, t.Render())
}

// numeric tells whether a column holds numbers and blanks only, and a number at least.
func numeric(rows [][]any, column int) bool {
	found := false
	for _, row := range rows {
		switch row[column].(type) {
		case int, int8, int16, int32, int64, uint8, uint16, uint32, uint64, float32, float64:
			found = true
		case nil:
		default:
			return false
		}
	}
	return found
}

func texts(row []any) []string {
	out := make([]string, len(row))
	for i, cell := range row {
		out[i] = cellText(cell)
	}
	return out
}

// cellText of a value: blank for none, ISO dates, numbers as short as they can be.
func cellText(cell any) string {
	switch v := cell.(type) {
	case nil:
		return ""
	case string:
		return v
	case []byte:
		return string(v)
	case float64:
		return strconv.FormatFloat(v, 'f', -1, 64)
	case float32:
		return strconv.FormatFloat(float64(v), 'f', -1, 32)
	case time.Time:
		return timeText(v)
	case []any:
		parts := texts(v)
		return strings.Join(parts, ";")
	default:
		return fmt.Sprint(v)
	}
}

// timeText is a date when the clock shows midnight, as dates come from the warehouse so; else date and time.
func timeText(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	if t.Equal(t.Truncate(24 * time.Hour)) {
		return t.Format(time.DateOnly)
	}
	return t.Format("2006-01-02 15:04:05")
}
