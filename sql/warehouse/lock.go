package warehouse

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/gofrs/flock"

	"throughcare/sql/fault"
)

// Holder is who holds the lock.
type Holder struct {
	PID     int       `json:"pid"`
	Command string    `json:"command"`
	Since   time.Time `json:"since"`
}

// Lock is the project's lock: one program at a time changes anything. It ends with the process, however that ends.
type Lock struct {
	file *flock.Flock
	path string
}

// Acquire takes the lock in the folder, or returns a fault (Locked, W002) that says who holds it.
func Acquire(dir, command string, now time.Time) (*Lock, error) {
	path := filepath.Join(dir, "throughcare.lock")
	file := flock.New(path, flock.SetPermissions(0o600))
	ok, err := file.TryLock()
	if err != nil {
		return nil, fmt.Errorf("lock the project: %w", err)
	}
	if !ok {
		return nil, heldBy(path)
	}
	text, err := json.Marshal(Holder{PID: os.Getpid(), Command: command, Since: now.UTC().Truncate(time.Second)})
	if err == nil {
		err = os.WriteFile(path, text, 0o600)
	}
	if err != nil {
		return nil, fmt.Errorf("write the lock: %w", err)
	}
	return &Lock{file: file, path: path}, nil
}

func heldBy(path string) error {
	f := fault.New(fault.Locked, "W002", "another run holds this project")
	f.Effect = "nothing was changed"
	f.Try = "wait until it has finished, then try again"
	var h Holder
	text, err := os.ReadFile(path) //nolint:gosec // the project's own lock file
	if err == nil && json.Unmarshal(text, &h) == nil {
		f.What = fmt.Sprintf("another run holds this project: %q, process %d, since %s",
			strings.TrimSpace(h.Command), h.PID, h.Since.Format(time.RFC3339))
	}
	return f
}

// Release gives the lock back. The file stays: taking it away would let two programs lock two files of one name.
func (l *Lock) Release() error {
	return errors.Join(os.Truncate(l.path, 0), l.file.Unlock())
}
