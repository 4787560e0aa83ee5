package source

import (
	"bytes"
	"strings"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/memory"
)

// A batch is cut at whichever comes first, so that neither many rows nor long texts fill the memory.
const (
	batchRows  = 8192
	batchBytes = 16 << 20
)

// textColumn collects one text column. It is written by hand because this is the innermost loop: arrow's own builder
// checks and grows three buffers for every cell.
type textColumn struct {
	data    []byte
	offsets []int32
	valid   []byte // one bit a row
	nulls   int
}

func (c *textColumn) reset(size int) {
	c.data = make([]byte, 0, size)
	c.offsets = make([]int32, 1, batchRows+1)
	c.valid = bytes.Repeat([]byte{0xff}, batchRows/8)
	c.nulls = 0
}

func (c *textColumn) append(text []byte) {
	c.data = append(c.data, text...)
	c.offsets = append(c.offsets, int32(len(c.data)))
}

func (c *textColumn) appendNull() {
	row := len(c.offsets) - 1
	c.valid[row>>3] &^= 1 << (row & 7)
	c.nulls++
	c.offsets = append(c.offsets, int32(len(c.data)))
}

func (c *textColumn) array() arrow.Array {
	rows := len(c.offsets) - 1
	buffers := []*memory.Buffer{
		nil,
		memory.NewBufferBytes(arrow.Int32Traits.CastToBytes(c.offsets)),
		memory.NewBufferBytes(c.data),
	}
	if c.nulls > 0 {
		buffers[0] = memory.NewBufferBytes(c.valid[:(rows+7)/8])
	}
	data := array.NewData(arrow.BinaryTypes.String, rows, buffers, nil, c.nulls, 0)
	defer data.Release()
	return array.NewStringData(data)
}

// batcher collects rows into record batches: the wanted columns, then _row and _problem.
type batcher struct {
	schema   *arrow.Schema
	columns  []textColumn
	numbers  []int64
	problems textColumn
	bytes    int
}

func newBatcher(wanted []string) *batcher {
	fields := make([]arrow.Field, 0, len(wanted)+2)
	for _, name := range wanted {
		fields = append(fields, arrow.Field{Name: strings.Clone(name), Type: arrow.BinaryTypes.String, Nullable: true})
	}
	fields = append(fields,
		arrow.Field{Name: "_row", Type: arrow.PrimitiveTypes.Int64},
		arrow.Field{Name: "_problem", Type: arrow.BinaryTypes.String, Nullable: true})
	b := &batcher{schema: arrow.NewSchema(fields, nil), columns: make([]textColumn, len(wanted))}
	b.reset()
	return b
}

// reset starts a new batch, guessing each column's size from the last one.
func (b *batcher) reset() {
	for i := range b.columns {
		b.columns[i].reset(len(b.columns[i].data) + len(b.columns[i].data)/16)
	}
	b.problems.reset(0)
	b.numbers = make([]int64, 0, batchRows)
	b.bytes = 0
}

// full tells whether the batch must be cut.
func (b *batcher) full() bool { return len(b.numbers) >= batchRows || b.bytes >= batchBytes }

// end ends the row.
func (b *batcher) end(number int64, problem string) {
	b.numbers = append(b.numbers, number)
	if problem == "" {
		b.problems.appendNull()
		return
	}
	b.problems.append([]byte(problem))
}

// cut returns the batch, which the caller owns, and starts the next.
func (b *batcher) cut() arrow.RecordBatch {
	arrays := make([]arrow.Array, 0, len(b.columns)+2)
	for i := range b.columns {
		arrays = append(arrays, b.columns[i].array())
	}
	rows := len(b.numbers)
	data := array.NewData(arrow.PrimitiveTypes.Int64, rows,
		[]*memory.Buffer{nil, memory.NewBufferBytes(arrow.Int64Traits.CastToBytes(b.numbers))}, nil, 0, 0)
	arrays = append(arrays, array.NewInt64Data(data), b.problems.array())
	data.Release()
	batch := array.NewRecordBatch(b.schema, arrays, int64(rows))
	for _, a := range arrays {
		a.Release()
	}
	b.reset()
	return batch
}
