package ingest

import (
	"context"
	"database/sql"
	"fmt"
	"io/fs"
	"strings"
	"time"

	"throughcare/ingest/contract"
	sqlfiles "throughcare/sql"
	"throughcare/sql/warehouse"
)

// Aside is what was set aside of one kind of record of one file: rejected and held rows. A file that was refused whole has a
// code and no rows.
type Aside struct {
	Load, Supplier, File, SHA256, Kind string
	ExtractDate                        time.Time
	Contract, Scope, Delivery          string // Delivery: snapshot, amend, delta
	Read, Rejected, Held               int64  // records
	Newest                             bool   // false: the file, or a whole snapshot in its place, came again for the same day
	First                              string // the load that names the file's rejected rows in the restricted folder
	Refused                            string // the code of the fault, or ""
	Reasons                            []AsideReason
}

// AsideReason is one thing that is wrong and in how many rows of the file. It holds no value of a row.
type AsideReason struct {
	Severity, Field, Rule, Message string // Severity: reject, held
	Rows                           int64
}

// Asides are what is to be mended now, the newest extract first; all: what earlier loads of the same files had, too.
func Asides(ctx context.Context, tx *warehouse.Tx, all bool) ([]Aside, error) {
	list, err := AsideLoads(ctx, tx, all)
	if err != nil || len(list) == 0 {
		return list, err
	}
	return list, addReasons(ctx, tx, list)
}

// AsideLoads are Asides without their reasons.
func AsideLoads(ctx context.Context, tx *warehouse.Tx, all bool) ([]Aside, error) {
	text, err := fs.ReadFile(sqlfiles.FS, "rejects/loads.sql")
	if err != nil {
		return nil, err
	}
	rows, err := tx.Query(ctx, string(text), all)
	if err != nil {
		return nil, fmt.Errorf("read what was rejected: %w", err)
	}
	defer rows.Close() //nolint:errcheck // Err is asked
	var list []Aside
	for rows.Next() {
		var a Aside
		var date sql.NullTime
		if err := rows.Scan(&a.Load, &a.Supplier, &a.File, &a.SHA256, &a.Kind, &date, &a.Contract, &a.Scope, &a.Delivery, &a.Read,
			&a.Rejected, &a.Held, &a.Newest, &a.First, &a.Refused); err != nil {
			return nil, err
		}
		a.ExtractDate = date.Time
		list = append(list, a)
	}
	return list, rows.Err()
}

func addReasons(ctx context.Context, tx *warehouse.Tx, list []Aside) error {
	text, err := fs.ReadFile(sqlfiles.FS, "rejects/reasons.sql")
	if err != nil {
		return err
	}
	rows, err := tx.Query(ctx, string(text))
	if err != nil {
		return fmt.Errorf("read why rows were rejected: %w", err)
	}
	defer rows.Close() //nolint:errcheck // Err is asked
	at := map[string]*Aside{}
	for i := range list {
		at[list[i].Load] = &list[i]
	}
	for rows.Next() {
		var load string
		var r AsideReason
		if err := rows.Scan(&load, &r.Severity, &r.Field, &r.Rule, &r.Message, &r.Rows); err != nil {
			return err
		}
		a := at[load]
		if a == nil || r.Severity == "reject" && a.Rejected == 0 {
			continue
		}
		r.Field, r.Message = plainly(a.Kind, r.Field, r.Rule, r.Message)
		a.Reasons = append(a.Reasons, r)
	}
	return rows.Err()
}

// plainly gives a field the name that suppliers know, and says of a row that waits which kind of record it waits for.
func plainly(kind, field, rule, message string) (name, words string) {
	name = field
	if field == "person_key" {
		name = "person_ref"
	}
	if rule != "waiting" {
		return name, message
	}
	if k, err := contract.KindByName(kind); err == nil {
		for _, r := range k.References {
			if r.Field == name {
				return name, fmt.Sprintf("waits for the record of %s that %s refers to: it has not come, or was rejected", r.Kind, name)
			}
		}
	}
	return name, fmt.Sprintf("waits for the record of %s that has the same %s: another file brings it", kind, name)
}

// Wrong is one thing that is wrong with rows of a load.
type Wrong struct {
	AsideReason
	List      string            // the code list of the field, where the text is none of its codes
	Spellings map[string]string // what the contract takes for its codes
	columns   []int             // of the file, that feed the field
	entries   []int             // those that an unpivot reads: one that has an entry may be the one
	clear     func(cell string) bool
}

// SetAside is which rows of a load are set aside, and why: the places in Wrong.
type SetAside struct {
	Wrong          []Wrong
	Rejected, Held map[int64][]int
	Doubled        map[int64]string // held rows of which the record that they refer to was rejected: its kind
}

// RowsAside reads which rows of a load are to be mended. What a later file of the same day took the place of is not.
func RowsAside(ctx context.Context, tx *warehouse.Tx, a Aside) (*SetAside, error) {
	s := &SetAside{Rejected: map[int64][]int{}, Held: map[int64][]int{}, Doubled: map[int64]string{}}
	at := map[AsideReason]int{}
	err := eachReason(ctx, tx, a.Load, "", func(r Reason) {
		rows := s.Rejected
		if r.Severity == "held" {
			rows = s.Held
		}
		if r.Severity == string(contract.Warn) || r.Rule == "superseded" || r.Severity == string(contract.Reject) && a.Rejected == 0 {
			return
		}
		field, message := plainly(a.Kind, r.Field, r.Rule, r.Message)
		same := AsideReason{Severity: r.Severity, Field: field, Rule: r.Rule, Message: message}
		i, known := at[same]
		if !known {
			i = len(s.Wrong)
			at[same] = i
			s.Wrong = append(s.Wrong, Wrong{AsideReason: same})
		}
		if had := rows[r.Row]; len(had) == 0 || had[len(had)-1] != i {
			rows[r.Row] = append(had, i)
		}
	})
	if err != nil || len(s.Held) == 0 {
		return s, err
	}
	return s, s.findDoubled(ctx, tx, a)
}

// findDoubled finds the held rows of which the same file had a record rejected that this one refers to.
func (s *SetAside) findDoubled(ctx context.Context, tx *warehouse.Tx, a Aside) error {
	k, err := contract.KindByName(a.Kind)
	if err != nil {
		return err
	}
	var kinds []string
	for _, r := range k.References {
		kinds = append(kinds, r.Kind)
	}
	rows, err := tx.Query(ctx, `select r.row_number, min(r.kind)
from ledger.reasons as r
join ledger.loads as l on l.load = r.load
join ledger.loads as own on own.load = ?
where l.supplier = own.supplier and l.sha256 = own.sha256 and l.contract_sha256 is not distinct from own.contract_sha256
  and l.extract_date is not distinct from own.extract_date and r.severity = 'reject' and r.rule <> 'superseded'
  and list_contains(string_split(?, ' '), r.kind)
group by r.row_number`, a.Load, strings.Join(kinds, " "))
	if err != nil {
		return err
	}
	defer rows.Close() //nolint:errcheck // Err is asked
	for rows.Next() {
		var row int64
		var kind string
		if err := rows.Scan(&row, &kind); err != nil {
			return err
		}
		if _, held := s.Held[row]; held {
			s.Doubled[row] = kind
		}
	}
	return rows.Err()
}
