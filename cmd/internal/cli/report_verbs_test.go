package cli

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

func TestReportVerbsReachThePipeline(t *testing.T) {
	b := setup(t)
	if code := b.run(t.Context(), "report", "--restricted", "--body", "Barlinnie"); code != 0 {
		t.Fatalf("exit %d: %s", code, b.stderr.String())
	}
	if o := b.engine.options[0]; !o.Restricted || len(o.Bodies) != 1 || o.Bodies[0] != "Barlinnie" {
		t.Errorf("got %+v", o)
	}
	if code := b.run(t.Context(), "report", "inspection"); code != 0 || b.engine.options[1].Restricted {
		t.Error("an ordinary report is restricted")
	}
	if code := b.run(t.Context(), "report", "preview", "management", "--body", "BAR", "--release", "2026-09.1"); code != 0 {
		t.Fatalf("exit %d: %s", code, b.stderr.String())
	}
	if o := b.engine.options[2]; b.engine.asked[2] != "preview" || o.Reports[0] != "management" || o.Bodies[0] != "BAR" || o.Release != "2026-09.1" {
		t.Errorf("got %+v", o)
	}
	for _, args := range [][]string{{"report", "management", "--restricted"}, {"report", "--restricted", "--release", "2026-09.1"}, {"report", "--restricted", "--as-at", "2026-09-30"}, {"report", "preview"}} {
		if code := b.run(t.Context(), args...); code != 2 || len(b.engine.asked) != 3 {
			t.Errorf("%v: exit %d", args, code)
		}
	}
}

func TestDefinitionVerbs(t *testing.T) {
	b := setup(t)
	folder := filepath.Join(b.dir, "reports")
	if code := b.run(t.Context(), "report", "definition", "copy", "management", "--as", "women"); code != 0 {
		t.Fatalf("exit %d: %s", code, b.stderr.String())
	}
	path := filepath.Join(folder, "women.yaml")
	if got := strings.TrimSpace(b.stdout.String()); got != path {
		t.Errorf("printed %q", got)
	}
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, %v", info, err)
	}
	if code := b.run(t.Context(), "report", "definition", "copy", "inspection", "--as", "women"); code != 2 || !strings.Contains(b.stderr.String(), "U021") {
		t.Errorf("a definition was written over: exit %d: %s", code, b.stderr.String())
	}
	for _, name := range []string{"../out", ".hidden", "labels"} {
		if code := b.run(t.Context(), "report", "definition", "copy", "inspection", "--as", name); code != 2 {
			t.Errorf("%s: exit %d", name, code)
		}
	}
	if code := b.run(t.Context(), "report", "definition", "list", "--output", "csv"); code != 0 || !strings.Contains(b.stdout.String(), "women,Throughcare management report,project\n") {
		t.Errorf("exit %d: %s", code, b.stdout.String())
	}
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if code := b.run(t.Context(), "report", "definition", "show", "women"); code != 0 || b.stdout.String() != string(text) || !strings.Contains(string(text), "\nreport: women\n") {
		t.Errorf("exit %d: show prints something else", code)
	}
	if err := os.WriteFile(path, []byte(strings.Replace(string(text), "\nsections:", "\nsection:", 1)), 0o600); err != nil {
		t.Fatal(err)
	}
	if code := b.run(t.Context(), "report", "definition", "list"); code != 2 || !strings.Contains(b.stderr.String(), `did you mean "sections"?`) || !strings.Contains(b.stdout.String(), "inspection") {
		t.Errorf("exit %d: %s%s", code, b.stdout.String(), b.stderr.String())
	}
}

// TestWatch changes a file and waits for the next preview; the test ends by Ctrl-C.
func TestWatch(t *testing.T) {
	b := setup(t)
	folder := filepath.Join(b.dir, "reports")
	if err := os.MkdirAll(folder, 0o700); err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	var times atomic.Int32
	done := make(chan struct{})
	b.engine.work = func(context.Context) error {
		switch times.Add(1) {
		case 1:
			return os.WriteFile(filepath.Join(folder, "management.yaml"), []byte("title: another\n"), 0o600)
		case 2:
			close(done)
			stop()
		}
		return nil
	}
	code := make(chan int, 1)
	go func() { code <- b.run(ctx, "report", "preview", "management", "--watch") }()
	select {
	case <-done:
	case <-time.After(time.Minute):
		t.Fatal("the change was not seen")
	}
	if got := <-code; got != 0 {
		t.Errorf("exit %d: %s", got, b.stderr.String())
	}
	if times.Load() != 2 {
		t.Errorf("%d previews", times.Load())
	}
}
