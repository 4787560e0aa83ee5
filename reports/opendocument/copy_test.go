package opendocument

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"
)

func workbook(t *testing.T) []byte {
	t.Helper()
	f := excelize.NewFile()
	defer f.Close()
	if err := f.SetCellStr("Sheet1", "A1", "Needs & more"); err != nil {
		t.Fatal(err)
	}
	if err := f.SetCellFloat("Sheet1", "B1", 12.25, -1, 64); err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := f.Write(&out); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func TestCopy(t *testing.T) {
	if _, err := exec.LookPath("soffice"); err != nil {
		t.Skip("soffice is not on the PATH: no copy was made")
	}
	content, err := Copy(t.Context(), workbook(t), Longest)
	if err != nil {
		t.Fatal(err)
	}
	z, err := zip.NewReader(bytes.NewReader(content), int64(len(content)))
	if err != nil {
		t.Fatal(err)
	}
	parts := map[string]string{}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		part, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		parts[f.Name] = string(part)
	}
	if parts["mimetype"] != "application/vnd.oasis.opendocument.spreadsheet" || !strings.Contains(parts["content.xml"], "Needs &amp; more") || !strings.Contains(parts["content.xml"], `office:value="12.25"`) {
		t.Errorf("not the workbook as OpenDocument: %.200s", parts["content.xml"])
	}
}

// Without LibreOffice that is what is said; one that hangs is ended with all that it started, and leaves no folder.
func TestNoCopy(t *testing.T) {
	bin, temp := t.TempDir(), t.TempDir()
	t.Setenv("TMPDIR", temp)
	t.Setenv("PATH", bin)
	if _, err := Copy(t.Context(), nil, time.Second); !errors.Is(err, ErrNone) {
		t.Errorf("without LibreOffice: %v", err)
	}
	script := func(text string) {
		if err := os.WriteFile(filepath.Join(bin, "soffice"), []byte("#!/bin/sh\n"+text+"\n"), 0o700); err != nil { //nolint:gosec // a program
			t.Fatal(err)
		}
	}
	script("/bin/sleep 60 & wait")
	began := time.Now()
	if _, err := Copy(t.Context(), nil, 200*time.Millisecond); !errors.Is(err, context.DeadlineExceeded) || time.Since(began) > 4*time.Second {
		t.Errorf("one that hangs: %v after %v", err, time.Since(began))
	}
	script("exit 0")
	if _, err := Copy(t.Context(), nil, 10*time.Second); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("one that makes nothing: %v", err)
	}
	script("exit 3")
	if _, err := Copy(t.Context(), nil, 10*time.Second); err == nil {
		t.Error("one that fails is not told")
	}
	if left, err := os.ReadDir(temp); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}
