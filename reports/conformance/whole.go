package conformance

import (
	"regexp"
	"slices"
	"strings"
)

func documentTitle(b *book, v *verdict) {
	v.looks()
	switch {
	case b.title == "":
		v.fail(nil, "", "the document has no title")
	case strings.ContainsAny(b.title, "-_\u2013\u2014"):
		v.fail(nil, "", "the document's title has dashes or underscores")
	}
}

var languageTag = regexp.MustCompile(`^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$`)

func language(b *book, v *verdict) {
	v.looks()
	switch {
	case b.language == "":
		v.fail(nil, "", "the document has no language")
	case !languageTag.MatchString(b.language):
		v.fail(nil, "", "the document's language is not a language tag")
	}
}

func author(b *book, v *verdict) {
	v.looks()
	programs := []string{"excelize", "openpyxl", "xlsxwriter", "apache poi", "microsoft office user", "unknown"}
	switch {
	case b.creator == "":
		v.fail(nil, "", "the document has no author")
	case slices.Contains(programs, strings.ToLower(b.creator)):
		v.fail(nil, "", "the document's author is a program")
	}
	if b.keywords == "" {
		v.fail(nil, "", "the document has no keywords")
	}
}

func opensAt(b *book, v *verdict) {
	v.looks()
	first := b.sheets[0]
	if b.active != 0 {
		v.fail(nil, "", "the first sheet is not in front")
	}
	if first.cursor != "" && first.cursor != "A1" {
		v.fail(first, first.cursor, "the cursor is not in A1")
	}
	if first.scrolled != "" && first.scrolled != "A1" {
		v.fail(first, first.scrolled, "the sheet is scrolled")
	}
	if first.zoom != "" && first.zoom != "100" {
		v.fail(first, "", "the sheet is zoomed")
	}
}

var (
	goodFile = regexp.MustCompile(`^[a-z0-9-]{1,60}\.(xlsx|ods)$`)
	datedOr  = regexp.MustCompile(`(^|-)(v\d+|version|final|draft|copy)(-|\.)|20\d\d-?\d\d`)
)

func fileName(b *book, v *verdict) {
	v.looks()
	if !goodFile.MatchString(b.name) {
		v.fail(nil, "", "the file name has other signs than small letters, digits and dashes, or more than 60")
	} else if datedOr.MatchString(b.name) {
		v.fail(nil, "", "the file name has a date or version")
	}
}

func odsCopy(b *book, v *verdict) {
	v.looks()
	if want := strings.TrimSuffix(b.name, ".xlsx") + ".ods"; !slices.Contains(b.beside, want) && !strings.HasSuffix(b.name, ".ods") {
		v.unsureOf("no ODS file of the same name stands beside it; one may be offered elsewhere")
	}
}

var (
	oneInterval = regexp.MustCompile(`confidence interval|\b95% ci\b|\bci\b`)
	lowerLimit  = regexp.MustCompile(`\blower\b`)
	upperLimit  = regexp.MustCompile(`\bupper\b`)
	quartile    = regexp.MustCompile(`\bquartile\b`)
	inBrackets  = regexp.MustCompile(`\([^)]+\)`)
)

func limits(b *book, v *verdict) {
	b.eachTable(func(s *sheet, t *table) {
		lower, upper := 0, 0
		for i, name := range t.columns {
			header, at := strings.ToLower(name), cellName(t.area.left+i, t.area.top)
			low, high := lowerLimit.MatchString(header), upperLimit.MatchString(header)
			switch {
			case quartile.MatchString(header):
			case low || high:
				v.looks()
				if low {
					lower++
				}
				if high {
					upper++
				}
				if !inBrackets.MatchString(header) {
					v.fail(s, at, "the limit has no unit in brackets")
				}
			case oneInterval.MatchString(header):
				v.looks()
				v.fail(s, at, "an interval in one column")
			}
		}
		if lower != upper {
			v.fail(s, cellName(t.area.left, t.area.top), "a limit without the other")
		}
	})
}

const monthWord = `(?:jan|feb|mar|apr|may|jun|jul|aug|sep|sept|oct|nov|dec)[a-z]*`

var (
	quarterNumber = regexp.MustCompile(`(?i)\bQ[1-4]\b`)
	dashedMonths  = regexp.MustCompile(`(?i)\b` + monthWord + `(?: \d{4})?\s*[-\x{2013}/]\s*` + monthWord + `\b`)
	dashedYears   = regexp.MustCompile(`(?:^|[^\d/-])(?:19|20)\d\d[-\x{2013}/]\d\d(?:\d\d)?(?:[^\d/-]|$)`)
)

func periods(b *book, v *verdict) {
	bad := remember(func(text string) bool {
		return quarterNumber.MatchString(text) || dashedMonths.MatchString(text) || dashedYears.MatchString(text)
	})
	for _, s := range b.sheets {
		if len(s.tables) == 0 {
			continue
		}
		s.filled(func(c *cell) {
			if c.kind != words || len(c.text) > 400 {
				return
			}
			v.looks()
			if bad(c.text) {
				v.fail(s, c.at(), "a period with a quarter number, a dash or a stroke")
			}
		})
	}
}
