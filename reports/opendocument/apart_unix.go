//go:build unix

package opendocument

import (
	"os/exec"
	"syscall"
)

// apart gives the program a group of its own, so that what it starts ends with it: soffice is a script around the program.
func apart(c *exec.Cmd) {
	c.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	c.Cancel = func() error { return syscall.Kill(-c.Process.Pid, syscall.SIGKILL) }
}
