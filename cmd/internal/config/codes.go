package config

import (
	"encoding/csv"
	"fmt"
	"maps"
	"slices"

	sqlfiles "throughcare/sql"
)

// Codes are the codes of each list: those of the program and those that the settings add.
type Codes map[string][]string

// Has says whether the list holds the code.
func (c Codes) Has(list, code string) bool { return slices.Contains(c[list], code) }

// List returns the codes of a list, none when there is no such list.
func (c Codes) List(list string) []string { return c[list] }

// AllCodes of the reference data and of the settings.
func (c Config) AllCodes() (Codes, error) {
	all, err := reference()
	if err != nil {
		return nil, err
	}
	for list, more := range c.Codes {
		for _, code := range slices.Sorted(maps.Keys(more)) {
			if !all.Has(list, code) {
				all[list] = append(all[list], code)
			}
		}
	}
	return all, nil
}

// reference reads the code lists that come with the program, in their order.
func reference() (Codes, error) {
	file, err := sqlfiles.FS.Open("reference/codes.csv")
	if err != nil {
		return nil, fmt.Errorf("read the code lists: %w", err)
	}
	defer file.Close()
	rows, err := csv.NewReader(file).ReadAll()
	if err != nil {
		return nil, fmt.Errorf("read the code lists: %w", err)
	}
	codes := Codes{}
	for _, row := range rows[1:] { // below the header: list, code, ...
		codes[row[0]] = append(codes[row[0]], row[1])
	}
	return codes, nil
}
