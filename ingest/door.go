package ingest

import (
	"crypto/hmac"
	"crypto/sha256"
	"hash"
	"slices"
	"strings"
	"sync"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/memory"

	"throughcare/ingest/contract"
)

// door is where identifiers are hashed: it stands between the file's reader and the database. It gives the columns the
// names that the contract uses, adds the pseudonym of every reference that is a column of its own, and keeps back the plain
// column where nothing else reads it. It hashes in a goroutine of its own, a batch ahead of the database.
type door struct {
	array.RecordReader
	schema  *arrow.Schema
	columns []doorColumn
	mac     hash.Hash
	seen    map[string][pseudonymBytes]byte // of people, who recur from row to row
	ready   chan arrow.RecordBatch          // nil until the first batch is asked for
	stop    chan struct{}
	ended   chan struct{}
	halted  sync.Once
	current arrow.RecordBatch
}

// mostSeen bounds the memory of pseudonyms made already: about 10 MB.
const mostSeen = 1 << 17

// doorColumn is a column of the stream, from a column of the file (index -1: the file has none, all null).
type doorColumn struct {
	name  string
	index int
	// for a pseudonym: what is hashed before the text, and the texts that mean "not recorded"
	hashed bool
	domain []byte
	nulls  []string
	recurs bool // a person's reference: of all columns that are so, there is one domain
}

// pseudonymName is the stream's column for the pseudonym of a mapped reference. Fields that share column and domain share it.
func pseudonymName(f *contract.Field) string {
	return "pseudonym " + f.Def.Entity + " " + f.From + " " + strings.Join(f.Nulls, " ")
}

// hashedAtDoor says whether a field's pseudonym is made before the database sees the row: all references that are a column
// as it stands. Those that are computed from columns are hashed in SQL.
func hashedAtDoor(f *contract.Field) bool {
	return f.Def.Type == contract.TypeRef && f.Value == nil && f.Expr == "" && f.Default == nil &&
		f.From != contract.UnpivotName && f.From != contract.UnpivotValue
}

// domainOf separates the references of schemes and kinds of thing from each other.
func domainOf(scheme, entity string) string { return scheme + "\x1f" + entity + "\x1f" }

func newDoor(r array.RecordReader, columns []doorColumn, key []byte) *door {
	fields := make([]arrow.Field, len(columns))
	for i, c := range columns {
		fields[i] = arrow.Field{Name: c.name, Type: arrow.BinaryTypes.String, Nullable: true}
		if c.index >= 0 && !c.hashed {
			fields[i].Type = r.Schema().Field(c.index).Type
		}
		if c.hashed {
			fields[i].Type, fields[i].Metadata = &arrow.FixedSizeBinaryType{ByteWidth: pseudonymBytes}, uuidMark()
		}
	}
	return &door{RecordReader: r, schema: arrow.NewSchema(fields, nil), columns: columns, mac: hmac.New(sha256.New, key),
		seen: map[string][pseudonymBytes]byte{}, stop: make(chan struct{}), ended: make(chan struct{})}
}

func (d *door) Schema() *arrow.Schema { return d.schema }

func (d *door) Next() bool {
	d.drop()
	if d.ready == nil {
		d.ready = make(chan arrow.RecordBatch, 1)
		go d.work()
	}
	batch, more := <-d.ready
	d.current = batch
	return more
}

// work hashes batch after batch until there are no more or the door is released.
func (d *door) work() {
	defer close(d.ready)
	defer close(d.ended)
	for d.RecordReader.Next() {
		batch := d.hashed(d.RecordReader.RecordBatch())
		select {
		case d.ready <- batch:
		case <-d.stop:
			batch.Release()
			return
		}
	}
}

func (d *door) hashed(batch arrow.RecordBatch) arrow.RecordBatch {
	arrays := make([]arrow.Array, len(d.columns))
	for i, c := range d.columns {
		switch {
		case c.index < 0:
			arrays[i] = array.MakeArrayOfNull(memory.DefaultAllocator, d.schema.Field(i).Type, int(batch.NumRows()))
		case c.hashed:
			arrays[i] = d.pseudonyms(batch.Column(c.index), c)
		default:
			arrays[i] = batch.Column(c.index)
			arrays[i].Retain()
		}
	}
	made := array.NewRecordBatch(d.schema, arrays, batch.NumRows())
	for _, a := range arrays {
		a.Release()
	}
	return made
}

func (d *door) pseudonyms(column arrow.Array, c doorColumn) arrow.Array {
	texts, ok := column.(*array.String)
	b := array.NewFixedSizeBinaryBuilder(memory.DefaultAllocator, &arrow.FixedSizeBinaryType{ByteWidth: pseudonymBytes})
	defer b.Release()
	b.Reserve(column.Len())
	for i := range column.Len() {
		if !ok || column.IsNull(i) {
			b.AppendNull()
			continue
		}
		text := texts.Value(i)
		if len(c.nulls) > 0 && slices.Contains(c.nulls, strings.ToLower(text)) {
			b.AppendNull()
			continue
		}
		sum := d.pseudonym(text, c)
		b.Append(sum[:])
	}
	return b.NewArray()
}

