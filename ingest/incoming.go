package ingest

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"throughcare/ingest/contract"
	"throughcare/ingest/source"
	"throughcare/sql/fault"
	"throughcare/sql/warehouse"
)

// incoming is a file on its way in.
type incoming struct {
	path, name, sha string
	size            int64 // bytes
	contract        *contract.Contract
	contractSHA     string
	match           contract.Match
	format          string
	layout          source.Layout
	file            *source.File
	columns         contract.Resolved
	supplier        string
	date            time.Time
	reader          *door
	table           string // what the records are selected from
	loads           []*load
	known           bool
	unused          int64
	rejectedFiles   []string
}

// load is a Load in the making.
type load struct {
	Load
	seq     int64
	started time.Time
	counts  counts
}

// open finds the file's contract, reads its header, and learns who sent it and for which day. The incoming is never nil:
// it says what is known so far.
func (e *Engine) open(path string, o Options) (*incoming, error) {
	f := &incoming{path: path, name: filepath.Base(path)}
	var err error
	if f.sha, f.size, err = HashFile(path); err != nil {
		x := fault.New(fault.Policy, "S001", "the file cannot be read")
		x.Source, x.Err, x.Effect, x.Try = f.name, err, "nothing was loaded", "check that the file is there and that you may read it"
		return f, x
	}
	if f.match, err = e.find(f.name, o); err != nil {
		return f, err
	}
	f.contract = f.match.Contract
	if f.contractSHA, err = e.fingerprint(f.contract); err != nil {
		return f, err
	}
	f.layout = layoutOf(f.contract, f.match)
	f.format = f.layout.Format
	if f.file, err = source.Open(path, f.layout); err != nil {
		return f, err
	}
	cell := f.file.Cell
	if f.supplier, f.date, err = f.contract.Identify(f.match, cell, f.file.Preamble(), o.Override); err != nil {
		f.close()
		return f, err
	}
	if f.columns, err = f.contract.Columns(f.file.Header()); err != nil {
		f.close()
		return f, asPolicy(err)
	}
	return f, nil
}

// asPolicy makes of several faults one that names them all: a file that does not fit its contract is stopped by it.
func asPolicy(err error) error {
	joined, many := err.(interface{ Unwrap() []error }) //nolint:errorlint // the joined list itself is wanted
	if !many {
		return err
	}
	list := joined.Unwrap()
	first := fault.As(list[0])
	if first == nil {
		return err
	}
	all := *first
	all.Kind = fault.Policy
	for _, other := range list[1:] {
		if x := fault.As(other); x != nil {
			all.What += "; " + x.What
		}
	}
	return &all
}

func (e *Engine) find(name string, o Options) (contract.Match, error) {
	if o.Kind == "" {
		return e.Contracts.Match(name)
	}
	if match, err := e.Contracts.Match(name); err == nil && match.Kind == o.Kind {
		return match, nil
	}
	if _, err := contract.KindByName(o.Kind); err != nil {
		return contract.Match{}, err
	}
	format := contract.Format(strings.TrimPrefix(strings.ToLower(filepath.Ext(name)), "."))
	return contract.Match{Contract: contract.Canonical(o.Kind), Kind: o.Kind, Format: format}, nil
}

// fingerprint of all that decides how a file is read: the contract with its kinds, and the project's own codes.
func (e *Engine) fingerprint(c *contract.Contract) (string, error) {
	text, err := json.Marshal([]any{c, e.Codes})
	if err != nil {
		return "", fmt.Errorf("fingerprint of contract %s: %w", c.ID, err)
	}
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:]), nil
}

func layoutOf(c *contract.Contract, m contract.Match) source.Layout {
	f := c.File
	quote := f.Quote
	if quote == "" {
		quote = "none"
	}
	return source.Layout{
		Format: string(m.Format), Encoding: string(f.Encoding), Delimiter: f.Delimiter, Quote: quote, Escape: f.Escape,
		Sheet: f.Sheet, HeaderRow: f.Header.Row, HeaderRows: f.Header.Rows, HeaderJoin: f.Header.Join, HeaderFind: f.Header.Find,
		FooterStop: f.Footer.StopAt, Nulls: f.Nulls,
	}
}

