package contract

import (
	"errors"
	"fmt"
	"path"
	"regexp"
	"strings"
	"time"
)

// A pattern says which file names a contract takes, and what is read from a name.
type pattern struct {
	text   string
	re     *regexp.Regexp
	layout string // of {date}
}

// captured is what a file name says. Empty fields were not in the pattern.
type captured struct {
	kind, supplier, part string
	date                 time.Time
}

const defaultDateLayout = "2006-01-02"

// compilePattern reads a pattern: {kind} {supplier} {date} {date:LAYOUT} {part}, {a,b} for either, * for any text.
// Everything else stands for itself, small letters and capitals alike.
func compilePattern(text string, kinds []string) (*pattern, error) {
	if strings.ContainsAny(text, `/\`) {
		return nil, errors.New("it is matched on the file's own name, without its folder")
	}
	p := &pattern{text: text}
	var b strings.Builder
	seen := map[string]bool{}
	for rest := text; rest != ""; {
		switch rest[0] {
		case '*':
			// Behind a date a digit would belong to it: 2026-10-311 is no day with something after it.
			if strings.HasSuffix(text[:len(text)-len(rest)], "}") && strings.HasSuffix(b.String(), ")") {
				b.WriteString("(?:[^0-9].*)?")
			} else {
				b.WriteString(".*")
			}
			rest = rest[1:]
		case '{':
			end := strings.IndexByte(rest, '}')
			if end < 0 {
				return nil, errors.New("a { is not closed")
			}
			expr, err := p.placeholder(rest[1:end], kinds, seen)
			if err != nil {
				return nil, err
			}
			b.WriteString(expr)
			rest = rest[end+1:]
		default:
			plain := rest
			if end := strings.IndexAny(rest, "*{"); end > 0 {
				plain = rest[:end]
			}
			b.WriteString(regexp.QuoteMeta(plain))
			rest = rest[len(plain):]
		}
	}
	re, err := regexp.Compile("(?i)^" + b.String() + "$")
	p.re = re
	return p, err
}

func (p *pattern) placeholder(inside string, kinds []string, seen map[string]bool) (string, error) {
	if strings.Contains(inside, ",") && !strings.HasPrefix(inside, "date:") {
		parts := strings.Split(inside, ",")
		for i := range parts {
			parts[i] = regexp.QuoteMeta(parts[i])
		}
		return "(?:" + strings.Join(parts, "|") + ")", nil
	}
	name, layout, hasLayout := strings.Cut(inside, ":")
	if seen[name] {
		return "", fmt.Errorf("{%s} stands in it twice", name)
	}
	seen[name] = true
	if hasLayout && name != "date" {
		return "", fmt.Errorf("{%s} takes no layout", name)
	}
	switch name {
	case "kind":
		return "(?P<kind>" + strings.Join(kinds, "|") + ")", nil
	case "supplier":
		return "(?P<supplier>[A-Za-z0-9-]+)", nil
	case "part":
		return "(?P<part>[A-Za-z0-9-]+)", nil
	case "date":
		if p.layout = layout; !hasLayout {
			p.layout = defaultDateLayout
		}
		expr, err := layoutPattern(p.layout)
		if err != nil {
			return "", fmt.Errorf("{date:%s}: %w", p.layout, err)
		}
		return "(?P<date>" + expr + ")", nil
	}
	if near := nearest(name, []string{"kind", "supplier", "date", "part"}); near != "" {
		return "", fmt.Errorf("there is no placeholder {%s}: did you mean {%s}?", name, near)
	}
	return "", fmt.Errorf("there is no placeholder {%s}: use {kind}, {supplier}, {date}, {part} or *", name)
}

// match reads a base name. The error is a date that is none, such as 31 February.
func (p *pattern) match(base string) (captured, bool, error) {
	found := p.re.FindStringSubmatch(base)
	if found == nil {
		return captured{}, false, nil
	}
	group := func(name string) string {
		if i := p.re.SubexpIndex(name); i >= 0 {
			return found[i]
		}
		return ""
	}
	c := captured{kind: strings.ToLower(group("kind")), supplier: strings.ToLower(group("supplier")), part: group("part")}
	if text := group("date"); text != "" {
		day, err := time.Parse(p.layout, text)
		if err != nil {
			return c, true, fmt.Errorf("its date is not a day written as %s", p.layout)
		}
		c.date = dayOf(day)
	}
	return c, true, nil
}

// dayOf drops the time of day: extract dates are days, in UTC so that they compare.
func dayOf(t time.Time) time.Time {
	y, m, d := t.Date()
	return time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
}

// formatOf a file name's ending, "" when it says nothing.
func formatOf(base string) Format {
	switch strings.ToLower(path.Ext(base)) {
	case ".csv", ".tsv", ".txt":
		return CSV
	case ".xlsx", ".xlsm":
		return XLSX
	case ".parquet":
		return Parquet
	case ".jsonl", ".ndjson":
		return JSONL
	}
	return ""
}
