package cli

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"throughcare/cmd/internal/config"
	"throughcare/cmd/internal/pipeline"
	"throughcare/ingest"
)

// fakeEngine answers what a test tells it to, and keeps what it was asked.
type fakeEngine struct {
	result   pipeline.Result
	check    ingest.CheckReport
	aside    []ingest.Aside
	filters  []pipeline.RejectsFilter
	status   pipeline.Status
	runs     []pipeline.RunInfo
	releases []pipeline.ReleaseInfo
	columns  []string
	rows     [][]any
	err      error
	asked    []string
	options  []pipeline.Options
	work     func(ctx context.Context) error
}

func (f *fakeEngine) did(ctx context.Context, what string, o pipeline.Options) (pipeline.Result, error) {
	f.asked = append(f.asked, what)
	f.options = append(f.options, o)
	if f.work != nil {
		return f.result, f.work(ctx)
	}
	return f.result, f.err
}

func (f *fakeEngine) Run(ctx context.Context, o pipeline.Options) (pipeline.Result, error) {
	return f.did(ctx, "run", o)
}

func (f *fakeEngine) Ingest(ctx context.Context, o pipeline.Options) (pipeline.Result, error) {
	return f.did(ctx, "ingest", o)
}

func (f *fakeEngine) Report(ctx context.Context, o pipeline.Options) (pipeline.Result, error) {
	return f.did(ctx, "report", o)
}

func (f *fakeEngine) Preview(ctx context.Context, o pipeline.Options) (pipeline.Result, error) {
	return f.did(ctx, "preview", o)
}

func (f *fakeEngine) Check(context.Context, string, pipeline.Options) (ingest.CheckReport, error) {
	return f.check, f.err
}

func (f *fakeEngine) ExportRejects(ctx context.Context, o pipeline.Options) (pipeline.Result, error) {
	return f.did(ctx, "rejects export", o)
}

func (f *fakeEngine) RejectsList(_ context.Context, o pipeline.RejectsFilter) ([]ingest.Aside, error) {
	f.filters = append(f.filters, o)
	return f.aside, f.err
}

func (f *fakeEngine) QueryRows(_ context.Context, _ string, _ bool, row func([]string, []any) error) error {
	for _, r := range f.rows {
		if err := row(f.columns, r); err != nil {
			return err
		}
	}
	return f.err
}

func (f *fakeEngine) Status(context.Context) (pipeline.Status, error)  { return f.status, f.err }
func (f *fakeEngine) Runs(context.Context) ([]pipeline.RunInfo, error) { return f.runs, f.err }
func (f *fakeEngine) RunShow(context.Context, string) (pipeline.RunInfo, error) {
	return f.runs[0], f.err
}
func (f *fakeEngine) Releases(context.Context) ([]pipeline.ReleaseInfo, error) {
	return f.releases, f.err
}
func (f *fakeEngine) ReleaseShow(context.Context, string) (pipeline.ReleaseInfo, error) {
	return f.releases[0], f.err
}

// bundle is one run of the program over a fake engine.
type bundle struct {
	engine         *fakeEngine
	dir            string
	config         config.Config
	stdin          string
	stdout, stderr bytes.Buffer
	app            *app
}

func setup(t *testing.T) *bundle {
	t.Helper()
	b := &bundle{engine: &fakeEngine{}, dir: t.TempDir(), config: config.Default()}
	if err := os.Mkdir(filepath.Join(b.dir, "logs"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(b.dir, config.FileName), config.DefaultText("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	return b
}

// run the program; what it prints is kept since the last run only.
func (b *bundle) run(ctx context.Context, args ...string) int {
	b.stdout.Reset()
	b.stderr.Reset()
	b.app = newApp(strings.NewReader(b.stdin), &b.stdout, &b.stderr, func(string) string { return "" })
	b.app.open = func(*app) (engine, *pipeline.Project, error) {
		return b.engine, &pipeline.Project{Dir: b.dir, Config: b.config}, nil
	}
	return b.app.main(ctx, args)
}
