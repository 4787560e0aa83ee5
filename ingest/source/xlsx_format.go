package source

import (
	"math"
	"strconv"
	"time"

	"github.com/xuri/nfp"
)

// cellFormat is what a cell's number stands for, as its number format says.
type cellFormat int

const (
	plainNumber    cellFormat = iota
	dateFormat                // a date, a time of day or both
	durationFormat            // hours beyond 24: [h]:mm
)

// cellFormats reads the number format of each cell style.
func (p parts) cellFormats(name string) ([]cellFormat, error) {
	if name == "" || p[name] == nil {
		return nil, nil
	}
	var styles struct {
		Custom []struct {
			ID   int    `xml:"numFmtId,attr"`
			Code string `xml:"formatCode,attr"`
		} `xml:"numFmts>numFmt"`
		Cells []struct {
			ID int `xml:"numFmtId,attr"`
		} `xml:"cellXfs>xf"`
	}
	if err := p.decode(name, &styles); err != nil {
		return nil, err
	}
	custom := map[int]cellFormat{}
	for _, format := range styles.Custom {
		custom[format.ID] = formatOf(format.Code)
	}
	out := make([]cellFormat, len(styles.Cells))
	for i, cell := range styles.Cells {
		kind, ok := custom[cell.ID]
		if !ok {
			kind = builtIn(cell.ID)
		}
		out[i] = kind
	}
	return out, nil
}

// builtIn is the meaning of the formats that have a number only (ECMA-376 part 1, 18.8.30, with the East Asian dates).
func builtIn(id int) cellFormat {
	switch {
	case id >= 14 && id <= 22, id >= 27 && id <= 36, id == 45, id == 47, id >= 50 && id <= 58:
		return dateFormat
	case id == 46:
		return durationFormat
	}
	return plainNumber
}

// formatOf is the meaning of a format code, by its first section, which is that of positive numbers.
func formatOf(code string) cellFormat {
	parser := nfp.NumberFormatParser()
	sections := parser.Parse(code)
	if len(sections) == 0 {
		return plainNumber
	}
	kind := plainNumber
	for _, item := range sections[0].Items {
		switch item.TType {
		case nfp.TokenTypeElapsedDateTimes:
			return durationFormat
		case nfp.TokenTypeDateTimes:
			kind = dateFormat
		}
	}
	return kind
}

// The last day that Excel knows, 31 December 9999, in the 1900 system.
const lastSerial = 2958465

// appendNumber appends a cell's number as text: a plain number as Excel shows it, a date as 2006-01-02, with the time of
// day (2006-01-02T15:04:05) unless that is midnight, a time of day alone as 15:04:05.
func appendNumber(to, raw []byte, kind cellFormat, date1904 bool) []byte {
	if kind == plainNumber && isWhole(raw) {
		return append(to, raw...)
	}
	v, err := strconv.ParseFloat(string(raw), 64)
	if err != nil || math.IsInf(v, 0) || math.IsNaN(v) {
		return append(to, raw...)
	}
	switch {
	case kind == dateFormat && date1904:
		if v >= 0 && v <= lastSerial-1462 {
			return appendDate(to, v, time.Date(1904, 1, 1, 0, 0, 0, 0, time.UTC))
		}
	case kind == dateFormat && v > 0 && v < 1:
		return appendClock(to, v)
	// Excel believes that 1900 was a leap year: serial 60 is a day that never was, and those before it are one off.
	case kind == dateFormat && v >= 1 && v < 60:
		return appendDate(to, v, time.Date(1899, 12, 31, 0, 0, 0, 0, time.UTC))
	case kind == dateFormat && v >= 61 && v < lastSerial+1:
		return appendDate(to, v, time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC))
	case kind == durationFormat && v >= 0 && v <= lastSerial:
		return appendClock(to, v)
	}
	return appendFloat(to, v)
}

// appendFloat appends what Excel shows: 15 significant digits, and no exponent for everyday numbers.
func appendFloat(to []byte, v float64) []byte {
	if short, err := strconv.ParseFloat(strconv.FormatFloat(v, 'e', 14, 64), 64); err == nil {
		v = short
	}
	if size := math.Abs(v); size >= 1e21 || size < 1e-9 && size > 0 {
		return strconv.AppendFloat(to, v, 'g', -1, 64)
	}
	return strconv.AppendFloat(to, v, 'f', -1, 64)
}

// milliseconds is a serial number's time to the precision that the number has.
func milliseconds(v float64) int64 { return int64(math.Round(v * 86_400_000)) }

func appendDate(to []byte, v float64, zero time.Time) []byte {
	ms := milliseconds(v)
	t := zero.AddDate(0, 0, int(ms/86_400_000)).Add(time.Duration(ms%86_400_000) * time.Millisecond)
	switch {
	case ms%86_400_000 == 0:
		return t.AppendFormat(to, "2006-01-02")
	case ms%1000 == 0:
		return t.AppendFormat(to, "2006-01-02T15:04:05")
	}
	return t.AppendFormat(to, "2006-01-02T15:04:05.000")
}

// appendClock appends hours, minutes and seconds, the hours with at least two digits.
func appendClock(to []byte, v float64) []byte {
	seconds := (milliseconds(v) + 500) / 1000
	two := func(n int64) {
		if n < 10 {
			to = append(to, '0')
		}
		to = strconv.AppendInt(to, n, 10)
	}
	two(seconds / 3600)
	to = append(to, ':')
	two(seconds / 60 % 60)
	to = append(to, ':')
	two(seconds % 60)
	return to
}

// isWhole tells whether raw is digits only, with or without a minus.
func isWhole(raw []byte) bool {
	for i, c := range raw {
		if (c < '0' || c > '9') && !(i == 0 && c == '-' && len(raw) > 1) {
			return false
		}
	}
	return len(raw) > 0
}
