package workbook

import (
	"fmt"

	"throughcare/reports/document"
	"throughcare/reports/xlsx"
)

// normalise puts the package in order and gives the charts their intervals.
func normalise(raw []byte, sheets map[int]xlsx.Sheet, drawn []*document.Chart) ([]byte, error) {
	return xlsx.Pack(raw, sheets, func(part string, content []byte) []byte {
		var number int
		if _, err := fmt.Sscanf(part, "xl/charts/chart%d.xml", &number); err == nil && number >= 1 && number <= len(drawn) {
			return mendChart(content, drawn[number-1])
		}
		return content
	})
}
