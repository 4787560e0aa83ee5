package contract

import (
	"os"
	"strings"
	"testing"
)

// examples are the YAML blocks of a Markdown text.
func examples(text string) []string {
	var out []string
	for _, part := range strings.Split(text, "```yaml\n")[1:] {
		block, _, _ := strings.Cut(part, "```")
		out = append(out, block)
	}
	return out
}

func TestEveryExampleOfTheLanguageIsAContract(t *testing.T) {
	blocks := examples(Language())
	if len(blocks) < 5 {
		t.Fatalf("%d examples, want at least 5", len(blocks))
	}
	var all []*Contract
	for _, block := range blocks {
		all = append(all, load(t, block))
	}
	if _, err := NewSet(all...); err != nil {
		t.Error(err)
	}
}

func TestTheExampleOfThePackageIsAContract(t *testing.T) {
	src, err := os.ReadFile("doc.go")
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for line := range strings.SplitSeq(string(src), "\n") {
		if code, ok := strings.CutPrefix(line, "//\t"); ok {
			b.WriteString(code + "\n")
		}
	}
	if c := load(t, b.String()); len(c.Records) != 2 {
		t.Errorf("%d records, want 2", len(c.Records))
	}
}

func TestTheLanguageNamesEveryKind(t *testing.T) {
	for _, kind := range kindOrder() {
		if !strings.Contains(Language(), "`"+kind+"`") {
			t.Errorf("language.md does not name %s", kind)
		}
	}
}
