package warehouse

import (
	"context"
	"database/sql/driver"
	"fmt"
	"strings"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/duckdb/duckdb-go/v2"
)

// RegisterArrow makes a stream of record batches selectable once, under a name, on this connection. Call release after the
// statement that reads it. The stream must not itself be a result of this connection.
//
// DuckDB 1.5 believes that a registered stream leaves out the columns and rows that a query does not need, and no stream
// does: it would read columns into each other and forget filters, without an error. So the batches go in as one column, a
// struct, of which nothing can be left out; and a filter over the stream must be wrapped by Opaque.
func (tx *Tx) RegisterArrow(ctx context.Context, name string, r array.RecordReader) (release func(), err error) {
	inner := name + " stream"
	err = raw(tx.conn, func(c driver.Conn) error {
		bridge, err := duckdb.NewArrowFromConn(c)
		if err != nil {
			return err
		}
		release, err = bridge.RegisterView(&structReader{RecordReader: r, schema: structSchema(r.Schema())}, inner)
		return err
	})
	if err != nil {
		return nil, tx.keep(err)
	}
	var columns []string
	for _, f := range r.Schema().Fields() {
		columns = append(columns, fmt.Sprintf("r.%s as %s", Ident(f.Name), Ident(f.Name)))
	}
	_, err = tx.Exec(ctx, fmt.Sprintf("create or replace temp view %s as select %s from %s",
		Ident(name), strings.Join(columns, ", "), Ident(inner)))
	if err != nil {
		release()
		return nil, err
	}
	unregister := release // the result is this function itself, once returned
	return func() {
		// The driver's view is not a temporary one: without this it would stay in the file, over memory that is gone.
		_, _ = tx.Exec(ctx, fmt.Sprintf("drop view if exists %s; drop view if exists %s", Ident(name), Ident(inner)))
		unregister()
	}, nil
}

// Opaque is a condition over a registered stream that DuckDB does not try to hand to the stream itself: see RegisterArrow.
// (A limit under the filter would do the same, and make the whole statement run on one thread.)
func Opaque(condition string) string { return "case when random() < 2 then (" + condition + ") end" }

// structReader hands on a stream with all its columns in one.
type structReader struct {
	array.RecordReader
	schema  *arrow.Schema
	current arrow.RecordBatch
	failed  error
}

func structSchema(s *arrow.Schema) *arrow.Schema {
	return arrow.NewSchema([]arrow.Field{{Name: "r", Type: arrow.StructOf(s.Fields()...)}}, nil)
}

func (s *structReader) Schema() *arrow.Schema { return s.schema }

func (s *structReader) Next() bool {
	s.drop()
	if s.failed != nil || !s.RecordReader.Next() {
		return false
	}
	batch := s.RecordReader.RecordBatch()
	all, err := array.NewStructArrayWithFields(batch.Columns(), batch.Schema().Fields())
	if err != nil {
		s.failed = err
		return false
	}
	defer all.Release()
	s.current = array.NewRecordBatch(s.schema, []arrow.Array{all}, batch.NumRows())
	return true
}

func (s *structReader) RecordBatch() arrow.RecordBatch { return s.current }

func (s *structReader) Record() arrow.RecordBatch { return s.current }

func (s *structReader) Err() error {
	if s.failed != nil {
		return s.failed
	}
	return s.RecordReader.Err()
}

func (s *structReader) Release() {
	s.drop()
	s.RecordReader.Release()
}

func (s *structReader) drop() {
	if s.current != nil {
		s.current.Release()
		s.current = nil
	}
}
