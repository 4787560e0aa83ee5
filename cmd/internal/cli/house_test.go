package cli

import (
	"bytes"
	"encoding/json"
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// houseRoot is the module's folder, as the tests of this package see it.
const houseRoot = "../../.."

// room is one package of the house, as go list tells it; names are below the module.
type room struct {
	ImportPath, Dir, Doc               string
	GoFiles                            []string
	Imports, TestImports, XTestImports []string
}

func (r room) name() string { return strings.TrimPrefix(r.ImportPath, "throughcare/") }

// rooms asks go list once for all packages.
func rooms(t *testing.T) []room {
	t.Helper()
	command := exec.CommandContext(t.Context(), "go", "list", "-tags", "duckdb_arrow", "-json", "./...")
	command.Dir = houseRoot
	command.Stderr = os.Stderr
	out, err := command.Output()
	if err != nil {
		t.Fatal(err)
	}
	var all []room
	for decoder := json.NewDecoder(bytes.NewReader(out)); ; {
		var r room
		if err := decoder.Decode(&r); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatal(err)
		}
		all = append(all, r)
	}
	if len(all) < 10 {
		t.Fatalf("go list gives %d packages only", len(all))
	}
	return all
}

// below tells whether a name is the folder or in it.
func below(name string, folders ...string) bool {
	return slices.ContainsFunc(folders, func(folder string) bool {
		return name == folder || strings.HasPrefix(name, folder+"/")
	})
}

// mayImport says what each room may import of the house; the longest name that fits counts. Everybody may import sql,
// sql/fault and sql/settings. A row goes down only: cmd -> reports -> marts -> transform -> sql/warehouse, and cmd -> ingest -> sql/warehouse.
func mayImport() map[string][]string {
	return map[string][]string{
		"cmd":                 {"cmd/internal", "reports", "marts", "transform", "ingest", "sql/warehouse"},
		"reports":             {"reports", "marts", "transform", "sql/warehouse"},
		"reports/conformance": {},
		"reports/datapackage": {"sql/warehouse"},
		"reports/document":    {},
		"reports/page":        {"reports/document"},
		"reports/rejects":     {"reports/document", "reports/xlsx"},
		"reports/statbook":    {"reports/document", "reports/xlsx"},
		"reports/workbook":    {"reports/document", "reports/xlsx"},
		"reports/xlsx":        {"reports/document"},
		"marts":               {"marts", "transform", "sql/warehouse"},
		"marts/stats":         {},
		"transform":           {"sql/warehouse"},
		"ingest":              {"ingest", "sql/warehouse"},
		"ingest/contract":     {},
		"ingest/source":       {},
		"sql":                 {},
		"sql/fault":           {},
		"sql/settings":        {},
		"sql/warehouse":       {},
	}
}

// onlyFrom are rooms with few doors: who may import them, tests included.
func onlyFrom() map[string][]string {
	return map[string][]string{
		"reports/conformance": {"reports", "cmd"},
		"reports/datapackage": {"reports"},
		"reports/page":        {"reports"},
		"reports/statbook":    {"reports"},
		"reports/workbook":    {"reports"},
		"reports/rejects":     {"cmd"}, // people, too
		"reports/worklist":    {"cmd"},
		"marts/worklists":     {"reports/worklist"}, // people: no report of a release may read them
		"reports/xlsx":        {"reports"},
		"ingest/contract":     {"ingest", "cmd"},
		"ingest/source":       {"ingest", "cmd"},
	}
}

// libraries that are kept behind a door: who may import what starts so.
func libraries() map[string][]string {
	return map[string][]string{
		"github.com/duckdb/":                     {"sql/warehouse"},
		"github.com/marcboeker/":                 {},
		"database/sql/driver":                    {"sql/warehouse"},
		"github.com/apache/arrow-go/v18/arrow":   {"sql/warehouse", "ingest", "reports"},
		"github.com/apache/arrow-go/v18/parquet": {"ingest/source", "cmd/internal/sample"},
		"github.com/xuri/":                       {"ingest/source", "reports/workbook", "reports/statbook", "reports/rejects", "reports/xlsx", "cmd/internal/sample", "cmd/bench"},
		"github.com/go-echarts/":                 {"reports/page"},
		"github.com/spf13/":                      {"cmd/internal/cli"},
		"github.com/robfig/cron":                 {"cmd/internal/schedule"},
		"net/http":                               {}, // nothing listens, nothing calls out
		"net/rpc":                                {},
		"net/smtp":                               {},
		"math/rand":                              {"cmd/internal/sample"},
	}
}

