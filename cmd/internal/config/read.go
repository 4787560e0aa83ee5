package config

import (
	"throughcare/sql/fault"
	"throughcare/sql/settings"
)

// The stable codes of faults in a settings file.
const (
	codeSyntax = "P010" // not YAML
	codeKey    = "P011" // a key that there is not
	codeType   = "P012" // a value of the wrong form
	codeValue  = "P013" // a value that cannot be
)

// reader is one settings file with its faults.
type reader struct{ *settings.File }

// Parse reads and checks the text of a settings file; the name is for faults.
func Parse(name string, text []byte) (Config, error) {
	config := Default()
	r := reader{settings.Read(name, text, &config, settings.Words{Syntax: codeSyntax, Key: codeKey, Type: codeType, Effect: "nothing was done"})}
	if r.Err() == nil {
		r.check(&config)
	}
	if err := r.Err(); err != nil {
		return Config{}, err
	}
	return config, nil
}

// value notes a fault of a setting's value.
func (r reader) value(path, format string, args ...any) *fault.Fault {
	return r.Fail(path, codeValue, format, args...)
}
