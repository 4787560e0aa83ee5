package opendocument

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"time"
)

// ErrNone means that there is no LibreOffice on this machine.
var ErrNone = errors.New("LibreOffice (soffice) is not on the PATH")

// Longest that a copy may take; a workbook of 150 sheets takes about a quarter of a minute.
const Longest = 3 * time.Minute

// Copy is the workbook as the bytes of an ODS file. LibreOffice works in a folder of its own, with its settings in it: no copy
// that somebody has open is asked, nothing of the user's is read, and nothing but the workbook is given to it. Past the limit, or
// with the context, it is ended, and all that it started.
func Copy(ctx context.Context, workbook []byte, limit time.Duration) ([]byte, error) {
	soffice, err := exec.LookPath("soffice")
	if err != nil {
		return nil, ErrNone
	}
	folder, err := os.MkdirTemp("", "throughcare-ods-")
	if err != nil {
		return nil, fmt.Errorf("ods copy: %w", err)
	}
	defer func() { _ = os.RemoveAll(folder) }()
	in := filepath.Join(folder, "workbook.xlsx")
	if err := os.WriteFile(in, workbook, 0o600); err != nil {
		return nil, fmt.Errorf("ods copy: %w", err)
	}
	profile := url.URL{Scheme: "file", Path: filepath.ToSlash(filepath.Join(folder, "profile"))}
	ctx, end := context.WithTimeout(ctx, limit)
	defer end()
	c := exec.CommandContext(ctx, soffice, "-env:UserInstallation="+profile.String(), "--headless", "--norestore", "--nolockcheck", "--convert-to", "ods:calc8", "--outdir", folder, in) //nolint:gosec // as found
	c.Dir = folder
	c.Env = []string{"PATH=" + os.Getenv("PATH"), "HOME=" + folder, "TMPDIR=" + folder, "LANG=C.UTF-8"}
	c.WaitDelay = 5 * time.Second
	apart(c)
	if err := c.Run(); err != nil {
		if ctx.Err() != nil {
			err = ctx.Err()
		}
		return nil, fmt.Errorf("ods copy: soffice: %w", err)
	}
	// It says that all is well also when it could not read the file.
	content, err := os.ReadFile(filepath.Join(folder, "workbook.ods"))
	if err != nil {
		return nil, fmt.Errorf("ods copy: soffice made none: %w", err)
	}
	return content, nil
}
