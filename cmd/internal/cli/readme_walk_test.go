package cli

import (
	"bytes"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"filippo.io/age"

	"throughcare/ingest/contract"
)

// exitCode that a command of the README should have, if not 0.
var exitCode = regexp.MustCompile(`# exit code (\d+)$`)

// The fifteen minutes, done as they are written: files saved, mended, commands run, and what they print compared.
func TestReadmeWalk(t *testing.T) {
	text := readme(t)
	t.Chdir(t.TempDir())
	london, err := time.LoadLocation("Europe/London")
	if err != nil {
		t.Fatal(err)
	}
	var stdout, stderr bytes.Buffer
	program := func(args ...string) (string, int) {
		stdout.Reset()
		stderr.Reset()
		a := newApp(strings.NewReader(""), &stdout, &stderr, func(string) string { return "" })
		a.clock = &jumpingClock{now: time.Date(2026, time.November, 21, 9, 0, 0, 0, london)}
		code := a.main(t.Context(), args)
		return stdout.String(), code
	}
	ran, shown := 0, 0
	sent := map[string]string{} // what the archive must hold, by its text
	var said string
	for _, f := range fencesOf(text) {
		what, rest, _ := strings.Cut(f.info, " ")
		switch file, value, _ := strings.Cut(rest, "="); {
		case file == "save":
			save(t, value, f.body)
		case file == "mend":
			save(t, value, mended(t, read(t, value), f.body))
		case rest == "walk":
			for _, line := range commands(f.body) {
				want := 0
				if m := exitCode.FindStringSubmatch(line); m != nil {
					want, _ = strconv.Atoi(m[1])
				}
				if csv, err := os.ReadFile("barlinnie/inbox/caseload.csv"); err == nil && strings.HasSuffix(line, " ingest") {
					sent[string(csv)] = line
				}
				var code int
				if said, code = program(shellWords(line)[1:]...); code != want {
					t.Fatalf("%s: exit code %d, want %d\n%s%s", line, code, want, said, stderr.String())
				}
				ran++
			}
		case rest == "out":
			mustSay(t, said, f.body)
			shown++
		case what != "sh":
			t.Errorf("a block of the README is neither done nor compared: %q", f.info)
		}
	}
	if ran != 7 || shown != 6 {
		t.Errorf("%d commands were run and %d outputs compared", ran, shown)
	}
	for _, span := range spansOf(text) {
		if strings.HasPrefix(span, "barlinnie/") {
			if _, err := os.Stat(span); err != nil {
				t.Errorf("after the walk there is no %s", span)
			}
		}
	}
	checkProject(t, text)
	checkRejected(t, text)
	checkArchive(t, sent)
	checkColumns(t, text, program)
}

func save(t *testing.T, path, body string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(body), 0o600); err != nil {
		t.Fatal(err)
	}
}

// mended puts the new lines in the place of those with the same first cell.
func mended(t *testing.T, old, lines string) string {
	t.Helper()
	for line := range strings.Lines(lines) {
		id, _, _ := strings.Cut(line, ",")
		before := regexp.MustCompile(`(?m)^` + regexp.QuoteMeta(id) + `,.*\n`)
		if len(before.FindAllString(old, -1)) != 1 || strings.Contains(old, line) {
			t.Fatalf("%s is not mended", id)
		}
		old = before.ReplaceAllLiteralString(old, line)
	}
	return old
}

// mustSay finds every line of the README in the output, in its order; spaces do not count, and ... is anything.
func mustSay(t *testing.T, said, want string) {
	t.Helper()
	lines := strings.Split(said, "\n")
	for line := range strings.Lines(want) {
		pattern := "^" + strings.ReplaceAll(regexp.QuoteMeta(unwrap(line)), `\.\.\.`, ".*") + "$"
		at := slices.IndexFunc(lines, func(l string) bool { return regexp.MustCompile(pattern).MatchString(unwrap(l)) })
		if at < 0 {
			t.Errorf("the program does not say %q in\n%s", line, said)
			return
		}
		lines = lines[at+1:]
	}
}

