package ingest

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"hash"
	"slices"
	"strings"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/memory"

	"throughcare/ingest/contract"
)

// door is where identifiers are hashed: it stands between the file's reader and the database. It gives the columns the
// names that the contract uses, adds the pseudonym of every reference that is a column of its own, and keeps back the plain
// column where nothing else reads it.
type door struct {
	array.RecordReader
	schema  *arrow.Schema
	columns []doorColumn
	mac     hash.Hash
	seen    map[string][pseudonymLength]byte // of people, who recur from row to row
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
	}
	return &door{RecordReader: r, schema: arrow.NewSchema(fields, nil), columns: columns, mac: hmac.New(sha256.New, key),
		seen: map[string][pseudonymLength]byte{}}
}

func (d *door) Schema() *arrow.Schema { return d.schema }

func (d *door) Next() bool {
	d.drop()
	if !d.RecordReader.Next() {
		return false
	}
	batch := d.RecordReader.RecordBatch()
	arrays := make([]arrow.Array, len(d.columns))
	for i, c := range d.columns {
		switch {
		case c.index < 0:
			arrays[i] = array.MakeArrayOfNull(memory.DefaultAllocator, arrow.BinaryTypes.String, int(batch.NumRows()))
		case c.hashed:
			arrays[i] = d.pseudonyms(batch.Column(c.index), c)
		default:
			arrays[i] = batch.Column(c.index)
			arrays[i].Retain()
		}
	}
	d.current = array.NewRecordBatch(d.schema, arrays, batch.NumRows())
	for _, a := range arrays {
		a.Release()
	}
	return true
}

func (d *door) pseudonyms(column arrow.Array, c doorColumn) arrow.Array {
	texts, ok := column.(*array.String)
	b := array.NewStringBuilder(memory.DefaultAllocator)
	defer b.Release()
	b.Reserve(column.Len())
	b.ReserveData(column.Len() * pseudonymLength)
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
		digits := d.pseudonym(text, c)
		b.BinaryBuilder.Append(digits[:])
	}
	return b.NewArray()
}

func (d *door) pseudonym(text string, c doorColumn) (digits [pseudonymLength]byte) {
	if known, ok := d.seen[text]; ok && c.recurs {
		return known
	}
	var sum [sha256.Size]byte
	d.mac.Reset()
	_, _ = d.mac.Write(c.domain)
	_, _ = d.mac.Write([]byte(text))
	hex.Encode(digits[:], d.mac.Sum(sum[:0])[:pseudonymLength/2])
	if c.recurs && len(d.seen) < mostSeen {
		d.seen[strings.Clone(text)] = digits
	}
	return digits
}

// pseudonymLength is the number of hexadecimal digits kept: 128 bits. The macro pseudonym keeps as many.
const pseudonymLength = 32

func (d *door) RecordBatch() arrow.RecordBatch { return d.current }

func (d *door) Record() arrow.RecordBatch { return d.current }

func (d *door) Release() {
	d.drop()
	d.RecordReader.Release()
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
