// Package settings reads a YAML file that a person wrote into a struct, strictly: a key that there is not, or a value of the wrong
// form, is a fault with its line and column and the word that was meant. It knows no setting: the struct's yaml tags are the keys.
package settings

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

// maxSize of a file in bytes, and maxDepth of brackets open at once: the YAML library's time grows with the square of both.
const (
	maxSize  = 256 << 10
	maxDepth = 100
)

// Words are the codes of a file's faults and what they stop.
type Words struct {
	Syntax string // not YAML
	Key    string // a key that there is not
	Type   string // a value of the wrong form
	Effect string // "nothing was done"
}

// File gathers the faults of one file, and where each setting stands.
type File struct {
	name   string
	words  Words
	places map[string]string // path such as jobs[0].schedule -> line:column
	faults []error
}

// Read reads the text into the struct that into points to; keys that the text lacks leave what is there. The name is for faults.
// The file says of any path where it stands, and Err what is wrong so far.
func Read(name string, text []byte, into any, words Words) *File {
	f := &File{name: name, words: words, places: map[string]string{}}
	body, ok := f.body(text)
	if !ok || body == nil {
		return f
	}
	f.walk(body, "", reflect.TypeOf(into).Elem())
	f.decode(body, into)
	return f
}

// Err is every fault so far, in the order they were found; nil for none.
func (f *File) Err() error {
	if len(f.faults) == 0 {
		return nil
	}
	return errors.Join(f.faults...)
}

// Add notes an error that is none of the file's own words.
func (f *File) Add(err error) { f.faults = append(f.faults, err) }

// Fail notes a fault at a setting, or at the nearest setting around it that the file has.
func (f *File) Fail(path, code, format string, args ...any) *fault.Fault {
	at := f.places[path]
	for at == "" && path != "" {
		path = path[:max(0, strings.LastIndexAny(path, ".["))]
		at = f.places[path]
	}
	return f.fail(at, code, format, args...)
}

// fail notes a fault at a place.
func (f *File) fail(place, code, format string, args ...any) *fault.Fault {
	one := fault.New(fault.Usage, code, format, args...)
	one.Source = f.name
	if place != "" {
		one.Source += ":" + place
	}
	one.Effect = f.words.Effect
	f.faults = append(f.faults, one)
	return one
}

// body of the file's one document; nil for a file with nothing but comments.
func (f *File) body(text []byte) (body ast.Node, ok bool) {
	defer func() {
		if recover() != nil { // the library has panicked on odd texts
			f.fail("", f.words.Syntax, "this is not YAML")
			body, ok = nil, false
		}
	}()
	if len(text) > maxSize || Nesting(text) > maxDepth {
		f.fail("", f.words.Syntax, "the file is larger than %d KB, or has more than %d brackets open at once", maxSize>>10, maxDepth)
		return nil, false
	}
	file, err := parser.ParseBytes(text, 0)
	if err != nil {
		place, message := explain(err)
		f.fail(place, f.words.Syntax, "this is not YAML: %s", message)
		return nil, false
	}
	for _, doc := range file.Docs {
		if doc.Body == nil || doc.Body.Type() == ast.CommentType {
			continue
		}
		if body != nil {
			f.fail(place(doc.Body), f.words.Syntax, "the file holds more than one document")
			return nil, false
		}
		body = doc.Body
	}
	return body, true
}

// decode fills in the settings; values of the wrong form are faults.
func (f *File) decode(body ast.Node, into any) {
	err := yaml.NodeToValue(body, into)
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
	f.fail(place, f.words.Type, "%s", message)
}

// form of a setting in words.
func form(kind reflect.Kind) string {
	switch kind {
	case reflect.Int:
		return "a whole number"
	case reflect.Bool:
		return "true or false"
	case reflect.String:
		return "a text"
	case reflect.Slice:
		return "a list: [one, two]"
	default:
		return "a set of key: value lines"
	}
}

// walk notes where every setting stands, and faults the keys that there are not.
func (f *File) walk(n ast.Node, path string, t reflect.Type) {
	f.places[path] = place(n)
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	switch t.Kind() {
	case reflect.Slice:
		if list, ok := n.(*ast.SequenceNode); ok {
			for i, item := range list.Values {
				f.walk(item, fmt.Sprintf("%s[%d]", path, i), t.Elem())
			}
		}
	case reflect.Map:
		for _, pair := range pairs(n) {
			f.walk(pair.Value, join(path, key(pair)), t.Elem())
		}
	case reflect.Struct:
		fields := map[string]reflect.Type{}
		for field := range t.Fields() {
			if name := field.Tag.Get("yaml"); name != "" && name != "-" {
				fields[name] = field.Type
			}
		}
		for _, pair := range pairs(n) {
			field, known := fields[key(pair)]
			if !known {
				f.fail(place(pair.Key), f.words.Key, "%s has no setting %q", inWords(path), key(pair)).Try = Suggest(key(pair), slices.Sorted(maps.Keys(fields)))
				continue
			}
			f.walk(pair.Value, join(path, key(pair)), field)
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

// Suggest the nearest of the names, or all of them.
func Suggest(word string, names []string) string {
	best, least := "", max(2, len(word)/2+1)
	for _, name := range names {
		if d := fault.Distance(strings.ToLower(word), strings.ToLower(name)); d < least {
			best, least = name, d
		}
	}
	if best != "" {
		return fmt.Sprintf("did you mean %q?", best)
	}
	return "one of: " + strings.Join(names, ", ")
}

// Nesting is the most brackets open at once; those in quotes count too.
func Nesting(text []byte) int {
	depth, most := 0, 0
	for _, c := range text {
		switch c {
		case '[', '{':
			depth++
			most = max(most, depth)
		case ']', '}':
			depth = max(0, depth-1)
		}
	}
	return most
}
