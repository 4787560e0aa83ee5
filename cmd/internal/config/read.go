package config

import (
	"errors"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"

	"throughcare/sql/fault"
)

// The stable codes of faults in a settings file.
const (
	codeSyntax = "P010" // not YAML
	codeKey    = "P011" // a key that there is not
	codeType   = "P012" // a value of the wrong form
	codeValue  = "P013" // a value that cannot be
)

// reader gathers the faults of one file, and where each setting stands.
type reader struct {
	name   string
	places map[string]string // path such as jobs[0].schedule -> line:column
	faults []error
}

// Parse reads and checks the text of a settings file; the name is for faults.
func Parse(name string, text []byte) (Config, error) {
	r := &reader{name: name, places: map[string]string{}}
	config := Default()
	body, ok := r.body(text)
	if !ok {
		return Config{}, errors.Join(r.faults...)
	}
	if body != nil {
		r.walk(body, "", reflect.TypeFor[Config]())
		r.decode(body, &config)
	}
	if len(r.faults) == 0 {
		r.check(&config)
	}
	if len(r.faults) > 0 {
		return Config{}, errors.Join(r.faults...)
	}
	return config, nil
}

// fail notes a fault at a place.
func (r *reader) fail(place, code, format string, args ...any) *fault.Fault {
	f := fault.New(fault.Usage, code, format, args...)
	f.Source = r.name
	if place != "" {
		f.Source += ":" + place
	}
	f.Effect = "nothing was done"
	r.faults = append(r.faults, f)
	return f
}

// body of the file's one document; nil for a file with nothing but comments.
func (r *reader) body(text []byte) (body ast.Node, ok bool) {
	defer func() {
		if recover() != nil { // the library has panicked on odd texts
			r.fail("", codeSyntax, "this is not YAML")
			body, ok = nil, false
		}
	}()
	file, err := parser.ParseBytes(text, 0)
	if err != nil {
		place, message := explain(err)
		r.fail(place, codeSyntax, "this is not YAML: %s", message)
		return nil, false
	}
	for _, doc := range file.Docs {
		if doc.Body == nil || doc.Body.Type() == ast.CommentType {
			continue
		}
		if body != nil {
			r.fail(place(doc.Body), codeSyntax, "the file holds more than one document")
			return nil, false
		}
		body = doc.Body
	}
	return body, true
}

// decode fills in the settings; values of the wrong form are faults.
func (r *reader) decode(body ast.Node, config *Config) {
	err := yaml.NodeToValue(body, config)
	if err == nil {
		return
	}
	place, message := explain(err)
	// The library's own words name Go types.
	var wrong *yaml.TypeError
	var shape *yaml.UnexpectedNodeTypeError
	switch {
	case errors.As(err, &wrong):
		message = "this must be " + form(wrong.DstType.Kind())
	case errors.As(err, &shape) && shape.Expected == ast.SequenceType:
		message = "this must be " + form(reflect.Slice)
	case errors.As(err, &shape) && shape.Expected == ast.MappingType:
		message = "this must be " + form(reflect.Struct)
	}
	r.fail(place, codeType, "%s", message)
}

// form of a setting in words.
func form(kind reflect.Kind) string {
	switch kind {
	case reflect.Int:
		return "a whole number"
	case reflect.String:
		return "a text"
	case reflect.Slice:
		return "a list: [one, two]"
	default:
		return "a set of key: value lines"
	}
}

// walk notes where every setting stands, and faults the keys that there are not.
func (r *reader) walk(n ast.Node, path string, t reflect.Type) {
	r.places[path] = place(n)
	switch t.Kind() {
	case reflect.Slice:
		if list, ok := n.(*ast.SequenceNode); ok {
			for i, item := range list.Values {
				r.walk(item, fmt.Sprintf("%s[%d]", path, i), t.Elem())
			}
		}
	case reflect.Map:
		for _, pair := range pairs(n) {
			r.walk(pair.Value, join(path, key(pair)), t.Elem())
		}
	case reflect.Struct:
		fields := map[string]reflect.Type{}
		for field := range t.Fields() {
			fields[field.Tag.Get("yaml")] = field.Type
		}
		for _, pair := range pairs(n) {
			field, known := fields[key(pair)]
			if !known {
				r.fail(place(pair.Key), codeKey, "%s has no setting %q", inWords(path), key(pair)).Try = suggest(key(pair), slices.Sorted(maps.Keys(fields)))
				continue
			}
			r.walk(pair.Value, join(path, key(pair)), field)
		}
	default: // a single value: the decoder checks it
	}
}

func pairs(n ast.Node) []*ast.MappingValueNode {
	switch m := n.(type) {
	case *ast.MappingNode:
		return m.Values
	case *ast.MappingValueNode:
		return []*ast.MappingValueNode{m}
	}
	return nil
}

func key(pair *ast.MappingValueNode) string {
	if s, ok := pair.Key.(*ast.StringNode); ok {
		return s.Value
	}
	return pair.Key.String()
}

func join(path, name string) string {
	if path == "" {
		return name
	}
	return path + "." + name
}

func inWords(path string) string {
	if path == "" {
		return "this file"
	}
	return path
}

// place of a node as line:column; of a mapping, its first key.
func place(n ast.Node) string {
	switch m := n.(type) {
	case *ast.MappingNode:
		if !m.IsFlowStyle && len(m.Values) > 0 {
			return place(m.Values[0].Key)
		}
	case *ast.MappingValueNode:
		return place(m.Key)
	}
	token := n.GetToken()
	if token == nil || token.Position == nil {
		return ""
	}
	return fmt.Sprintf("%d:%d", token.Position.Line, token.Position.Column)
}

// explain an error of the YAML library: its place and its bare message.
func explain(err error) (place, message string) {
	var y yaml.Error
	if !errors.As(err, &y) {
		return "", err.Error()
	}
	if token := y.GetToken(); token != nil && token.Position != nil {
		place = fmt.Sprintf("%d:%d", token.Position.Line, token.Position.Column)
	}
	return place, y.GetMessage()
}

// suggest the nearest of the names, or all of them.
func suggest(word string, names []string) string {
	best, least := "", max(2, len(word)/3+1)
	for _, name := range names {
		if d := distance(strings.ToLower(word), strings.ToLower(name)); d < least {
			best, least = name, d
		}
	}
	if best != "" {
		return fmt.Sprintf("did you mean %q?", best)
	}
	return "one of: " + strings.Join(names, ", ")
}

// distance is the number of letters to put in, take out or change (Levenshtein).
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		corner := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := 1
			if a[i] == b[j] {
				cost = 0
			}
			corner, row[j+1] = row[j+1], min(row[j+1]+1, row[j]+1, corner+cost)
		}
	}
	return row[len(b)]
}
