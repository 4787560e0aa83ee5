package ingest

import (
	"context"
	"crypto/rand"
	"fmt"
	"path/filepath"
	"time"

	"github.com/oklog/ulid/v2"

	"throughcare/ingest/contract"
	"throughcare/ingest/source"
	"throughcare/sql/fault"
	"throughcare/sql/warehouse"
)

// Engine loads files into a warehouse.
type Engine struct {
	DB        *warehouse.DB
	Contracts *contract.Set
	Kinds     []contract.Kind
	Key       []byte                       // of the pseudonyms, 32 to 64 bytes; never logged, never stored in the warehouse
	Codes     map[string]map[string]string // the project's own codes, list -> code -> label: a file is loaded again when they change; Prepare takes them from ref.codes
	Now       func() time.Time
	Rejected  string // folder for the rejected rows as they were sent; "" keeps none
	Run       string // the run that loads belong to, or ""
}

// Options of one file.
type Options struct {
	Override contract.Override // what the command line says of supplier and extract date
	Kind     string            // the kind, for a canonical layout under a name that says nothing
	Amend    bool              // the file adds to or corrects what is known of its date: what it does not have is not absent
}

// Result is what became of one file: a load for each kind that it feeds.
type Result struct {
	File        string // base name
	SHA256      string
	Contract    string
	Supplier    string
	ExtractDate time.Time
	Loads       []Load
	SourceRows  int64 // rows of data in the file
	Unused      int64 // rows that fed no kind
	FooterRows  int64
	BlankRows   int64
	Notes       []string
	Known       bool // the same file was loaded before, under the same contract: nothing was done
}

// Load is one kind's part of a file: Read = Accepted + Unchanged + Rejected + Held.
type Load struct {
	ID   string
	Kind string
	Read int64
	Accepted, Unchanged, Rejected, Held,
	Closed int64 // records that this snapshot no longer has
	Warned int64 // accepted or unchanged rows about which something is odd
}

// smallFile is the size, in bytes, of files that are loaded quicker by one thread than by several: measured with CSV, where the
// two are even at about twice this.
const smallFile = 4 << 20

// Load reads one file in one transaction. A *fault.Fault says why a file is refused whole; the refusal is in the ledger,
// and nothing else is touched. Rows of other files that wait for records of this one wait on: see PlaceHeld.
func (e *Engine) Load(ctx context.Context, path string, o Options) (Result, error) {
	f, err := e.open(path, o)
	if err != nil {
		return f.result(), e.refuse(ctx, f, err)
	}
	defer f.close()
	load := func() error {
		return e.DB.Tx(ctx, func(ctx context.Context, tx *warehouse.Tx) error { return e.load(ctx, tx, f, o) })
	}
	if f.size < smallFile {
		err = e.DB.Single(ctx, load)
	} else {
		err = load()
	}
	if err != nil {
		f.dropRejected()
		return f.result(), e.refuse(ctx, f, err)
	}
	return f.result(), nil
}

// Peek says for which day a file is, and its rank: files of one day are best loaded by rank, since those of a higher one
// refer to records of a lower one.
func (e *Engine) Peek(path string, o Options) (day time.Time, rank int, err error) {
	f, err := e.open(path, o)
	if err != nil {
		return time.Time{}, 0, err
	}
	defer f.close()
	first := &f.contract.Records[0]
	rank = e.rank(first.Kind.Name)
	if first.Part {
		rank++
	}
	return f.date, rank, nil
}

// rank of a kind is one more than the highest of those that it refers to.
func (e *Engine) rank(name string) int {
	rank := 0
	for i := range e.Kinds {
		if e.Kinds[i].Name != name {
			continue
		}
		for _, r := range e.Kinds[i].References {
			if r.Kind != name {
				rank = max(rank, 1+e.rank(r.Kind))
			}
		}
	}
	return rank
}

func (e *Engine) load(ctx context.Context, tx *warehouse.Tx, f *incoming, o Options) error {
	known, err := f.loadedBefore(ctx, tx)
	if err != nil || known {
		f.known = known
		return err
	}
	if err := setKey(ctx, tx, e.Key); err != nil {
		return err
	}
	there, err := columnsThere(ctx, tx)
	if err != nil {
		return err
	}
	types := knownCodeTypes(e.Kinds, there)
	release, err := f.register(ctx, tx, e.Key)
	if err != nil {
		return err
	}
	defer release()
	for i := range f.contract.Records {
		if err := e.loadRecord(ctx, tx, f, i, types, o); err != nil {
			return err
		}
	}
	if err := f.settle(ctx, tx); err != nil {
		return err
	}
	return e.writeRejected(ctx, tx, f)
}

