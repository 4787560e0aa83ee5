package workbook

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"

	"throughcare/reports/document"
)

var (
	filter   = regexp.MustCompile(`<autoFilter[^>]*/>|<autoFilter[^>]*>.*?</autoFilter>`)
	defaults = regexp.MustCompile(`<Default [^>]*?(?:/>|></Default>)`)
)

// normalise writes the parts of the package in the order of their names, with no times, the content types sorted, the tables
// without the filter that excelize always gives them (qax-os/excelize issue 1796), and the charts with their intervals.
func normalise(raw []byte, drawn []*document.Chart) ([]byte, error) {
	in, err := zip.NewReader(bytes.NewReader(raw), int64(len(raw)))
	if err != nil {
		return nil, fmt.Errorf("workbook: %w", err)
	}
	files := slices.Clone(in.File)
	slices.SortFunc(files, func(a, b *zip.File) int {
		// Readers expect the content types first.
		if first := "[Content_Types].xml"; a.Name == first || b.Name == first {
			if a.Name == first {
				return -1
			}
			return 1
		}
		return strings.Compare(a.Name, b.Name)
	})
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for _, f := range files {
		content, err := read(f)
		if err != nil {
			return nil, fmt.Errorf("workbook: part %s: %w", f.Name, err)
		}
		to, err := w.CreateHeader(&zip.FileHeader{Name: f.Name, Method: zip.Deflate})
		if err != nil {
			return nil, fmt.Errorf("workbook: %w", err)
		}
		if _, err := to.Write(mend(f.Name, content, drawn)); err != nil {
			return nil, fmt.Errorf("workbook: %w", err)
		}
	}
	if err := w.Close(); err != nil {
		return nil, fmt.Errorf("workbook: %w", err)
	}
	return out.Bytes(), nil
}

func read(f *zip.File) ([]byte, error) {
	r, err := f.Open()
	if err != nil {
		return nil, err
	}
	defer r.Close()
	return io.ReadAll(r)
}

func mend(name string, content []byte, drawn []*document.Chart) []byte {
	var number int
	if _, err := fmt.Sscanf(name, "xl/charts/chart%d.xml", &number); err == nil && number >= 1 && number <= len(drawn) {
		return mendChart(content, drawn[number-1])
	}
	switch {
	case strings.HasPrefix(name, "xl/tables/"):
		return filter.ReplaceAll(content, nil)
	case name == "[Content_Types].xml":
		var kinds []string
		for _, m := range defaults.FindAll(content, -1) {
			kinds = append(kinds, string(m))
		}
		slices.Sort(kinds)
		i := 0
		return defaults.ReplaceAllFunc(content, func([]byte) []byte {
			i++
			return []byte(kinds[i-1])
		})
	default:
		return content
	}
}