func (d *door) pseudonym(text string, c doorColumn) (sum [pseudonymBytes]byte) {
	if known, ok := d.seen[text]; ok && c.recurs {
		return known
	}
	var whole [sha256.Size]byte
	d.mac.Reset()
	_, _ = d.mac.Write(c.domain)
	_, _ = d.mac.Write([]byte(text))
	copy(sum[:], d.mac.Sum(whole[:0]))
	if c.recurs && len(d.seen) < mostSeen {
		d.seen[strings.Clone(text)] = sum
	}
	return sum
}

// pseudonymBytes is how much of a hash is kept: 128 bits. The macro pseudonym keeps as many.
const pseudonymBytes = 16

// uuidMark makes DuckDB take 16 bytes for a UUID, as which pseudonyms are stored, and not for a blob.
func uuidMark() arrow.Metadata {
	return arrow.NewMetadata([]string{"ARROW:extension:name", "ARROW:extension:metadata"}, []string{"arrow.uuid", ""})
}

func (d *door) RecordBatch() arrow.RecordBatch { return d.current }

func (d *door) Record() arrow.RecordBatch { return d.current }

func (d *door) Release() {
	d.drop()
	d.halt()
	d.RecordReader.Release()
}

// Err is what stopped the stream, once it has ended.
func (d *door) Err() error {
	select {
	case <-d.ended:
		return d.RecordReader.Err()
	default:
		return nil
	}
}

// halt ends the work and waits for it.
func (d *door) halt() {
	d.halted.Do(func() {
		close(d.stop)
		if d.ready == nil {
			return
		}
		for batch := range d.ready {
			batch.Release()
		}
	})
}

func (d *door) drop() {
	if d.current != nil {
		d.current.Release()
		d.current = nil
	}
}

// doorColumns are the columns of the stream: for each that the contract's expressions and fields read, and for each
// reference that is hashed here. wanted are the file's headers to read, in the order of the indexes.
func (f *incoming) doorColumns() (columns []doorColumn, wanted []string) {
	index := func(name string) int {
		for _, found := range f.columns.Columns {
			if !strings.EqualFold(found.Name, name) {
				continue
			}
			if i := slices.Index(wanted, found.Header); i >= 0 {
				return i
			}
			wanted = append(wanted, found.Header)
			return len(wanted) - 1
		}
		return -1
	}
	add := func(c doorColumn) {
		if !slices.ContainsFunc(columns, func(other doorColumn) bool { return strings.EqualFold(other.name, c.name) }) {
			columns = append(columns, c)
		}
	}
	for i := range f.contract.Records {
		r := &f.contract.Records[i]
		for j := range r.Fields {
			field := &r.Fields[j]
			if hashedAtDoor(field) {
				add(doorColumn{name: pseudonymName(field), index: index(field.From), hashed: true,
					domain: []byte(domainOf(f.scheme(), field.Def.Entity)), nulls: lower(field.Nulls), recurs: field.Def.Entity == "person"})
			}
		}
	}
	for _, s := range f.contract.SourceColumns() {
		if f.readsPlain(s) {
			add(doorColumn{name: s.Name, index: index(s.Name)})
		}
	}
	return columns, wanted
}

func lower(words []string) []string {
	out := make([]string, len(words))
	for i, w := range words {
		out[i] = strings.ToLower(w)
	}
	return out
}

// readsPlain says whether anything but a reference hashed here, or a name that is dropped, reads the column.
func (f *incoming) readsPlain(s contract.SourceColumn) bool {
	for i := range f.contract.Records {
		r := &f.contract.Records[i]
		for j := range r.Fields {
			field := &r.Fields[j]
			if strings.EqualFold(field.From, s.Name) && !hashedAtDoor(field) && field.Def.Type != contract.TypeName {
				return true
			}
		}
	}
	// What is left are names, references, and what expressions, conditions, unpivots and deletion marks read.
	for _, use := range s.Uses {
		if !f.onlyMapped(use, s.Name) {
			return true
		}
	}
	return false
}

// onlyMapped says whether a use of a column is a field that every record maps to it as it stands.
func (f *incoming) onlyMapped(use, name string) bool {
	mapped := false
	for i := range f.contract.Records {
		field := f.contract.Records[i].Field(use)
		if field == nil {
			continue
		}
		if field.Expr != "" {
			return false
		}
		mapped = mapped || strings.EqualFold(field.From, name)
	}
	return mapped
}
