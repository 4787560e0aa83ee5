package cli

import (
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// said finds what a text tells people to type: the program's name and the verb after it.
var said = regexp.MustCompile("(?m)(?:[\"'`(:]|^) *throughcare(?: -C [^ ]+)? ([a-z]+)\\b")

// TestVerbsThatAreSaidExist: no message, report, setting or help text sends people to a verb that the program does not have.
func TestVerbsThatAreSaidExist(t *testing.T) {
	root := (&app{stdout: io.Discard, stderr: io.Discard}).rootCommand()
	root.InitDefaultHelpCmd()
	found := 0
	err := filepath.WalkDir(filepath.Join("..", "..", ".."), func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		switch ending := filepath.Ext(path); {
		case strings.HasSuffix(path, "_test.go"):
			return nil
		case ending != ".go" && ending != ".md" && ending != ".yaml" && ending != ".tmpl" && ending != ".sql":
			return nil
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		for _, m := range said.FindAllStringSubmatch(string(text), -1) {
			found++
			verb, _, err := root.Find([]string{m[1]})
			if err != nil || verb == root {
				t.Errorf("%s says %q: there is no such verb", path, m[0])
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if found < 30 {
		t.Errorf("only %d commands were found in the texts", found)
	}
}
