package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"time"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := bench(ctx, os.Args[1:], os.Stdout, os.Stderr)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

// options of one run.
type options struct {
	rows, xlsxRows, repeats, threads int
	parts                            []string
	scales                           []float64 // of the caseload
	memory, program                  string
	measures                         string
	dir                              string // temporary, made by the run
}

// part of the benchmark: it writes its lines into the report.
type part struct {
	name string
	run  func(ctx context.Context, o options, w io.Writer) error
}

func parts() []part {
	return []part{{"csv", csvPart}, {"xlsx", xlsxPart}, {"marts", martsPart}, {"demo", demoPart}}
}

func bench(ctx context.Context, args []string, stdout, stderr io.Writer) error {
	o, err := readOptions(args, stderr)
	if err != nil {
		return err
	}
	if o.dir, err = os.MkdirTemp("", "throughcare-bench-"); err != nil {
		return err
	}
	defer os.RemoveAll(o.dir) //nolint:errcheck // a temporary folder
	fmt.Fprintf(stdout, "%s, %d cores, %s; medians of %d\n\n%-48s %12s %12s %7s %7s\n",
		runtime.GOOS+"/"+runtime.GOARCH, runtime.NumCPU(), runtime.Version(), o.repeats, "", "program", "floor", "ratio", "aim")
	for _, p := range parts() {
		if !slices.Contains(o.parts, p.name) {
			continue
		}
		if err := p.run(ctx, o, stdout); err != nil {
			return fmt.Errorf("%s: %w", p.name, err)
		}
	}
	return nil
}

func readOptions(args []string, stderr io.Writer) (options, error) {
	var o options
	var names, scales string
	set := flag.NewFlagSet("bench", flag.ContinueOnError)
	set.SetOutput(stderr)
	set.IntVar(&o.rows, "rows", 1_000_000, "rows of the CSV file")
	set.IntVar(&o.xlsxRows, "xlsx-rows", 50_000, "rows of the workbook")
	set.IntVar(&o.repeats, "repeats", 3, "how often each is timed; the median counts")
	set.StringVar(&names, "parts", "csv,xlsx,marts,demo", "which `parts`, by commas")
	set.StringVar(&scales, "scales", "1,3,10", "sizes of the made-up caseload that figures are made from, by commas")
	set.StringVar(&o.measures, "measures", "", "which measures the figures are of, by commas; blank is all")
	set.StringVar(&o.memory, "memory", "2GB", "what DuckDB may hold in memory")
	set.IntVar(&o.threads, "threads", 0, "threads of DuckDB; 0 is one a core")
	set.StringVar(&o.program, "program", "", "a built throughcare `file` to time the demo with; without it, one is built")
	if err := set.Parse(args); err != nil {
		return o, err
	}
	o.parts = strings.Split(names, ",")
	var err error
	if o.scales, err = readScales(scales); err != nil {
		return o, err
	}
	for _, name := range o.parts {
		if !slices.ContainsFunc(parts(), func(p part) bool { return p.name == name }) {
			return o, fmt.Errorf("-parts: there is no part %q", name)
		}
	}
	if o.rows < 10 || o.xlsxRows < 1 || o.xlsxRows > 1_000_000 || o.repeats < 1 || set.NArg() > 0 {
		return o, fmt.Errorf("-rows is 10 or more, -xlsx-rows 1 to 1000000, -repeats 1 or more, and nothing follows the flags")
	}
	return o, nil
}

// race times two contenders in turn and returns their medians. Each is given the number of the round.
func race(ctx context.Context, repeats int, program, floor func(ctx context.Context, round int) (time.Duration, error)) (time.Duration, time.Duration, error) {
	times := [2][]time.Duration{}
	for round := range repeats {
		for i, contender := range []func(context.Context, int) (time.Duration, error){program, floor} {
			if err := ctx.Err(); err != nil {
				return 0, 0, err
			}
			took, err := contender(ctx, round)
			if err != nil {
				return 0, 0, err
			}
			times[i] = append(times[i], took)
		}
	}
	return median(times[0]), median(times[1]), nil
}

// median of some times; of an even number, the mean of the middle two.
func median(times []time.Duration) time.Duration {
	sorted := slices.Sorted(slices.Values(times))
	low, high := sorted[(len(sorted)-1)/2], sorted[len(sorted)/2]
	return low + (high-low)/2
}

// line of the report: the times, the rows a second, the ratio, and what it should be ("" for nothing set).
func line(w io.Writer, what string, rows int, program, floor time.Duration, aim string) {
	fmt.Fprintf(w, "%-48s %10.2f s %10.2f s %7.2f %7s\n", what, program.Seconds(), floor.Seconds(), floor.Seconds()/program.Seconds(), aim)
	fmt.Fprintf(w, "%-48s %12.0f %12.0f\n", "  rows a second", float64(rows)/program.Seconds(), float64(rows)/floor.Seconds())
}
