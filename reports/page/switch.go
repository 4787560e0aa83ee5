package page

import (
	"encoding/json"
	"fmt"
	"html/template"

	"throughcare/reports/document"
)

// optionOf is the specification of the chart of an earlier period, which stands beside it in its template.
func optionOf(c *document.Chart) (template.JS, error) {
	b, err := option(c)
	if err != nil {
		return "", fmt.Errorf("chart %s: %w", c.ID, err)
	}
	return template.JS(b), nil //nolint:gosec // JSON with <, > and & escaped
}

// comparisons are the areas that a block's rates can be compared with: their cells as they are read, and their values.
func comparisons(all []document.Comparison) (template.JS, error) {
	type area struct {
		Name   string   `json:"name"`
		Cells  []string `json:"cells"`
		Values []any    `json:"values"`
	}
	list := make([]area, len(all))
	for i, c := range all {
		list[i] = area{Name: c.Name, Cells: []string{}, Values: []any{}}
		for _, cell := range c.Cells {
			list[i].Cells = append(list[i].Cells, cell.String())
			if cell.Value == nil {
				list[i].Values = append(list[i].Values, nil)
			} else {
				list[i].Values = append(list[i].Values, *cell.Value)
			}
		}
	}
	b, err := json.Marshal(list)
	if err != nil {
		return "", fmt.Errorf("comparisons: %w", err)
	}
	return template.JS(b), nil //nolint:gosec // JSON with <, > and & escaped
}
