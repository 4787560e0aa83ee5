package ingest

import (
	"context"
	"fmt"
	"regexp"
	"strings"

	"throughcare/ingest/contract"
	"throughcare/sql/fault"
	"throughcare/sql/warehouse"
)

// expression is one piece of SQL that a contract has, and where it stands.
type expression struct {
	what, sql string
	pos       contract.Position
}

func (s *stager) expressions() (all []expression) {
	kind := s.record.Kind.Name
	if s.record.When != "" {
		all = append(all, expression{kind + ".when", s.record.When, s.record.Pos})
	}
	for i := range s.record.Fields {
		if f := &s.record.Fields[i]; f.Expr != "" {
			all = append(all, expression{kind + "." + f.Def.Name, f.Expr, f.Pos})
		}
	}
	return all
}

// sqlFault makes of an error of the statement that types the rows a fault of the contract, where the SQL is the contract's: one
// that DuckDB cannot understand, or one that meets a cell it cannot compute with. Any other error stays as it is. After the first
// kind the transaction still answers, so each expression is tried by itself, over no row; after the second it does not.
func (s *stager) sqlFault(ctx context.Context, tx *warehouse.Tx, err error) error {
	all := s.expressions()
	if len(all) == 0 {
		return err
	}
	x := fault.New(fault.Policy, "C015", "")
	x.Source, x.Err = s.contract.Source, err
	x.Effect = "the whole file was refused; nothing of it was kept"
	switch {
	case warehouse.WrongValue(err):
		x.What = fmt.Sprintf("an expression of %s cannot be computed for some row: %s", s.record.Kind.Name, firstLine(err))
		x.Rule = "one of " + strings.Join(namesOf(all), ", ")
		x.Try = `where a cell may hold what is no number or date, write try_cast("Column" as integer) in the place of cast: it then is blank`
		return x
	case warehouse.WrongStatement(err):
		for _, e := range all {
			wrong := tried(ctx, tx, e.sql)
			if wrong == nil {
				continue
			}
			x.What = fmt.Sprintf("the SQL of %s is wrong: %s", e.what, firstLine(wrong))
			x.Source = fmt.Sprintf("%s:%d:%d", s.contract.Source, e.pos.Line, e.pos.Column)
			x.Try = `every column is a text: cast("Column" as integer) makes a number of it; column names stand in "double quotes", texts in 'single quotes'`
			return x
		}
	}
	return err
}

func namesOf(all []expression) []string {
	names := make([]string, len(all))
	for i, e := range all {
		names[i] = e.what
	}
	return names
}

// tried is what DuckDB says of an expression over texts of the names that it reads.
func tried(ctx context.Context, tx *warehouse.Tx, sql string) error {
	columns := []string{"0 as _row", "'' as _name", "'' as _value"}
	names, err := contract.ColumnsOf(sql)
	if err != nil {
		return err
	}
	for _, name := range names {
		if !strings.HasPrefix(name, "_") {
			columns = append(columns, "'' as "+warehouse.Ident(name))
		}
	}
	_, err = tx.Exec(ctx, "select ("+sql+") from (select "+strings.Join(columns, ", ")+") as nothing where false")
	return err
}

var spaces = regexp.MustCompile(`\s+`)

// firstLine is what DuckDB says, without the list of what it would have taken and without the statement.
func firstLine(err error) string {
	text, _, _ := strings.Cut(err.Error(), "\n")
	if _, after, found := strings.Cut(text, " Error: "); found {
		text = after
	}
	return spaces.ReplaceAllString(text, " ")
}
