package ingest

import (
	"context"

	"throughcare/sql/warehouse"
)

// CheckReport is what would become of a file.
type CheckReport struct {
	Result
	Reasons []Reason // of every row that would be rejected or held, or is odd
}

// Check does all that Load and PlaceHeld do and keeps nothing of it, not even a refusal: the transaction is rolled back. A
// fault says that the file would be refused whole.
func (e *Engine) Check(ctx context.Context, path string, o Options) (CheckReport, error) {
	dry := *e
	dry.Rejected = ""
	f, err := dry.open(path, o)
	if err != nil {
		return CheckReport{Result: f.result()}, err
	}
	defer f.close()
	var report CheckReport
	err = e.DB.Read(ctx, func(ctx context.Context, tx *warehouse.Tx) error {
		if err := dry.load(ctx, tx, f, o); err != nil {
			return err
		}
		if _, err := dry.placeHeld(ctx, tx); err != nil {
			return err
		}
		for _, l := range f.loads {
			if err := l.recount(ctx, tx); err != nil {
				return err
			}
			err := eachReason(ctx, tx, l.ID, "", func(r Reason) { report.Reasons = append(report.Reasons, r) })
			if err != nil {
				return err
			}
		}
		return nil
	})
	report.Result = f.result()
	return report, err
}

// recount takes from the ledger what has become of the load's rows since it was written: of a file that has several kinds of
// record, one may have waited for another.
func (l *load) recount(ctx context.Context, tx *warehouse.Tx) error {
	return tx.QueryRow(ctx, "select accepted, unchanged, rejected, held from ledger.loads where load = ?", l.ID).
		Scan(&l.Accepted, &l.Unchanged, &l.Rejected, &l.Held)
}
