package workbook

import (
	"bytes"
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"throughcare/reports/document"
)

var (
	seriesPart = regexp.MustCompile(`(?s)<ser>.*?</ser>`)
	invert     = regexp.MustCompile(`<invertIfNegative [^>]*></invertIfNegative>`)
	marker     = regexp.MustCompile(`(?s)<marker>.*?</marker>`)
	labels     = regexp.MustCompile(`(?s)<dLbls>.*?</dLbls>`)
	smoothed   = regexp.MustCompile(`<smooth [^>]*></smooth>`)
	valueAxis  = regexp.MustCompile(`(?s)<valAx>.*?</valAx>`)
	categories = regexp.MustCompile(`<(?:auto|lblAlgn|lblOffset|noMultiLvlLbl|tickLblSkip|tickMarkSkip) [^>]*></\w+>`)
)

// mendChart puts the confidence intervals into a chart part, for excelize has no error bars, and the children of each series
// into the order of the schema (ECMA-376 part 1, 21.2.2.114: bar and line series), which excelize does not keep.
func mendChart(part []byte, c *document.Chart) []byte {
	// excelize writes an axis of values as one of categories.
	part = valueAxis.ReplaceAllFunc(part, func(axis []byte) []byte { return categories.ReplaceAll(axis, nil) })
	if c.Kind == document.Funnel || c.Kind == document.Control {
		return compareSeries(part, c)
	}
	part = bytes.ReplaceAll(part, []byte("en-US"), []byte("en-GB"))
	line := bytes.Contains(part, []byte("<lineChart>"))
	i := -1
	return seriesPart.ReplaceAllFunc(part, func(series []byte) []byte {
		i++
		var before []byte
		for _, child := range []*regexp.Regexp{invert, marker, labels} {
			found := child.Find(series)
			// A line has markers and a bar what to do with a negative value; neither has the other.
			if line && child == invert || !line && child == marker {
				found = nil
			}
			before = append(before, found...)
			series = child.ReplaceAll(series, nil)
		}
		if !line {
			series = smoothed.ReplaceAll(series, nil)
		}
		if i < len(c.Series) {
			before = append(before, bars(c.Series[i], line)...)
		}
		return bytes.Replace(series, []byte("<cat>"), append(before, "<cat>"...), 1)
	})
}

func bars(s document.Series, upright bool) string {
	var plus, minus strings.Builder
	n := 0
	for i, p := range s.Points {
		if p.Value == nil || p.Lower == nil || p.Upper == nil {
			continue
		}
		n++
		fmt.Fprintf(&plus, `<pt idx="%d"><v>%s</v></pt>`, i, length(*p.Upper-*p.Value))
		fmt.Fprintf(&minus, `<pt idx="%d"><v>%s</v></pt>`, i, length(*p.Value-*p.Lower))
	}
	if n == 0 {
		return ""
	}
	direction := ""
	if upright {
		direction = `<errDir val="y"/>`
	}
	literal := func(points string) string {
		return fmt.Sprintf(`<numLit><formatCode>General</formatCode><ptCount val="%d"/>%s</numLit>`, len(s.Points), points)
	}
	return `<errBars>` + direction + `<errBarType val="both"/><errValType val="cust"/><noEndCap val="0"/><plus>` + literal(plus.String()) +
		`</plus><minus>` + literal(minus.String()) + `</minus><spPr><a:ln w="15875"><a:solidFill><a:srgbClr val="595959"/></a:solidFill></a:ln></spPr></errBars>`
}

func length(v float64) string { return strconv.FormatFloat(max(0, v), 'f', -1, 64) }
