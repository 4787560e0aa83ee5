package ingest

import (
	"context"
	"encoding/csv"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/google/renameio/v2"

	"throughcare/ingest/source"
	"throughcare/sql/warehouse"
)

// writeRejected keeps the rejected rows of a file as they were sent, each with its row number and every reason, in a CSV
// file of the restricted folder named by the load. It holds plain identifiers: mode 0600.
func (e *Engine) writeRejected(ctx context.Context, tx *warehouse.Tx, f *incoming) error {
	if e.Rejected == "" {
		return nil
	}
	reasons, err := rejectedRows(ctx, tx, f)
	if err != nil || len(reasons) == 0 {
		return err
	}
	path := filepath.Join(e.Rejected, f.loads[0].ID+".csv")
	out, err := renameio.NewPendingFile(path, renameio.WithPermissions(0o600))
	if err != nil {
		return fmt.Errorf("keep the rejected rows: %w", err)
	}
	defer out.Cleanup() //nolint:errcheck // nothing is left to clean after the replacement
	if err := copyRejected(ctx, csv.NewWriter(out), f, reasons); err != nil {
		return fmt.Errorf("keep the rejected rows: %w", err)
	}
	f.rejectedFiles = append(f.rejectedFiles, path)
	return out.CloseAtomicallyReplace()
}

func copyRejected(ctx context.Context, w *csv.Writer, f *incoming, reasons map[int64][]string) error {
	want := make(map[int64]bool, len(reasons))
	for row := range reasons {
		want[row] = true
	}
	if err := w.Write(append([]string{"row", "reasons"}, f.file.Header()...)); err != nil {
		return err
	}
	_, err := source.Rows(ctx, f.path, f.layout, want, func(row int64, cells []string) error {
		return w.Write(append([]string{strconv.FormatInt(row, 10), strings.Join(reasons[row], "; ")}, cells...))
	})
	if err != nil {
		return err
	}
	w.Flush()
	return w.Error()
}

// rejectedRows are the row numbers of a file's rejected rows with their reasons.
func rejectedRows(ctx context.Context, tx *warehouse.Tx, f *incoming) (map[int64][]string, error) {
	reasons := map[int64][]string{}
	for _, l := range f.loads {
		if l.Rejected == 0 {
			continue
		}
		err := eachReason(ctx, tx, l.ID, "reject", func(r Reason) {
			reasons[r.Row] = append(reasons[r.Row], r.Message)
		})
		if err != nil {
			return nil, err
		}
	}
	return reasons, nil
}

// Reason is why a row was rejected or held, or what is odd about it. It holds no value of the row.
type Reason struct {
	Kind     string
	Row      int64 // as Excel or a text editor counts
	Field    string
	Rule     string
	Severity string
	Message  string
}

// eachReason reads the reasons of a load in the order of its rows; "" asks for every severity.
func eachReason(ctx context.Context, tx *warehouse.Tx, load, severity string, each func(Reason)) error {
	rows, err := tx.Query(ctx, `select kind, row_number, coalesce(field, ''), rule, severity, message from ledger.reasons
where load = ? and (severity = ? or ? = '') order by row_number, severity, field, rule, message`, load, severity, severity)
	if err != nil {
		return err
	}
	defer rows.Close() //nolint:errcheck // Err is asked
	for rows.Next() {
		var r Reason
		if err := rows.Scan(&r.Kind, &r.Row, &r.Field, &r.Rule, &r.Severity, &r.Message); err != nil {
			return err
		}
		each(r)
	}
	return rows.Err()
}

// dropRejected takes back what was kept of a file that was not loaded after all.
func (f *incoming) dropRejected() {
	for _, path := range f.rejectedFiles {
		_ = os.Remove(path)
	}
}
