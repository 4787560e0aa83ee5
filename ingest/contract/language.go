package contract

import _ "embed"

//go:embed language.md
var language string

// Language is the reference of the contract language, in Markdown, for people who write contracts.
func Language() string { return language }
