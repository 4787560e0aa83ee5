package reports

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/google/renameio/v2"
)

// writeFile writes a file whole or not at all, readable by its owner alone.
func writeFile(path string, content []byte) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return fmt.Errorf("reports: %w", err)
	}
	if err := renameio.WriteFile(path, content, 0o600, renameio.WithStaticPermissions(0o600)); err != nil {
		return fmt.Errorf("reports: %w", err)
	}
	return nil
}

// replaceFolder writes the files beside the folder and puts them in its place: see swapFolder.
func replaceFolder(folder string, files map[string][]byte) error {
	return swapFolder(folder, func(fresh string) error {
		for file, content := range files {
			if err := writeFile(filepath.Join(fresh, file), content); err != nil {
				return err
			}
		}
		return nil
	})
}

// swapFolder has a fresh folder filled and puts it in the place of the old one. Killed in between, it leaves either the old folder
// or the new one, and at worst a folder whose name starts with a dot, which the next run removes.
func swapFolder(folder string, fill func(fresh string) error) error {
	parent, name := filepath.Split(folder)
	fresh, old := filepath.Join(parent, "."+name+".new"), filepath.Join(parent, "."+name+".old")
	for _, stale := range []string{fresh, old} {
		if err := os.RemoveAll(stale); err != nil {
			return fmt.Errorf("reports: %w", err)
		}
	}
	if err := os.MkdirAll(fresh, 0o700); err != nil {
		return fmt.Errorf("reports: %w", err)
	}
	if err := fill(fresh); err != nil {
		return err
	}
	if err := os.Rename(folder, old); err != nil && !os.IsNotExist(err) {
		return fmt.Errorf("reports: %w", err)
	}
	if err := os.Rename(fresh, folder); err != nil {
		return fmt.Errorf("reports: %w", err)
	}
	if err := os.RemoveAll(old); err != nil {
		return fmt.Errorf("reports: %w", err)
	}
	return nil
}

// digest is a file's size and SHA-256, read in pieces: data files are big.
func digest(path string) (int64, string, error) {
	in, err := os.Open(path) //nolint:gosec // below the folder that this package writes
	if err != nil {
		return 0, "", err
	}
	defer in.Close()
	h := sha256.New()
	n, err := io.Copy(h, in)
	return n, hex.EncodeToString(h.Sum(nil)), err
}

// manifest lists every file of a release's folder but itself.
type manifest struct {
	Release string         `json:"release"`
	AsAt    string         `json:"as_at"`
	MadeAt  string         `json:"made_at"`
	Program string         `json:"program"`
	Clock   string         `json:"conference_clock,omitempty"` // the setting that the release was made with
	Figures string         `json:"figures_sha256"`
	Files   []manifestFile `json:"files"`
}

type manifestFile struct {
	Path   string `json:"path"`
	SHA256 string `json:"sha256"`
	Bytes  int    `json:"bytes"`
}

// manifestOf reads the folder as it is on disk, so that it is right after a run for some bodies only.
func manifestOf(root string, r Release) ([]byte, error) {
	m := manifest{Release: r.ID, AsAt: r.AsAt.Format(time.DateOnly), MadeAt: r.MadeAt.UTC().Format(time.RFC3339), Program: r.Program, Clock: r.ConferenceClock, Figures: r.SHA256, Files: []manifestFile{}}
	err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if path != root && strings.HasPrefix(entry.Name(), ".") {
			if entry.IsDir() {
				return fs.SkipDir
			}
			return nil
		}
		if entry.IsDir() || path == filepath.Join(root, "manifest.json") {
			return nil
		}
		short, err := filepath.Rel(root, path)
		if err != nil {
			return err
		}
		size, sum, err := digest(path)
		if err != nil {
			return err
		}
		m.Files = append(m.Files, manifestFile{Path: filepath.ToSlash(short), SHA256: sum, Bytes: int(size)})
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("manifest: %w", err)
	}
	b, err := json.MarshalIndent(m, "", "  ")
	if err != nil {
		return nil, fmt.Errorf("manifest: %w", err)
	}
	return append(b, '\n'), nil
}
