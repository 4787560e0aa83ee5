package workbook

import (
	"fmt"

	"throughcare/reports/xlsx"
)

// pack puts the package in order, with the cells of every sheet, and gives the charts their intervals.
func (b *book) pack() ([]byte, error) {
	return xlsx.Pack(b.file, b.held, func(part string, content []byte) []byte {
		var number int
		if _, err := fmt.Sscanf(part, "xl/charts/chart%d.xml", &number); err == nil && number >= 1 && number <= len(b.drawn) {
			return mendChart(content, b.drawn[number-1])
		}
		return content
	})
}