func TestHouseImports(t *testing.T) {
	for _, r := range rooms(t) {
		own, ok := longest(mayImport(), r.name())
		if !ok {
			t.Errorf("%s is no room of the house", r.name())
			continue
		}
		for _, path := range slices.Concat(r.Imports, r.TestImports, r.XTestImports) {
			name, inside := strings.CutPrefix(path, "throughcare/")
			switch {
			case !inside, name == r.name(), name == "sql", name == "sql/fault", name == "sql/settings":
			case !below(name, own...):
				t.Errorf("%s imports %s", r.name(), name)
			default:
				if doors, few := longest(onlyFrom(), name); few && !below(r.name(), doors...) {
					t.Errorf("%s imports %s, which only %v may", r.name(), name, doors)
				}
			}
		}
		for _, path := range r.Imports {
			for library, users := range libraries() {
				if strings.HasPrefix(path+"/", strings.TrimSuffix(library, "/")+"/") && !slices.ContainsFunc(users, func(user string) bool { return below(r.name(), user) }) {
					t.Errorf("%s imports %s, which only %v may", r.name(), path, users)
				}
			}
		}
	}
}

// longest finds the entry of the name, or of the nearest folder above it.
func longest[V any](of map[string]V, name string) (V, bool) {
	for {
		if v, ok := of[name]; ok {
			return v, true
		}
		cut := strings.LastIndex(name, "/")
		if cut < 0 {
			var none V
			return none, false
		}
		name = name[:cut]
	}
}

// The top level is given: these folders, and what git or CI needs.
func TestHouseFolders(t *testing.T) {
	want := []string{"cmd", "ingest", "marts", "reports", "sql", "transform"}
	ignored, err := os.ReadFile(filepath.Join(houseRoot, ".gitignore"))
	if err != nil {
		t.Fatal(err)
	}
	entries, err := os.ReadDir(houseRoot)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, e := range entries {
		looked := strings.Contains("\n"+string(ignored), "\n/"+e.Name()+"/\n") // what looking at the program leaves behind
		if e.IsDir() && !strings.HasPrefix(e.Name(), ".") && !looked {
			got = append(got, e.Name())
		}
	}
	if !slices.Equal(got, want) {
		t.Errorf("folders %v, want %v", got, want)
	}
	for _, r := range rooms(t) {
		if strings.TrimSpace(r.Doc) == "" {
			t.Errorf("%s does not say what it is for: it has no package comment", r.name())
		}
	}
}

// mostLines of a file: one subject, one look.
const mostLines = 400

func TestHouseFiles(t *testing.T) {
	files := 0
	for _, r := range rooms(t) {
		for _, name := range r.GoFiles {
			files++
			path := filepath.Join(r.Dir, name)
			src, err := os.ReadFile(path)
			if errors.Is(err, fs.ErrNotExist) {
				t.Fatalf("%s went away during the test", path)
			}
			if err != nil {
				t.Fatal(err)
			}
			if lines := bytes.Count(src, []byte("\n")); lines > mostLines {
				t.Errorf("%s/%s has %d lines, more than %d", r.name(), name, lines, mostLines)
			}
			for _, fault := range forbidden(t, path, src, r.name()) {
				t.Errorf("%s/%s: %s", r.name(), name, fault)
			}
		}
	}
	if files < 100 {
		t.Errorf("only %d files were looked at", files)
	}
}

// forbidden finds what nobody may write: init functions, panics, and ends of the program outside main.
func forbidden(t *testing.T, path string, src []byte, room string) []string {
	t.Helper()
	set := token.NewFileSet()
	file, err := parser.ParseFile(set, path, src, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	var found []string
	ast.Inspect(file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncDecl:
			if n.Recv == nil && n.Name.Name == "init" {
				found = append(found, "func init")
			}
		case *ast.CallExpr:
			switch f := n.Fun.(type) {
			case *ast.Ident:
				if f.Name == "panic" {
					found = append(found, "panic")
				}
			case *ast.SelectorExpr:
				of, ok := f.X.(*ast.Ident)
				if !ok {
					return true
				}
				switch call := of.Name + "." + f.Sel.Name; call {
				case "os.Exit":
					if !below(room, "cmd/throughcare", "cmd/bench") {
						found = append(found, call)
					}
				case "log.Fatal", "log.Fatalf", "log.Fatalln", "log.Panic", "log.Panicf", "log.Panicln":
					found = append(found, call)
				}
			}
		}
		return true
	})
	return found
}

// The finder finds: a rule that nothing can break would hold nothing.
func TestForbiddenIsFound(t *testing.T) {
	for src, want := range map[string]int{
		"package p\nfunc init() {}":                                           1,
		"package p\nfunc f() { panic(1) }":                                    1,
		"package p\nimport \"os\"\nfunc f() { os.Exit(1) }":                   1,
		"package p\nimport \"log\"\nfunc f() { log.Fatal(1) }":                1,
		"package p\ntype t int\nfunc (t) init() {}\n// panic( and os.Exit(1)": 0,
	} {
		if got := forbidden(t, "p.go", []byte(src), "ingest"); len(got) != want {
			t.Errorf("%q: found %v, want %d", src, got, want)
		}
	}
	if got := forbidden(t, "p.go", []byte("package main\nimport \"os\"\nfunc main() { os.Exit(1) }"), "cmd/throughcare"); len(got) != 0 {
		t.Errorf("main may end the program: %v", got)
	}
}
