package cli

import (
	"context"
	"io"
	"log/slog"
	"os"
	"time"

	"golang.org/x/term"

	"throughcare/cmd/internal/pipeline"
	"throughcare/cmd/internal/schedule"
	"throughcare/ingest"
)

// engine is what the verbs ask of a project; *pipeline.Runner is one, and tests have their own.
type engine interface {
	Run(ctx context.Context, o pipeline.Options) (pipeline.Result, error)
	Ingest(ctx context.Context, o pipeline.Options) (pipeline.Result, error)
	Report(ctx context.Context, o pipeline.Options) (pipeline.Result, error)
	Preview(ctx context.Context, o pipeline.Options) (pipeline.Result, error)
	Check(ctx context.Context, file string, o pipeline.Options) (ingest.CheckReport, error)
	QueryRows(ctx context.Context, sql string, restricted bool, row func(columns []string, row []any) error) error
	Status(ctx context.Context) (pipeline.Status, error)
	RejectsList(ctx context.Context, o pipeline.RejectsFilter) ([]ingest.Aside, error)
	ExportRejects(ctx context.Context, o pipeline.Options) (pipeline.Result, error)
	Runs(ctx context.Context) ([]pipeline.RunInfo, error)
	RunShow(ctx context.Context, id string) (pipeline.RunInfo, error)
	Releases(ctx context.Context) ([]pipeline.ReleaseInfo, error)
	ReleaseShow(ctx context.Context, id string) (pipeline.ReleaseInfo, error)
}

// app is one run of the program: its streams, its shared flags, and how it opens a project.
type app struct {
	stdin  io.Reader
	stdout io.Writer
	stderr io.Writer
	env    func(string) string
	clock  schedule.Clock
	// open the project that the flags name; tests put their own engine here.
	open     func(a *app) (engine, *pipeline.Project, error)
	flags    flags
	progress *progress
	began    bool // a verb's own work has begun: errors from here on are not the command line's
}

// flags that every verb takes.
type flags struct {
	project string
	asAt    string
	knownAt string
	output  string
	quiet   bool
	verbose bool
	noColor bool
	yes     bool
}

func newApp(stdin io.Reader, stdout, stderr io.Writer, env func(string) string) *app {
	a := &app{stdin: stdin, stdout: stdout, stderr: stderr, env: env, clock: schedule.SystemClock{}, open: openProject}
	a.progress = &progress{w: io.Discard}
	return a
}

func openProject(a *app) (engine, *pipeline.Project, error) {
	project, err := pipeline.OpenProject(a.flags.project)
	if err != nil {
		return nil, nil, err
	}
	return a.runner(project), project, nil
}

// runner of a project, which tells its progress and writes its log.
func (a *app) runner(project *pipeline.Project) *pipeline.Runner {
	return &pipeline.Runner{
		Project: project,
		Log:     a.logger(project.Logs(), slog.LevelWarn),
		Events:  a.progress.event,
		Now:     a.clock.Now,
		Program: programVersion(),
	}
}

// logger writes everything to the day's file in the folder, as JSON lines, and to standard error what a person asked to
// see: from the given level, everything with -v, errors only with -q.
func (a *app) logger(folder string, level slog.Level) *slog.Logger {
	switch {
	case a.flags.verbose:
		level = slog.LevelDebug
	case a.flags.quiet:
		level = slog.LevelError
	}
	return slog.New(slog.NewMultiHandler(
		slog.NewJSONHandler(&dailyFile{folder: folder, now: a.clock.Now}, &slog.HandlerOptions{Level: slog.LevelDebug}),
		slog.NewTextHandler(a.stderr, &slog.HandlerOptions{Level: level}),
	))
}

// terminal tells whether a stream is one.
func terminal(stream any) bool {
	file, ok := stream.(*os.File)
	return ok && term.IsTerminal(int(file.Fd()))
}

// colour is for terminals only, and for nobody who said no (https://no-color.org).
func (a *app) colour(w io.Writer) bool {
	return terminal(w) && !a.flags.noColor && a.env("NO_COLOR") == "" && a.env("TERM") != "dumb"
}

// midnight of the day that the text names, in UTC; zero for no text.
func midnight(text string) (time.Time, error) {
	if text == "" {
		return time.Time{}, nil
	}
	return time.Parse(time.DateOnly, text)
}
