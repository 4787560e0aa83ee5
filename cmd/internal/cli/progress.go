package cli

import (
	"fmt"
	"io"
	"sync"
	"time"

	"github.com/schollz/progressbar/v3"

	"throughcare/cmd/internal/pipeline"
)

// progress tells a person what is being done: with a bar on a terminal, with a line when a step starts and ends
// elsewhere.
type progress struct {
	w      io.Writer
	live   bool
	colour bool
	mu     sync.Mutex
	bar    *progressbar.ProgressBar
	step   string
}

func (p *progress) event(e pipeline.Event) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.live {
		p.draw(e)
		return
	}
	switch {
	case e.Started || e.Finished:
		fmt.Fprintf(p.w, "%-10s %s\n", e.Step, words(e))
	default: // steps in between are for those who look on
	}
}

func words(e pipeline.Event) string {
	if e.Message != "" {
		return e.Message
	}
	if e.Finished {
		return "done"
	}
	return "..."
}

// draw the bar of the step that is being done; a finished step leaves its line behind.
func (p *progress) draw(e pipeline.Event) {
	if p.bar != nil && (e.Finished || e.Step != p.step) {
		_ = p.bar.Clear() // a bar that cannot be drawn stops nothing
		p.bar = nil
	}
	if e.Finished {
		fmt.Fprintf(p.w, "%-10s %s\n", e.Step, words(e))
		return
	}
	total := e.Total
	if total <= 0 {
		total = -1 // a spinner
	}
	if p.bar == nil {
		p.step = e.Step
		p.bar = progressbar.NewOptions64(total, progressbar.OptionSetWriter(p.w), progressbar.OptionSetWidth(24),
			progressbar.OptionThrottle(100*time.Millisecond), progressbar.OptionClearOnFinish(),
			progressbar.OptionEnableColorCodes(p.colour), progressbar.OptionSetPredictTime(total > 0),
			progressbar.OptionSetElapsedTime(false))
	}
	p.bar.Describe(fmt.Sprintf("%-10s %s", e.Step, e.Message))
	if total != p.bar.GetMax64() {
		p.bar.ChangeMax64(total)
	}
	_ = p.bar.Set64(e.Done) // as above
}

// close takes an unfinished bar away, so that what follows starts on a line of its own.
func (p *progress) close() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.bar != nil {
		_ = p.bar.Clear() // as above
		p.bar = nil
	}
}

// say a line to the person at the keyboard.
func (a *app) say(format string, args ...any) {
	if a.flags.quiet {
		return
	}
	a.progress.close()
	fmt.Fprintf(a.stderr, format+"\n", args...)
}
