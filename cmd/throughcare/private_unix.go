//go:build unix

package main

import "syscall"

// private makes every file of this process for its owner only, also those that the database makes for itself.
func private() { syscall.Umask(0o077) }
