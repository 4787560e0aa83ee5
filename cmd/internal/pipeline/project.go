package pipeline

import (
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"filippo.io/age"
	"github.com/google/renameio/v2"

	"throughcare/cmd/internal/config"
	"throughcare/ingest"
	"throughcare/sql/fault"
)

// Project is a folder with its settings.
type Project struct {
	Dir    string
	Config config.Config
}

// The places of a project. All hold data about people but Published, Out and Contracts; all are for the owner only.
func (p *Project) Warehouse() string  { return filepath.Join(p.Dir, "warehouse.duckdb") }
func (p *Project) Contracts() string  { return filepath.Join(p.Dir, "contracts") }
func (p *Project) Archive() string    { return filepath.Join(p.Dir, "archive") }
func (p *Project) Restricted() string { return filepath.Join(p.Dir, "restricted") }
func (p *Project) Published() string  { return filepath.Join(p.Dir, "published") }
func (p *Project) Out() string        { return filepath.Join(p.Dir, "out") }
func (p *Project) Logs() string       { return filepath.Join(p.Dir, "logs") }
func (p *Project) Keys() string       { return filepath.Join(p.Dir, "keys") }

// Inbox is where suppliers' files arrive, as the settings say.
func (p *Project) Inbox() string {
	if filepath.IsAbs(p.Config.Inbox) {
		return p.Config.Inbox
	}
	return filepath.Join(p.Dir, p.Config.Inbox)
}

// Definitions is the folder of the project's own reports, as the settings say; it need not be there.
func (p *Project) Definitions() string {
	if filepath.IsAbs(p.Config.Definitions) {
		return p.Config.Definitions
	}
	return filepath.Join(p.Dir, p.Config.Definitions)
}

func (p *Project) publishedFile() string { return filepath.Join(p.Published(), "throughcare.duckdb") }
func (p *Project) pseudonymKey() string  { return filepath.Join(p.Keys(), "pseudonym.key") }
func (p *Project) archiveKey() string    { return filepath.Join(p.Keys(), "archive.key") }

// Create makes an empty project: its folders, its settings and its keys. It refuses a folder that has a project (fault
// P002).
func Create(dir string) (*Project, error) {
	settings := filepath.Join(dir, config.FileName)
	if _, err := os.Lstat(settings); !errors.Is(err, fs.ErrNotExist) {
		f := fault.New(fault.Usage, "P002", "there is a project in this folder already")
		f.Source, f.Effect = dir, "nothing was changed"
		f.Try = "throughcare -C " + dir + " status, or name another folder"
		return nil, f
	}
	p := &Project{Dir: dir, Config: config.Default()}
	for _, folder := range []string{dir, p.Contracts(), filepath.Join(dir, "inbox"), p.Definitions(), p.Archive(), p.Restricted(), p.Published(), p.Out(), p.Logs(), p.Keys()} {
		if err := os.MkdirAll(folder, 0o700); err != nil {
			return nil, fmt.Errorf("make the project: %w", err)
		}
	}
	if err := p.makeKeys(); err != nil {
		return nil, err
	}
	absolute, err := filepath.Abs(dir)
	if err != nil {
		return nil, fmt.Errorf("make the project: %w", err)
	}
	if err := renameio.WriteFile(settings, config.DefaultText(filepath.Base(absolute)), 0o600); err != nil {
		return nil, fmt.Errorf("write the settings: %w", err)
	}
	return OpenProject(dir)
}

// makeKeys writes the two secrets of a project, each in a file for the owner only: the key of the pseudonyms, and the key
// that opens the archive. A key that is there already is kept.
func (p *Project) makeKeys() error {
	secret := make([]byte, ingest.MinKey)
	if _, err := rand.Read(secret); err != nil {
		return fmt.Errorf("make the pseudonym key: %w", err)
	}
	identity, err := age.GenerateX25519Identity()
	if err != nil {
		return fmt.Errorf("make the archive key: %w", err)
	}
	for path, text := range map[string]string{p.pseudonymKey(): hex.EncodeToString(secret), p.archiveKey(): identity.String()} {
		file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600) //nolint:gosec // the project's own path
		if errors.Is(err, fs.ErrExist) {
			continue
		}
		if err != nil {
			return fmt.Errorf("write a key: %w", err)
		}
		_, err = file.WriteString(text + "\n")
		if err := errors.Join(err, file.Sync(), file.Close()); err != nil {
			return fmt.Errorf("write a key: %w", err)
		}
	}
	return nil
}

// OpenProject reads the settings of the project in the folder or above it.
func OpenProject(dir string) (*Project, error) {
	path, err := config.Find(dir)
	if err != nil {
		return nil, err
	}
	settings, err := config.Load(path)
	if err != nil {
		return nil, err
	}
	return &Project{Dir: filepath.Dir(path), Config: settings}, nil
}

// readKey reads a secret and refuses one that others may read.
func readKey(path string) (string, error) {
	info, err := os.Stat(path)
	if err != nil {
		f := fault.New(fault.Usage, "P003", "a key of the project is missing")
		f.Source, f.Err = filepath.Join(filepath.Base(filepath.Dir(path)), filepath.Base(path)), err
		f.Effect = "nothing was loaded: without it, people could not be told apart or found again"
		f.Try = "put the file back from where it is kept; a new key would make every person a new one"
		return "", f
	}
	if info.Mode().Perm()&0o077 != 0 {
		f := fault.New(fault.Usage, "P004", "a key of the project can be read by others")
		f.Source = filepath.Join(filepath.Base(filepath.Dir(path)), filepath.Base(path))
		f.Effect, f.Try = "nothing was loaded", "chmod 600 "+f.Source
		return "", f
	}
	text, err := os.ReadFile(path) //nolint:gosec // the project's own path
	if err != nil {
		return "", fmt.Errorf("read a key: %w", err)
	}
	return strings.TrimSpace(string(text)), nil
}