// loadRecord brings one of the contract's records from the source into raw.
func (e *Engine) loadRecord(ctx context.Context, tx *warehouse.Tx, f *incoming, i int, types codeTypes, o Options) error {
	l, err := f.newLoad(ctx, tx, i, e.now())
	if err != nil {
		return err
	}
	s := &stager{contract: f.contract, record: &f.contract.Records[i], first: i == 0, types: types,
		scheme: f.scheme(), date: f.date.Format(time.DateOnly), cells: f.format == source.XLSX || f.format == source.Parquet}
	if err := f.streamError(s.stage(ctx, tx, f.table)); err != nil {
		return err
	}
	d, err := f.delivery(ctx, tx, l, s.record, o, e.now())
	if err != nil {
		return err
	}
	p := &placer{tx: tx, stager: s, load: l, delivery: d, countsUse: f.mayLeaveRows()}
	if err := p.place(ctx); err != nil {
		return err
	}
	if limit := f.contract.Limits.Rejected; limit.Exceeded(l.Rejected, l.Read) {
		return f.overLimit(l, limit)
	}
	if l.counts, err = apply(ctx, tx, s.record.Kind, d); err != nil {
		return err
	}
	l.Accepted, l.Unchanged, l.Closed = l.counts.accepted, l.counts.unchanged, l.counts.closed
	if err := p.keepHeld(ctx); err != nil {
		return err
	}
	if err := f.writeLoad(ctx, tx, l, d, e.Run, e.now()); err != nil {
		return err
	}
	return p.drop(ctx)
}

func (f *incoming) overLimit(l *load, limit *contract.Limit) error {
	x := fault.New(fault.Policy, "C014", "%d of %d rows of %s would be rejected, and the contract allows %s", l.Rejected, l.Read, l.Kind, limit.Text)
	x.Source, x.Rule = f.name, "contract "+f.contract.ID+", limits.rejected"
	x.Effect = "the whole file was refused; nothing of it was kept"
	x.Try = "throughcare contract check " + f.name + " lists every row and reason; mend the file or the contract and load it again"
	return x
}

func (e *Engine) now() time.Time {
	if e.Now == nil {
		return time.Now().UTC()
	}
	return e.Now().UTC()
}

// NewID names a load or a run: names sort by the time they were given.
func NewID(now time.Time) (string, error) {
	id, err := ulid.New(ulid.Timestamp(now), rand.Reader)
	return id.String(), err
}

// refuse writes a refusal into the ledger, once for the same bytes and fault, and returns the error as it came. What is not
// a fault of the file is not noted there.
func (e *Engine) refuse(ctx context.Context, f *incoming, cause error) error {
	x := fault.As(cause)
	if x == nil {
		return fmt.Errorf("load %s: %w", f.name, cause)
	}
	if x.Source == "" {
		x.Source = f.name
	}
	now := e.now()
	id, err := NewID(now)
	if err != nil {
		return err
	}
	var date any
	if !f.date.IsZero() {
		date = f.date.Format(time.DateOnly)
	}
	err = e.DB.Tx(context.WithoutCancel(ctx), func(ctx context.Context, tx *warehouse.Tx) error {
		_, err := tx.Exec(ctx, `insert into ledger.loads by name
select ? as load, nextval('ledger.load_seq') as seq, nullif(?, '') as supplier, ? as file, ? as sha256, ?::date as extract_date,
  ?::timestamp as started_at, ?::timestamp as finished_at, 'refused' as status, nullif(?, '') as contract, ? as error_code, nullif(?, '') as run
where not exists (from ledger.loads where status = 'refused' and file = ? and sha256 = ? and error_code = ?)`,
			id, f.supplier, f.name, f.sha, date, warehouse.Stamp(now), warehouse.Stamp(now), f.contractID(), x.Code, e.Run, f.name, f.sha, x.Code)
		return err
	})
	if err != nil {
		return fmt.Errorf("load %s: %w (and the refusal could not be noted: %w)", filepath.Base(f.path), cause, err)
	}
	return cause
}
