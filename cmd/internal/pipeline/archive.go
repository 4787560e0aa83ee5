package pipeline

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"filippo.io/age"
	"github.com/google/renameio/v2"
)

// opened is how the names of files begin that were taken out of the archive to be read.
const opened = ".opened-"

// takeOut puts a file of the archive, as it was received, into the restricted folder, for the owner only. Whoever asks removes it.
// fs.ErrNotExist: the archive does not have it.
func (p *Project) takeOut(sha256 string) (path string, err error) {
	sealed, err := os.Open(filepath.Join(p.Archive(), sha256+".age"))
	if err != nil {
		return "", err
	}
	defer sealed.Close() //nolint:errcheck // read only
	secret, err := readKey(p.archiveKey())
	if err != nil {
		return "", err
	}
	identity, err := age.ParseX25519Identity(secret)
	if err != nil {
		return "", errors.New("the archive key is not an age identity")
	}
	plain, err := age.Decrypt(sealed, identity)
	if err != nil {
		return "", fmt.Errorf("archive: %w", err)
	}
	if err := os.MkdirAll(p.Restricted(), 0o700); err != nil {
		return "", fmt.Errorf("archive: %w", err)
	}
	out, err := os.CreateTemp(p.Restricted(), opened+"*")
	if err != nil {
		return "", fmt.Errorf("archive: %w", err)
	}
	_, err = io.Copy(out, plain)
	if err := errors.Join(err, out.Close()); err != nil {
		return "", errors.Join(fmt.Errorf("archive: %w", err), os.Remove(out.Name()))
	}
	return out.Name(), nil
}

// clearOpened removes what a process that was killed had taken out of the archive. The project must be locked.
func (p *Project) clearOpened() error {
	left, err := filepath.Glob(filepath.Join(p.Restricted(), opened+"*"))
	for _, path := range left {
		err = errors.Join(err, os.Remove(path))
	}
	return err
}

// keep puts a file as it was received into the archive, encrypted with the project's key and named by the SHA-256 of its
// content. What is there already stays.
func (p *Project) keep(path, sha256 string) error {
	target := filepath.Join(p.Archive(), sha256+".age")
	if _, err := os.Stat(target); !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	secret, err := readKey(p.archiveKey())
	if err != nil {
		return err
	}
	identity, err := age.ParseX25519Identity(secret)
	if err != nil {
		return errors.New("the archive key is not an age identity")
	}
	source, err := os.Open(path) //nolint:gosec // a file that the user sends in
	if err != nil {
		return fmt.Errorf("archive: %w", err)
	}
	defer source.Close() //nolint:errcheck // read only
	if err := os.MkdirAll(p.Archive(), 0o700); err != nil {
		return fmt.Errorf("archive: %w", err)
	}
	out, err := renameio.NewPendingFile(target, renameio.WithPermissions(0o600))
	if err != nil {
		return fmt.Errorf("archive: %w", err)
	}
	defer out.Cleanup() //nolint:errcheck // nothing is left to clean after the replacement
	sealed, err := age.Encrypt(out, identity.Recipient())
	if err != nil {
		return fmt.Errorf("archive: %w", err)
	}
	if _, err := io.Copy(sealed, source); err != nil {
		return fmt.Errorf("archive: %w", err)
	}
	if err := sealed.Close(); err != nil {
		return fmt.Errorf("archive: %w", err)
	}
	return out.CloseAtomicallyReplace()
}
