package sample

import (
	"bytes"
	"fmt"
	"time"

	"github.com/apache/arrow-go/v18/parquet"
	"github.com/apache/arrow-go/v18/parquet/compress"
	"github.com/apache/arrow-go/v18/parquet/file"
	"github.com/apache/arrow-go/v18/parquet/schema"
)

// parquetFile writes text columns, and dates as days since 1970, with blanks as
// nulls. A date that is none cannot be stored and is left out. It uses the plain
// column writer: the Arrow one would bring gRPC into the program.
func parquetFile(names []string, isDate map[string]bool, rows [][]string) ([]byte, error) {
	root, err := parquetSchema(names, isDate)
	if err != nil {
		return nil, fmt.Errorf("parquet schema: %w", err)
	}
	var out bytes.Buffer
	props := parquet.NewWriterProperties(parquet.WithCompression(compress.Codecs.Snappy))
	w := file.NewParquetWriter(&out, root, file.WithWriterProps(props))
	group := w.AppendRowGroup()
	for i := range names {
		column, err := group.NextColumn()
		if err != nil {
			return nil, fmt.Errorf("parquet column %s: %w", names[i], err)
		}
		if err := writeColumn(column, rows, i); err != nil {
			return nil, fmt.Errorf("parquet column %s: %w", names[i], err)
		}
	}
	if err := w.Close(); err != nil {
		return nil, fmt.Errorf("parquet: %w", err)
	}
	return out.Bytes(), nil
}

func parquetSchema(names []string, isDate map[string]bool) (*schema.GroupNode, error) {
	fields := make(schema.FieldList, len(names))
	for i, name := range names {
		kind, logical := parquet.Types.ByteArray, schema.LogicalType(schema.StringLogicalType{})
		if isDate[name] {
			kind, logical = parquet.Types.Int32, schema.DateLogicalType{}
		}
		node, err := schema.NewPrimitiveNodeLogical(name, parquet.Repetitions.Optional, logical, kind, -1, -1)
		if err != nil {
			return nil, fmt.Errorf("column %s: %w", name, err)
		}
		fields[i] = node
	}
	return schema.NewGroupNode("recalls", parquet.Repetitions.Required, fields, -1)
}

// writeColumn writes one column; a definition level of 0 is a null.
func writeColumn(column file.ColumnChunkWriter, rows [][]string, i int) error {
	levels := make([]int16, len(rows))
	var err error
	switch c := column.(type) {
	case *file.Int32ColumnChunkWriter:
		var days []int32
		for n, row := range rows {
			if on, e := time.Parse(time.DateOnly, row[i]); e == nil {
				levels[n], days = 1, append(days, int32(toDay(on)))
			}
		}
		_, err = c.WriteBatch(days, levels, nil)
	case *file.ByteArrayColumnChunkWriter:
		var texts []parquet.ByteArray
		for n, row := range rows {
			if row[i] != "" {
				levels[n], texts = 1, append(texts, parquet.ByteArray(row[i]))
			}
		}
		_, err = c.WriteBatch(texts, levels, nil)
	default:
		err = fmt.Errorf("no writer for %T", column)
	}
	if err != nil {
		return err
	}
	return column.Close()
}
