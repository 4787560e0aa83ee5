package source

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
)

func BenchmarkXLSX(b *testing.B) {
	const count = 50_000
	path := filepath.Join(b.TempDir(), "needs.xlsx")
	book := excelize.NewFile()
	defer book.Close()
	date, err := book.NewStyle(&excelize.Style{NumFmt: 14})
	if err != nil {
		b.Fatal(err)
	}
	sheet, err := book.NewStreamWriter("Sheet1")
	if err != nil {
		b.Fatal(err)
	}
	header := make([]any, 15)
	for i := range header {
		header[i] = fmt.Sprintf("column_%d", i)
	}
	if err := sheet.SetRow("A1", header); err != nil {
		b.Fatal(err)
	}
	for i := range count {
		day := excelize.Cell{StyleID: date, Value: 46000 + i%300}
		row := []any{i, "N0000001", day, day, "HOUSING", "TSO", 3, float64(i) / 7, "Y", "S12000033", nil, "BAR", "Temporary, shared", "OPEN", day}
		if err := sheet.SetRow(fmt.Sprintf("A%d", i+2), row); err != nil {
			b.Fatal(err)
		}
	}
	if err := sheet.Flush(); err != nil {
		b.Fatal(err)
	}
	if err := book.SaveAs(path); err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		f, err := Open(path, Layout{Format: XLSX})
		if err != nil {
			b.Fatal(err)
		}
		stream, err := f.Records(context.Background(), f.Header())
		if err != nil {
			b.Fatal(err)
		}
		for stream.Next() {
		}
		if stream.Err() != nil || f.Stats().Rows != count {
			b.Fatal(stream.Err(), f.Stats())
		}
		stream.Release()
		_ = f.Close()
	}
	b.ReportMetric(float64(count)*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
}

func BenchmarkCSV(b *testing.B) {
	path := filepath.Join(b.TempDir(), "needs.csv")
	var text strings.Builder
	header := make([]string, 15)
	for i := range header {
		header[i] = fmt.Sprintf("column_%d", i)
	}
	text.WriteString(strings.Join(header, ",") + "\n")
	for i := range 200_000 {
		fmt.Fprintf(&text, "P%07d,N%07d,2026-03-%02d,2026-04-%02d,HOUSING,TSO,3,%d,Y,S12000033,,BAR,\"Temporary, shared\",OPEN,2026-10-31\n", i, i, i%28+1, i%28+1, i%50)
	}
	if err := os.WriteFile(path, []byte(text.String()), 0o600); err != nil {
		b.Fatal(err)
	}
	b.SetBytes(int64(text.Len()))
	for b.Loop() {
		f, err := Open(path, Layout{Format: CSV, Nulls: []string{"n/a", "not known"}})
		if err != nil {
			b.Fatal(err)
		}
		stream, err := f.Records(context.Background(), header)
		if err != nil {
			b.Fatal(err)
		}
		for stream.Next() {
		}
		if stream.Err() != nil || f.Stats().Rows != 200_000 || f.Stats().Problems != 0 {
			b.Fatal(stream.Err(), f.Stats())
		}
		stream.Release()
		_ = f.Close()
	}
}