// checkProject compares the folder of the project with its table, and the modes with what is promised.
func checkProject(t *testing.T, text string) {
	t.Helper()
	entries, err := os.ReadDir("barlinnie")
	if err != nil {
		t.Fatal(err)
	}
	var want []string
	for _, e := range entries {
		switch {
		case e.IsDir():
			want = append(want, e.Name()+"/")
		case e.Name() != "throughcare.lock": // which is nothing to look at
			want = append(want, e.Name())
		}
	}
	same(t, "project", firstCells(tableOf(t, text, "| in the project | what it holds |")), want)
	if !strings.Contains(text, "mode 0700 and files with 0600") {
		t.Error("the README does not tell the modes")
	}
	err = filepath.WalkDir("barlinnie", func(path string, e fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := e.Info()
		if err != nil || e.Type()&fs.ModeSymlink != 0 {
			return err
		}
		if mode := map[bool]fs.FileMode{true: 0o700, false: 0o600}[e.IsDir()]; info.Mode().Perm() != mode {
			t.Errorf("%s has the mode %o", path, info.Mode().Perm())
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
	page := read(t, "barlinnie/out/latest/management/scotland/index.html")
	if m := regexp.MustCompile(`(src|href)="(https?:)?//[^"]*"`).FindString(page); m != "" {
		t.Errorf("a page needs the network: %s", m)
	}
}

// checkRejected finds the rejected rows as they were sent, under the columns that the README names.
func checkRejected(t *testing.T, text string) {
	t.Helper()
	files, err := filepath.Glob("barlinnie/restricted/*.csv")
	if err != nil || len(files) != 1 {
		t.Fatalf("rejected rows are in %v, %v", files, err)
	}
	named := regexp.MustCompile("columns are `([^`]+)`").FindStringSubmatch(unwrap(text))
	got := read(t, files[0])
	if named == nil || !strings.HasPrefix(got, named[1]) {
		t.Errorf("the file of rejected rows does not begin with %v", named)
	}
	for _, want := range []string{"TC-104,900104,30/04/1991,M,2026-09-11", "TC-107,900107,05/01/1999,M,21/09/2026,maybe"} {
		if !strings.Contains(got, want) {
			t.Errorf("a rejected row is not kept as it was sent")
		}
	}
	if n := strings.Count(got, "\n"); n != 3 {
		t.Errorf("the file of rejected rows has %d lines", n)
	}
}

// checkArchive opens what was kept with the project's key: it is what was sent, twice.
func checkArchive(t *testing.T, sent map[string]string) {
	t.Helper()
	identities, err := age.ParseIdentities(strings.NewReader(read(t, "barlinnie/keys/archive.key")))
	if err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob("barlinnie/archive/*.age")
	if err != nil || len(files) != 2 || len(sent) != 2 {
		t.Fatalf("%d files are in the archive and %d were sent, %v", len(files), len(sent), err)
	}
	for _, file := range files {
		opened, err := age.Decrypt(strings.NewReader(read(t, file)), identities...)
		if err != nil {
			t.Fatal(err)
		}
		plain, err := io.ReadAll(opened)
		if _, ok := sent[string(plain)]; err != nil || !ok {
			t.Errorf("%s is not a file that was sent: %v", filepath.Base(file), err)
		}
	}
}

// checkColumns asks for the columns that the README promises.
func checkColumns(t *testing.T, text string, program func(...string) (string, int)) {
	t.Helper()
	promised := regexp.MustCompile("(?m)^- `([a-z]+\\.figures|ledger\\.loads)` \\((published|restricted)\\): ((?:[^-\n].*\n)+)").FindAllStringSubmatch(text, -1)
	if len(promised) != 3 {
		t.Errorf("%d tables are promised", len(promised))
	}
	for _, m := range promised {
		columns := strings.Join(spansOf(m[3]), ", ")
		if columns == "" {
			columns = "*"
		}
		args := []string{"-C", "barlinnie", "query", "--output", "csv", "select " + columns + " from " + m[1] + " limit 1"}
		if m[2] == "restricted" {
			args = append(args, "--restricted")
		}
		if out, code := program(args...); code != 0 || strings.Count(out, "\n") != 2 {
			t.Errorf("%s does not have the columns of the README: exit code %d", m[1], code)
		}
	}
	for _, table := range []string{"core.people", "core.sign_ups", "core.liberations"} {
		if _, code := program("-C", "barlinnie", "query", "--restricted", "select person_key from "+table); code != 0 {
			t.Errorf("%s has no person_key: exit code %d", table, code)
		}
	}
	kinds, err := contract.Kinds()
	if err != nil {
		t.Fatal(err)
	}
	for _, kind := range kinds {
		if _, code := program("-C", "barlinnie", "query", "--restricted", "select count(*) from core."+kind.Name); code != 0 {
			t.Errorf("there is no core.%s: exit code %d", kind.Name, code)
		}
	}
	for _, name := range []string{"900101", "TC-101"} {
		out, code := program("-C", "barlinnie", "query", "--restricted",
			"select count(*) as n from core.sign_ups as s where s::varchar like '%"+name+"%'", "--output", "csv")
		if code != 0 || out != "n\n0\n" {
			t.Errorf("an identifier is in the warehouse as it was written")
		}
	}
}
