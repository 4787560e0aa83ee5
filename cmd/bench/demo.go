package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os/exec"
	"path/filepath"
	"time"
)

// demoPart times throughcare demo as a child process, once: it is long.
func demoPart(ctx context.Context, o options, w io.Writer) error {
	program := o.program
	if program == "" {
		program = filepath.Join(o.dir, "throughcare")
		build := exec.CommandContext(ctx, "go", "build", "-tags", "duckdb_arrow", "-o", program, "throughcare/cmd/throughcare")
		if out, err := build.CombinedOutput(); err != nil {
			return fmt.Errorf("build the program: %w\n%s", err, bytes.TrimSpace(out))
		}
	}
	demo := exec.CommandContext(ctx, program, "demo", "--quiet", filepath.Join(o.dir, "demo"))
	var said bytes.Buffer
	demo.Stderr = &said
	start := time.Now()
	if err := demo.Run(); err != nil {
		return fmt.Errorf("%w\n%s", err, bytes.TrimSpace(said.Bytes()))
	}
	took := time.Since(start)
	fmt.Fprintf(w, "%-48s %10.2f s\n", "demo: from nothing to reports, once", took.Seconds())
	if peak := peakMemory(demo.ProcessState); peak > 0 {
		fmt.Fprintf(w, "%-48s %9.0f MB\n", "  most memory held", float64(peak)/1e6)
	}
	return nil
}
