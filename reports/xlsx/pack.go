package xlsx

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"
)

var (
	filter   = regexp.MustCompile(`<autoFilter[^>]*/>|<autoFilter[^>]*>.*?</autoFilter>`)
	defaults = regexp.MustCompile(`<Default [^>]*?(?:/>|></Default>)`)
)

// Pack writes the parts of a workbook that excelize wrote in the order of their names, with no times, the content types sorted,
// and the tables without the filter that excelize always gives them (qax-os/excelize issue 1796). The same parts give the same
// bytes. mend, when given, changes further parts.
func Pack(raw []byte, mend func(part string, content []byte) []byte) ([]byte, error) {
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
		content = order(f.Name, content)
		if mend != nil {
			content = mend(f.Name, content)
		}
		if _, err := to.Write(content); err != nil {
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

func order(part string, content []byte) []byte {
	switch {
	case strings.HasPrefix(part, "xl/tables/"):
		return filter.ReplaceAll(content, nil)
	case part == "[Content_Types].xml":
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
