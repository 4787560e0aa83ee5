package cli

import (
	"os"
	"path/filepath"
	"testing"

	"throughcare/sql/fault"
)

func TestClearDemo(t *testing.T) {
	cases := []struct {
		name  string
		files []string // in the folder; nil: no folder
		yes   bool
		code  string
		left  int
	}{
		{"no folder", nil, false, "", 0},
		{"empty folder", []string{}, false, "", 0},
		{"somebody's folder", []string{"thesis.txt"}, true, "U010", 1},
		{"a demo", []string{demoMark, "warehouse.duckdb"}, false, "U011", 2},
		{"a demo to replace", []string{demoMark, "warehouse.duckdb"}, true, "", 0},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			dir := filepath.Join(t.TempDir(), "demo")
			if c.files != nil {
				if err := os.Mkdir(dir, 0o700); err != nil {
					t.Fatal(err)
				}
			}
			for _, name := range c.files {
				if err := os.WriteFile(filepath.Join(dir, name), nil, 0o600); err != nil {
					t.Fatal(err)
				}
			}
			a := &app{flags: flags{yes: c.yes}}
			got := ""
			if f := fault.As(a.clearDemo(dir)); f != nil {
				got = f.Code
			}
			entries, _ := os.ReadDir(dir)
			if got != c.code || len(entries) != c.left {
				t.Errorf("code %q, want %q; %d files left, want %d", got, c.code, len(entries), c.left)
			}
		})
	}
}

// A mark that leads elsewhere does not make a folder a demo.
func TestClearDemoDoesNotFollowAMark(t *testing.T) {
	dir := t.TempDir()
	if err := os.Symlink(os.DevNull, filepath.Join(dir, demoMark)); err != nil {
		t.Skip("no symbolic links on this machine")
	}
	a := &app{flags: flags{yes: true}}
	if f := fault.As(a.clearDemo(dir)); f == nil || f.Code != "U010" {
		t.Errorf("got %v, want U010", f)
	}
}
