package contract

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"

	"throughcare/sql/fault"
	"throughcare/sql/settings"
)

// maxSource bounds a contract's size in bytes, and maxDepth its nested brackets: the YAML library's time grows with the
// square of both (32 KB of opening brackets take it 3 seconds).
const (
	maxSource = 64 << 10
	maxDepth  = 100
)

// reader walks the nodes of one YAML file and gathers every fault with its line and column. The decoder of the YAML
// library stops at the first fault and does not know where a good value stood, so only its parser is used.
type reader struct {
	name   string
	faults []placed
}

// placed is a fault with its place, by which the faults of a file are sorted.
type placed struct {
	pos   Position
	fault *fault.Fault
}

// entry is one key of a mapping with its value.
type entry struct {
	key    string
	keyPos Position
	value  ast.Node
}

// err is every fault in the order of the file, nil for none.
func (r *reader) err() error {
	slices.SortStableFunc(r.faults, func(a, b placed) int {
		return cmp.Or(cmp.Compare(a.pos.Line, b.pos.Line), cmp.Compare(a.pos.Column, b.pos.Column))
	})
	var all []error
	for _, p := range r.faults {
		all = append(all, p.fault)
	}
	return errors.Join(all...)
}

// fail notes a fault at a position and returns it, so that the caller can say what to try.
func (r *reader) fail(pos Position, code, format string, args ...any) *fault.Fault {
	f := usage(code, format, args...)
	f.Source = fmt.Sprintf("%s:%d:%d", r.name, pos.Line, pos.Column)
	r.faults = append(r.faults, placed{pos, f})
	return f
}

// parse returns the file's one mapping, or nil when there is none: the fault is noted.
func (r *reader) parse(src []byte) ast.Node {
	if len(src) > maxSource {
		r.fail(Position{1, 1}, codeSyntax, "the file is larger than %d KB", maxSource>>10)
		return nil
	}
	if settings.Nesting(src) > maxDepth {
		r.fail(Position{1, 1}, codeSyntax, "more than %d brackets are open at once", maxDepth)
		return nil
	}
	file, err := parseYAML(src)
	if err != nil {
		pos, message := Position{1, 1}, "this is not YAML"
		if y := yaml.Error(nil); errors.As(err, &y) {
			message = y.GetMessage()
			if t := y.GetToken(); t != nil && t.Position != nil {
				pos = Position{t.Position.Line, t.Position.Column}
			}
		}
		r.fail(pos, codeSyntax, "%s", message)
		return nil
	}
	var body ast.Node
	for _, doc := range file.Docs {
		if doc.Body == nil || doc.Body.Type() == ast.CommentType {
			continue
		}
		if body != nil {
			r.fail(position(doc.Body), codeSyntax, "the file holds more than one document").Try = "one contract a file"
			return nil
		}
		body = doc.Body
	}
	switch body.(type) {
	case nil:
		r.fail(Position{1, 1}, codeSyntax, "the file is empty")
	case *ast.MappingNode, *ast.MappingValueNode:
		return body
	default:
		r.shape(body, "the file", "keys and values")
	}
	return nil
}

// parseYAML keeps a fault inside the YAML library from ending the program: contracts come from outside.
func parseYAML(src []byte) (file *ast.File, err error) {
	defer func() {
		if recover() != nil {
			file, err = nil, errors.New("the YAML library could not read it")
		}
	}()
	return parser.ParseBytes(src, 0)
}

func position(n ast.Node) Position {
	if n == nil || n.GetToken() == nil || n.GetToken().Position == nil {
		return Position{1, 1}
	}
	// A mapping's own token is its first colon; people look for the key.
	if m, ok := n.(*ast.MappingNode); ok && !m.IsFlowStyle && len(m.Values) > 0 {
		return position(m.Values[0].Key)
	}
	if m, ok := n.(*ast.MappingValueNode); ok {
		return position(m.Key)
	}
	p := n.GetToken().Position
	return Position{p.Line, p.Column}
}

