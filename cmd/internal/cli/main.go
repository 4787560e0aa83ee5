package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"throughcare/sql/fault"
)

// codeInterrupted is the exit code after SIGINT or SIGTERM, as shells have it (128 + 2).
const codeInterrupted = 130

// Main runs the program with the arguments after its name and returns the exit code: 0 done, 1 technical failure,
// 2 usage or configuration, 3 data policy, 4 locked, 5 done in part, 6 differences found, 130 interrupted. env reads an
// environment variable. When the context ends, the work stops at the next safe point.
func Main(ctx context.Context, args []string, stdin io.Reader, stdout, stderr io.Writer, env func(string) string) int {
	return newApp(stdin, stdout, stderr, env).main(ctx, args)
}

func (a *app) main(ctx context.Context, args []string) int {
	root := a.rootCommand()
	root.SetArgs(args)
	err := root.ExecuteContext(ctx)
	if err != nil && !a.began {
		err = usageFault(err)
	}
	return a.finish(ctx, err)
}

// quiet is an error whose story has been told: only its exit code is left.
type quiet struct{ code int }

func (q quiet) Error() string { return fmt.Sprintf("exit %d", q.code) }

// finish tells the error, once, and returns the exit code.
func (a *app) finish(ctx context.Context, err error) int {
	a.progress.close()
	var told quiet
	switch {
	case err == nil:
		return 0
	case errors.As(err, &told):
		return told.code
	case ctx.Err() != nil && errors.Is(err, context.Canceled):
		fmt.Fprintln(a.stderr, "interrupted: what was finished is kept, the next run does the rest")
		return codeInterrupted
	}
	code := 0
	for _, one := range flatten(err) {
		f := fault.As(one)
		if f == nil {
			f = &fault.Fault{Kind: fault.Technical, Code: "E001", What: one.Error(), Err: one}
		}
		if code == 0 {
			code = f.Kind.ExitCode()
		}
		fmt.Fprint(a.stderr, a.paint(f.Text()))
	}
	return code
}

// flatten joined errors, so that each is told. Only a join at the very top is a list of faults.
func flatten(err error) []error {
	many, ok := err.(interface{ Unwrap() []error })
	if !ok {
		return []error{err}
	}
	var all []error
	for _, one := range many.Unwrap() {
		all = append(all, flatten(one)...)
	}
	return all
}

// paint the heading of an error red on a terminal.
func (a *app) paint(text string) string {
	if !a.colour(a.stderr) {
		return text
	}
	heading, rest, _ := strings.Cut(text, ": ")
	return "\x1b[1;31m" + heading + "\x1b[0m: " + rest
}

// usageFault makes a fault of what the command-line library found wrong.
func usageFault(err error) error {
	if fault.As(err) != nil {
		return err
	}
	first, rest, _ := strings.Cut(err.Error(), "\n")
	f := fault.New(fault.Usage, "U001", "%s", first)
	f.Try = "throughcare --help"
	if _, near, found := strings.Cut(rest, "Did you mean this?"); found {
		f.Try = "throughcare " + strings.Join(strings.Fields(near), ", ")
	}
	f.Err = err
	return f
}
