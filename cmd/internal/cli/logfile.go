package cli

import (
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"time"
)

// dailyFile appends to one file a day (UTC), named 2026-11-21.jsonl, in the folder. It is opened at the first line, so
// that a verb that logs nothing leaves nothing behind.
type dailyFile struct {
	folder string
	now    func() time.Time
	mu     sync.Mutex
	day    string
	file   *os.File
}

// Write one line.
func (d *dailyFile) Write(line []byte) (int, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if day := d.now().UTC().Format(time.DateOnly); d.file == nil || day != d.day {
		if err := d.turn(day); err != nil {
			return 0, err
		}
	}
	return d.file.Write(line)
}

func (d *dailyFile) turn(day string) error {
	if d.file != nil {
		if err := d.file.Close(); err != nil {
			return fmt.Errorf("close the log: %w", err)
		}
		d.file = nil
	}
	path := filepath.Join(d.folder, day+".jsonl")
	file, err := os.OpenFile(path, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600) //nolint:gosec // the project's own folder
	if err != nil {
		return fmt.Errorf("open the log: %w", err)
	}
	d.file, d.day = file, day
	return nil
}