// entries of a mapping whose keys are all among the known ones; any key when known is nil. what names the mapping in
// faults.
func (r *reader) entries(n ast.Node, what string, known []string) []entry {
	var pairs []*ast.MappingValueNode
	switch m := n.(type) {
	case *ast.MappingNode:
		pairs = m.Values
	case *ast.MappingValueNode:
		pairs = []*ast.MappingValueNode{m}
	default:
		r.shape(n, what, "keys and values")
		return nil
	}
	var out []entry
	for _, pair := range pairs {
		key, ok := scalar(pair.Key)
		pos := position(pair.Key)
		if !ok {
			r.fail(pos, codeSyntax, "a key of %s is not a plain word", what)
			continue
		}
		if known != nil && !slices.Contains(known, key) {
			r.fail(pos, codeKey, "%s has no key %q", what, key).Try = suggest(key, known)
			continue
		}
		out = append(out, entry{key, pos, pair.Value})
	}
	return out
}

func (r *reader) shape(n ast.Node, what, want string) {
	f := r.fail(position(n), codeShape, "%s must be %s", what, want)
	switch n.(type) {
	case *ast.AnchorNode, *ast.AliasNode, *ast.TagNode, *ast.MergeKeyNode:
		f.Try = "write it out: anchors, aliases and tags are not read"
	case *ast.NullNode, nil:
		f.Try = "give a value or take the key out"
	}
}

// scalar text of a plain value as it was written: 5%, 007 and no stay what they are.
func scalar(n ast.Node) (string, bool) {
	switch s := n.(type) {
	case *ast.StringNode:
		return s.Value, true
	case *ast.LiteralNode:
		return strings.TrimSpace(s.Value.Value), true
	case *ast.IntegerNode, *ast.FloatNode, *ast.BoolNode, *ast.InfinityNode, *ast.NanNode:
		return n.GetToken().Value, true
	}
	return "", false
}

func (r *reader) text(e entry, what string) string {
	s, ok := scalar(e.value)
	if !ok {
		r.shape(e.value, what, "a text")
		return ""
	}
	return s
}

// filled is a text that is not blank.
func (r *reader) filled(e entry, what string) string {
	s, ok := scalar(e.value)
	if !ok || strings.TrimSpace(s) == "" {
		r.shape(e.value, what, "a text that is not blank")
		return ""
	}
	return s
}

func (r *reader) texts(e entry, what string) []string {
	if s, ok := scalar(e.value); ok {
		return []string{s}
	}
	list, ok := e.value.(*ast.SequenceNode)
	if !ok {
		r.shape(e.value, what, "a list of texts")
		return nil
	}
	out := make([]string, 0, len(list.Values))
	for _, n := range list.Values {
		s, ok := scalar(n)
		if !ok {
			r.shape(n, "each of "+what, "a text")
			continue
		}
		out = append(out, s)
	}
	return out
}

// items of a sequence.
func (r *reader) items(e entry, what string) []ast.Node {
	list, ok := e.value.(*ast.SequenceNode)
	if !ok {
		r.shape(e.value, what, "a list (each item starts with a dash)")
		return nil
	}
	return list.Values
}

func (r *reader) yes(e entry, what string) bool {
	b, ok := e.value.(*ast.BoolNode)
	if !ok {
		r.shape(e.value, what, "true or false")
		return false
	}
	return b.Value
}

// count is a whole number of at least 1.
func (r *reader) count(e entry, what string) int {
	s, _ := scalar(e.value)
	n, err := strconv.Atoi(s)
	if err != nil || n < 1 || n > 1_000_000 {
		r.shape(e.value, what, "a whole number from 1")
		return 1
	}
	return n
}

func (r *reader) number(e entry, what string) *float64 {
	s, _ := scalar(e.value)
	n, err := strconv.ParseFloat(s, 64)
	if err != nil {
		r.shape(e.value, what, "a number")
		return nil
	}
	return &n
}

// choice is one of a few words.
func (r *reader) choice(e entry, what string, choices ...string) string {
	s := r.text(e, what)
	if !slices.Contains(choices, s) && s != "" {
		r.fail(position(e.value), codeChoice, "%s cannot be %q", what, s).Try = suggest(s, choices)
		return ""
	}
	return s
}

// one character, such as a delimiter.
func (r *reader) char(e entry, what string) string {
	s := r.text(e, what)
	if s == `\t` {
		s = "\t"
	}
	if len([]rune(s)) != 1 {
		r.shape(e.value, what, "one character")
		return ""
	}
	return s
}

// match finds a key among entries.
func find(entries []entry, key string) (entry, bool) {
	for _, e := range entries {
		if e.key == key {
			return e, true
		}
	}
	return entry{}, false
}
