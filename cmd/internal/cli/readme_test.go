package cli

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"

	"throughcare/cmd/internal/config"
	"throughcare/ingest/contract"
	"throughcare/sql/fault"
)

// Every claim of README.md that a machine can check is checked here.

func readme(t *testing.T) string {
	t.Helper()
	return read(t, filepath.Join(houseRoot, "README.md"))
}

func read(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// fence is a block of code: what stands behind its opening marks, and its text.
type fence struct{ info, body string }

var fences = regexp.MustCompile("(?ms)^```([^\n]*)\n(.*?)^```$")

func fencesOf(text string) []fence {
	var all []fence
	for _, m := range fences.FindAllStringSubmatch(text, -1) {
		all = append(all, fence{m[1], m[2]})
	}
	return all
}

// spansOf gives the code spans outside of blocks, unwrapped.
func spansOf(text string) []string {
	var all []string
	for _, m := range regexp.MustCompile("`([^`]+)`").FindAllStringSubmatch(fences.ReplaceAllString(text, ""), -1) {
		all = append(all, strings.Join(strings.Fields(m[1]), " "))
	}
	return all
}

// tableOf gives the rows of the table with the heading, without code marks.
func tableOf(t *testing.T, text, heading string) [][]string {
	t.Helper()
	_, rest, found := strings.Cut(text, "\n"+heading+"\n")
	if !found {
		t.Fatalf("no table is headed %q", heading)
	}
	var rows [][]string
	for line := range strings.Lines(rest) {
		line = strings.TrimSpace(line)
		if !strings.HasPrefix(line, "|") {
			break
		}
		if strings.HasPrefix(line, "|---") {
			continue
		}
		var cells []string
		for cell := range strings.SplitSeq(strings.Trim(line, "|"), "|") {
			cells = append(cells, strings.ReplaceAll(strings.TrimSpace(cell), "`", ""))
		}
		rows = append(rows, cells)
	}
	return rows
}

func firstCells(rows [][]string) []string {
	var all []string
	for _, row := range rows {
		all = append(all, row[0])
	}
	return all
}

// same tells what one list has and the other lacks.
func same(t *testing.T, what string, got, want []string) {
	t.Helper()
	for _, one := range want {
		if !slices.Contains(got, one) {
			t.Errorf("%s: the README lacks %q", what, one)
		}
	}
	for i, one := range got {
		if !slices.Contains(want, one) {
			t.Errorf("%s: the README has %q, the program has not", what, one)
		}
		if slices.Contains(got[:i], one) {
			t.Errorf("%s: the README has %q twice", what, one)
		}
	}
}

func TestReadmeCommands(t *testing.T) {
	text, ci := readme(t), read(t, filepath.Join(houseRoot, ".ci", "run"))
	const demo, test = "go run -tags duckdb_arrow ./cmd/throughcare demo", "go test -tags duckdb_arrow ./..."
	if !slices.Contains(fencesOf(text), fence{"sh", demo + "\n" + test + "\n"}) {
		t.Errorf("there is no block of exactly these two lines:\n%s\n%s", demo, test)
	}
	if !strings.Contains(ci, "\n"+test+"\n") {
		t.Errorf(".ci/run does not call %s", test)
	}
	if !strings.Contains(ci, demo) {
		t.Errorf(".ci/run does not call %s", demo)
	}
	guard := regexp.MustCompile(`var _ = (\w+)`).FindStringSubmatch(read(t, filepath.Join(houseRoot, "sql/warehouse/tag.go")))
	if guard == nil || !slices.Contains(spansOf(text), guard[1]) {
		t.Errorf("the README does not show the error of a build without the tag: %v", guard)
	}
}

func TestReadmeDependencies(t *testing.T) {
	command := exec.CommandContext(t.Context(), "go", "mod", "edit", "-json")
	command.Dir = houseRoot
	out, err := command.Output()
	if err != nil {
		t.Fatal(err)
	}
	var mod struct {
		Require []struct {
			Path     string
			Indirect bool
		}
	}
	if err := json.Unmarshal(out, &mod); err != nil {
		t.Fatal(err)
	}
	imported := map[string]bool{}
	for _, r := range rooms(t) {
		for _, path := range slices.Concat(r.Imports, r.TestImports, r.XTestImports) {
			for _, m := range mod.Require {
				if path == m.Path || strings.HasPrefix(path, m.Path+"/") {
					imported[m.Path] = true
				}
			}
		}
	}
	var direct, wrong []string
	for _, m := range mod.Require {
		if m.Indirect == imported[m.Path] {
			wrong = append(wrong, m.Path)
		}
		if imported[m.Path] {
			direct = append(direct, m.Path)
		}
	}
	if len(wrong) > 0 {
		t.Errorf("go.mod says wrongly what is indirect, go mod tidy mends it: %v", wrong)
	}
	rows := tableOf(t, readme(t), "| module | why it is there |")
	same(t, "dependencies", firstCells(rows), direct)
	for _, row := range rows {
		if len(row) != 2 || row[1] == "" {
			t.Errorf("%v does not say why", row)
		}
	}
}

func TestReadmeKinds(t *testing.T) {
	kinds, err := contract.Kinds()
	if err != nil {
		t.Fatal(err)
	}
	var want []string
	for _, k := range kinds {
		want = append(want, k.Name+": "+k.Row)
	}
	var got []string
	for _, row := range tableOf(t, readme(t), "| kind | one row is |") {
		got = append(got, strings.Join(row, ": "))
	}
	if !slices.Equal(got, want) {
		t.Errorf("kinds:\n got %s\nwant %s", strings.Join(got, "\n     "), strings.Join(want, "\n     "))
	}
	if count := fmt.Sprintf("There are\n%d kinds of record", len(kinds)); !strings.Contains(unwrap(readme(t)), unwrap(count)) {
		t.Errorf("the README does not say %q", count)
	}
	set, err := contract.NewSet()
	if err != nil {
		t.Fatal(err)
	}
	if m, err := set.Match("custody_sps_2026-10-31.csv"); err != nil || m.Contract.ID != "canonical-custody" {
		t.Errorf("the file name of the README is taken by %+v, %v", m, err)
	}
}

func unwrap(text string) string { return strings.Join(strings.Fields(text), " ") }

func TestReadmeExitCodes(t *testing.T) {
	var want []string
	for _, m := range regexp.MustCompile(`(?m)^  (\d+)  (.+)$`).FindAllStringSubmatch(rootFooter, -1) {
		want = append(want, m[1]+": "+m[2])
	}
	var got []string
	for _, row := range tableOf(t, readme(t), "| exit code | meaning |") {
		got = append(got, strings.Join(row, ": "))
	}
	if !slices.Equal(got, want) {
		t.Errorf("exit codes\n got %q\nwant %q", got, want)
	}
	for _, kind := range []fault.Kind{fault.Technical, fault.Usage, fault.Policy, fault.Locked, fault.Partial, fault.Different} {
		if !strings.HasPrefix(got[kind.ExitCode()], strconv.Itoa(kind.ExitCode())+": ") {
			t.Errorf("exit code %d is not in its place", kind.ExitCode())
		}
	}
}

func TestReadmeSuppression(t *testing.T) {
	text := unwrap(readme(t))
	threshold := config.Default().Threshold
	least := 0
	for try := 1; try <= threshold && least == 0; try++ {
		path := filepath.Join(t.TempDir(), config.FileName)
		settings := regexp.MustCompile(`(?m)^threshold: \d+`).ReplaceAllString(string(config.DefaultText("x")), fmt.Sprint("threshold: ", try))
		if err := os.WriteFile(path, []byte(settings), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := config.Load(path); err == nil {
			least = try
		}
	}
	for _, want := range []string{
		fmt.Sprintf("a count from 1 to %d is shown as `[c]`", threshold-1),
		fmt.Sprintf("`threshold` in `throughcare.yaml` sets the limit (%d; at least %d)", threshold, least),
		"This is not yet a full proof.",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("the README does not say %q", want)
		}
	}
}

func TestReadmeReports(t *testing.T) {
	inWord := map[string]string{"scotland": "Scotland", "authority": "each local authority", "establishment": "each establishment", "service": "each service", "supplier": "each supplier"}
	files, err := filepath.Glob(filepath.Join(houseRoot, "reports/definitions/*.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	var want []string
	for _, file := range files {
		var d struct {
			Report string   `yaml:"report"`
			Places []string `yaml:"places"`
		}
		if err := yaml.Unmarshal([]byte(read(t, file)), &d); err != nil {
			t.Fatal(err)
		}
		for i := range d.Places {
			d.Places[i] = inWord[d.Places[i]]
		}
		if d.Report != "" { // the words that all reports share stand there too
			want = append(want, d.Report+": "+strings.Join(d.Places, ", "))
		}
	}
	var got []string
	for _, row := range tableOf(t, readme(t), "| report | for | places |") {
		got = append(got, row[0]+": "+row[2])
	}
	same(t, "reports", got, want)
}

func TestReadmeHouse(t *testing.T) {
	var want []string
	for _, r := range rooms(t) {
		want = append(want, r.name())
	}
	folders, err := filepath.Glob(filepath.Join(houseRoot, "sql/*/"))
	if err != nil {
		t.Fatal(err)
	}
	for _, folder := range folders {
		if info, err := os.Stat(folder); err == nil && info.IsDir() && !slices.Contains(want, "sql/"+filepath.Base(folder)) {
			want = append(want, "sql/"+filepath.Base(folder))
		}
	}
	same(t, "folders", firstCells(tableOf(t, readme(t), "| folder | what it is for |")), want)
}

func TestReadmeLinks(t *testing.T) {
	text := readme(t)
	links := regexp.MustCompile(`\]\(([^)]+)\)`).FindAllStringSubmatch(text, -1)
	commands := regexp.MustCompile(`go (?:doc|run -tags duckdb_arrow|install -tags duckdb_arrow) \./([\w/]+)`)
	links = append(links, commands.FindAllStringSubmatch(unwrap(text), -1)...)
	if len(links) < 8 {
		t.Errorf("only %d links were found", len(links))
	}
	for _, m := range links {
		if _, err := os.Stat(filepath.Join(houseRoot, filepath.FromSlash(m[1]))); err != nil {
			t.Errorf("%s: %v", m[0], err)
		}
	}
	for _, bad := range []string{`https?://`, `\bTODO\b|\bFIXME\b|\bTBD\b`, `(^|[\s(])/(work|root|home|tmp|Users)/`, `(?i)placeholder|coming soon|not implemented`} {
		if found := regexp.MustCompile(bad).FindString(text); found != "" {
			t.Errorf("%q does not belong into the README", found)
		}
	}
}

// shellWords of a command line, as a shell splits them; a comment ends it.
func shellWords(line string) []string {
	var all []string
	for _, m := range regexp.MustCompile(`(?s)#.*|"([^"]*)"|(\S+)`).FindAllStringSubmatch(line, -1) {
		if !strings.HasPrefix(m[0], "#") {
			all = append(all, m[1]+m[2])
		}
	}
	return all
}

// commands of a block: one a line, but for what is in quotes.
func commands(body string) []string {
	return regexp.MustCompile(`(?m)^throughcare(?:"[^"]*"|[^"\n])*$`).FindAllString(body, -1)
}

func TestReadmeVerbs(t *testing.T) {
	var lines []string
	for _, span := range spansOf(readme(t)) {
		if strings.HasPrefix(span, "throughcare ") {
			lines = append(lines, span)
		}
	}
	for _, f := range fencesOf(readme(t)) {
		lines = append(lines, commands(f.body)...)
	}
	if len(lines) < 15 {
		t.Errorf("only %d commands were found: %q", len(lines), lines)
	}
	for _, line := range lines {
		root := newApp(nil, io.Discard, io.Discard, func(string) string { return "" }).rootCommand()
		root.InitDefaultHelpCmd()
		verb, rest, err := root.Find(shellWords(line)[1:])
		if err != nil || verb == root {
			t.Errorf("%s: there is no such verb (%v)", line, err)
			continue
		}
		verb.InitDefaultHelpFlag()
		if err := verb.ParseFlags(rest); err != nil {
			t.Errorf("%s: %v", line, err)
		}
		if left := verb.Flags().Args(); verb.HasSubCommands() && verb.Args == nil && len(left) > 0 {
			t.Errorf("%s: %s has no verb %s", line, verb.CommandPath(), left[0])
		}
	}
}