// HashFile is the SHA-256 of a file's content, by which the ledger and the archive know it, and its size in bytes.
func HashFile(path string) (sum string, size int64, err error) {
	file, err := os.Open(path) //nolint:gosec // the user names the file
	if err != nil {
		return "", 0, err
	}
	defer file.Close() //nolint:errcheck // read only
	h := sha256.New()
	if size, err = io.Copy(h, file); err != nil {
		return "", 0, err
	}
	return hex.EncodeToString(h.Sum(nil)), size, nil
}

func (f *incoming) close() {
	if f.reader != nil {
		f.reader.Release()
		f.reader = nil
	}
	if f.file != nil {
		_ = f.file.Close()
	}
}

func (f *incoming) contractID() string {
	if f.contract == nil {
		return ""
	}
	return f.contract.ID
}

// scheme under which references are hashed: records that share it can refer to each other.
func (f *incoming) scheme() string {
	if f.contract.References == "own" {
		return "own/" + f.supplier
	}
	return f.contract.References
}

// loadedBefore says whether the same bytes were loaded for the same supplier and day under the same contract.
func (f *incoming) loadedBefore(ctx context.Context, tx *warehouse.Tx) (bool, error) {
	var n int64
	err := tx.QueryRow(ctx, `select count(*) from ledger.loads
where sha256 = ? and supplier = ? and extract_date = ?::date and contract_sha256 = ? and status = 'loaded'`,
		f.sha, f.supplier, f.date.Format(time.DateOnly), f.contractSHA).Scan(&n)
	return n > 0, err
}

// register makes the source selectable: as a stream that is read once, or, when several records are made of it, as a
// temporary table.
func (f *incoming) register(ctx context.Context, tx *warehouse.Tx, key []byte) (release func(), err error) {
	columns, wanted := f.doorColumns()
	rows, err := f.file.Records(ctx, wanted)
	if err != nil {
		return nil, err
	}
	for i, name := range []string{"_row", "_problem"} {
		columns = append(columns, doorColumn{name: name, index: len(wanted) + i})
	}
	f.reader = newDoor(rows, columns, key)
	release, err = tx.RegisterArrow(ctx, "source_stream", f.reader)
	if err != nil {
		return nil, err
	}
	f.table = "source_stream"
	if len(f.contract.Records) > 1 {
		_, err = tx.Exec(ctx, "create temp table source_rows as from source_stream")
		f.table = "source_rows"
	}
	return release, f.streamError(err)
}

// streamError prefers what the reader says of the file to what the database made of it.
func (f *incoming) streamError(err error) error {
	if f.reader == nil {
		return err
	}
	if err != nil {
		f.reader.halt()
	}
	if cause := f.reader.Err(); cause != nil {
		return cause
	}
	return err
}

// mayLeaveRows says whether a row of the file may feed no kind at all: not where a record is made of every row.
func (f *incoming) mayLeaveRows() bool {
	for _, r := range f.contract.Records {
		if r.When == "" && r.Unpivot == nil {
			return false
		}
	}
	return true
}

// settle counts the rows that fed no kind, once all records are in.
func (f *incoming) settle(ctx context.Context, tx *warehouse.Tx) error {
	if err := f.streamError(nil); err != nil {
		return err
	}
	rows := f.file.Stats().Rows
	used := rows
	if f.mayLeaveRows() {
		if err := tx.QueryRow(ctx, "select count(*) from used_rows").Scan(&used); err != nil {
			return err
		}
	}
	f.unused = rows - used
	for _, l := range f.loads {
		if _, err := tx.Exec(ctx, "update ledger.loads set source_rows = ?, source_unused = ? where load = ?", rows, f.unused, l.ID); err != nil {
			return err
		}
	}
	return nil
}

func (f *incoming) result() Result {
	r := Result{File: f.name, SHA256: f.sha, Contract: f.contractID(), Supplier: f.supplier, ExtractDate: f.date, Known: f.known,
		Notes: f.columns.Notes, Unused: f.unused}
	if f.file != nil {
		stats := f.file.Stats()
		r.SourceRows, r.FooterRows, r.BlankRows = stats.Rows, stats.FooterRows, stats.BlankRows
	}
	for _, l := range f.loads {
		r.Loads = append(r.Loads, l.Load)
	}
	return r
}
