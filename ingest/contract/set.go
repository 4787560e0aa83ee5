package contract

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
	"time"
)

// Match is what a file's name says: the contract that takes it, and what stands in the name. Empty fields do not.
type Match struct {
	Contract *Contract
	Kind     string
	Supplier string
	Date     time.Time // midnight UTC
	Part     string
	Format   Format // the contract's, else by the name's ending
}

// Set is the contracts of a project over the canonical ones.
type Set struct {
	project   []*Contract
	canonical []*Contract
}

const canonicalPattern = "{kind}_{supplier}_{date}*.{csv,xlsx,parquet,jsonl}"

// Canonical contract of a kind: headers are the field names, everything else is the default. Nil for an unknown kind.
func Canonical(kind string) *Contract {
	def, err := KindByName(kind)
	if err != nil {
		return nil
	}
	p, err := compilePattern(canonicalPattern, []string{kind})
	if err != nil {
		return nil
	}
	c := &Contract{
		ID: "canonical-" + strings.ReplaceAll(kind, "_", "-"), Title: def.Title + ", canonical layout", References: "shared",
		File:        File{Pattern: strings.Replace(canonicalPattern, "{kind}", kind, 1), Header: Header{Row: 1, Rows: 1, Join: " / "}, Nulls: []string{""}},
		ExtractDate: ExtractDate{From: FromFile}, Delivery: Delivery{Mode: Delta, Absent: Closed}, Records: []Record{canonicalRecord(def)},
		Source: "canonical/" + kind + ".yaml", CanonicalKind: true, pattern: p,
	}
	c.File.fillDefaults()
	return c
}

// NewSet puts a project's contracts over the canonical ones. Two contracts with one id are a fault.
func NewSet(project ...*Contract) (*Set, error) {
	s := &Set{project: project}
	for _, kind := range kindOrder() {
		c := Canonical(kind)
		if c == nil {
			return nil, fmt.Errorf("canonical contract of %s cannot be made", kind)
		}
		s.canonical = append(s.canonical, c)
	}
	seen := map[string]string{}
	for _, c := range s.Contracts() {
		if other, ok := seen[c.ID]; ok {
			f := usage(codeSameID, "two contracts have the id %q: %s and %s", c.ID, other, c.Source)
			f.Source = c.Source
			return nil, f
		}
		seen[c.ID] = c.Source
	}
	return s, nil
}

// LoadDir reads every .yaml and .yml file below the folder, in the order of their names. The faults of all files are in
// the error.
func LoadDir(fsys fs.FS, codes Codes) (*Set, error) {
	var project []*Contract
	var faults []error
	err := fs.WalkDir(fsys, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || strings.HasPrefix(path.Base(name), ".") {
			return err
		}
		if ext := strings.ToLower(path.Ext(name)); ext != ".yaml" && ext != ".yml" {
			return nil
		}
		src, err := fs.ReadFile(fsys, name)
		if err != nil {
			return err
		}
		c, err := Load(name, src, codes)
		if err != nil {
			faults = append(faults, err)
			return nil
		}
		project = append(project, c)
		return nil
	})
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("contracts: %w", err)
	}
	if err := errors.Join(faults...); err != nil {
		return nil, err
	}
	return NewSet(project...)
}

// Contracts of the project, then the canonical ones.
func (s *Set) Contracts() []*Contract { return slices.Concat(s.project, s.canonical) }

// ByID returns a contract, the canonical one for the name of a kind, or a fault that names the nearest one.
func (s *Set) ByID(id string) (*Contract, error) {
	var ids []string
	for _, c := range s.Contracts() {
		if c.ID == id || c.CanonicalKind && c.Records[0].Kind.Name == id {
			return c, nil
		}
		ids = append(ids, c.ID)
	}
	f := usage(codeNoMatch, "there is no contract %q", id)
	f.Try = suggest(id, ids)
	return nil, f
}

// Match finds the contract for a file by its base name. A project's contract goes before a canonical one; two of the
// project's are a fault, and so is none.
func (s *Set) Match(base string) (Match, error) {
	for _, level := range [][]*Contract{s.project, s.canonical} {
		matches, err := matching(level, base)
		switch {
		case err != nil:
			return Match{}, err
		case len(matches) == 1:
			return matches[0], nil
		case len(matches) > 1:
			f := usage(codeTwoMatch, "two contracts take the file: %s and %s", matches[0].Contract.ID, matches[1].Contract.ID)
			f.Source = base
			f.Rule = fmt.Sprintf("patterns %q and %q", matches[0].Contract.File.Pattern, matches[1].Contract.File.Pattern)
			f.Effect = "the file was not read"
			f.Try = "make one pattern narrower"
			return Match{}, f
		}
	}
	return Match{}, s.noMatch(base)
}

func matching(contracts []*Contract, base string) ([]Match, error) {
	var matches []Match
	for _, c := range contracts {
		m, ok, err := c.Match(base)
		if err != nil {
			return nil, err
		}
		if ok {
			matches = append(matches, m)
		}
	}
	return matches, nil
}

// Match reads a base name by this contract's pattern. False: the name does not fit. A fault: it fits, but its date is
// no day.
func (c *Contract) Match(base string) (Match, bool, error) {
	found, ok, err := c.pattern.match(base)
	if err != nil {
		f := usage(codeName, "the file name fits contract %s, but %v", c.ID, err)
		f.Source, f.Rule, f.Effect = base, "pattern "+c.File.Pattern, "the file was not read"
		f.Try = "rename the file with a real date"
		return Match{}, false, f
	}
	if !ok {
		return Match{}, false, nil
	}
	return c.matched(base, found), true, nil
}

func (c *Contract) matched(base string, found captured) Match {
	m := Match{Contract: c, Kind: found.kind, Supplier: found.supplier, Date: found.date, Part: found.part, Format: c.File.Format}
	if m.Kind == "" && len(c.Kinds()) == 1 {
		m.Kind = c.Kinds()[0]
	}
	if m.Format == "" {
		m.Format = formatOf(base)
	}
	return m
}

// noMatch says what the name should have been.
func (s *Set) noMatch(base string) error {
	f := usage(codeNoMatch, "no contract takes the file")
	f.Source, f.Effect = base, "the file was not read"
	f.Try = `name it KIND_SUPPLIER_DATE, such as "people_SUPPLIER_2026-10-31.csv", or write a contract with a pattern for it`
	stem := strings.ToLower(strings.TrimSuffix(base, path.Ext(base)))
	for _, kind := range kindOrder() {
		if strings.HasPrefix(stem, kind) {
			f.Try = fmt.Sprintf(`%s files are named "%s_SUPPLIER_2026-10-31.csv" (or .xlsx, .parquet, .jsonl)`, kind, kind)
			return f
		}
	}
	for parts := strings.Split(stem, "_"); len(parts) > 0; parts = parts[:len(parts)-1] {
		if near := nearest(strings.Join(parts, "_"), kindOrder()); near != "" {
			f.Try = fmt.Sprintf(`did you mean kind %q? the name would be "%s_SUPPLIER_2026-10-31.csv"`, near, near)
			return f
		}
	}
	return f
}
