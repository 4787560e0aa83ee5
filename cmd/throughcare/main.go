// Command throughcare takes suppliers' extracts on throughcare and makes figures and reports of them.
package main

import (
	"context"
	"os"
	"os/signal"
	"runtime/debug"
	"syscall"
	_ "time/tzdata" // Europe/London, on machines that do not have it

	"throughcare/cmd/internal/cli"
)

func main() {
	private()
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(50) // half of Go's habit, for the sake of memory
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // a second signal ends the program at once
	os.Exit(cli.Main(ctx, os.Args[1:], os.Stdin, os.Stdout, os.Stderr, os.Getenv))
}
