package pipeline_test

import (
	"context"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
	_ "time/tzdata" // the tests must not depend on the machine's zones

	"throughcare/cmd/internal/pipeline"
)

// bench is a project in a temporary folder with a runner whose clock moves a second at each look.
type bench struct {
	t       *testing.T
	project *pipeline.Project
	runner  *pipeline.Runner
	clock   time.Time
	log     strings.Builder
}

func setup(t *testing.T) *bench {
	t.Helper()
	project, err := pipeline.Create(filepath.Join(t.TempDir(), "project"))
	if err != nil {
		t.Fatal(err)
	}
	project.Config.Memory = "1GB"
	project.Config.Threads = 1 // the small statements of small data are quicker so, and tests have the other core
	b := &bench{t: t, project: project, clock: time.Date(2026, 11, 2, 6, 0, 0, 0, time.UTC)}
	b.runner = &pipeline.Runner{Project: project, Log: slog.New(slog.NewTextHandler(&b.log, nil)), Program: "test",
		Now: func() time.Time { b.clock = b.clock.Add(time.Second); return b.clock }}
	return b
}

func (b *bench) inbox(name, text string) {
	b.t.Helper()
	if err := os.WriteFile(filepath.Join(b.project.Inbox(), name), []byte(text), 0o600); err != nil {
		b.t.Fatal(err)
	}
}

// contracts copies a folder of contracts into the project.
func (b *bench) contracts(from fs.FS, folder string) {
	b.t.Helper()
	sub, err := fs.Sub(from, folder)
	if err == nil {
		err = os.CopyFS(b.project.Contracts(), sub)
	}
	if err != nil {
		b.t.Fatal(err)
	}
}

func (b *bench) run(o pipeline.Options) pipeline.Result {
	b.t.Helper()
	r, err := b.runner.Run(b.t.Context(), o)
	if err != nil {
		b.t.Fatal(err)
	}
	return r
}

// rows of a query on the warehouse, cells joined by "|".
func (b *bench) rows(query string) []string {
	b.t.Helper()
	return b.ask(query, true)
}

func (b *bench) ask(query string, restricted bool) (list []string) {
	b.t.Helper()
	err := b.runner.QueryRows(context.WithoutCancel(b.t.Context()), query, restricted, func(_ []string, row []any) error {
		if row == nil {
			return nil
		}
		cells := make([]string, len(row))
		for i, c := range row {
			if at, ok := c.(time.Time); ok {
				c = at.Format(time.DateOnly)
			}
			cells[i] = fmt.Sprint(c)
		}
		list = append(list, strings.Join(cells, "|"))
		return nil
	})
	if err != nil {
		b.t.Fatalf("%s: %v", query, err)
	}
	return list
}

func (b *bench) one(query string) string {
	b.t.Helper()
	return strings.Join(b.rows(query), "\n")
}

func equal(t *testing.T, what, got, want string) {
	t.Helper()
	if got != want {
		t.Errorf("%s:\n got %s\nwant %s", what, got, want)
	}
}

// fixture is a file of the public data beside the checkout; a test without it is skipped, and says so.
func fixture(t *testing.T, name string) string {
	t.Helper()
	root := os.Getenv("THROUGHCARE_FIXTURES")
	if root == "" {
		root = filepath.Join("..", "..", "..", "..", "shared", "fixtures")
	}
	path := filepath.Join(root, filepath.FromSlash(name))
	if _, err := os.Stat(path); err != nil {
		t.Skipf("the public fixture %s is not here", name)
	}
	return path
}

func copyFile(t *testing.T, from, to string) {
	t.Helper()
	in, err := os.Open(from)
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	out, err := os.Create(to)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.Copy(out, in); err != nil {
		t.Fatal(err)
	}
	if err := out.Close(); err != nil {
		t.Fatal(err)
	}
}
