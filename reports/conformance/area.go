package conformance

import (
	"strconv"
	"strings"
)

// area of cells, from 1, both ends in.
type area struct{ left, top, right, bottom int }

func (a area) has(column, row int) bool {
	return column >= a.left && column <= a.right && row >= a.top && row <= a.bottom
}

func (a area) meets(o area) bool {
	return a.left <= o.right && o.left <= a.right && a.top <= o.bottom && o.top <= a.bottom
}

// parseCell reads a name such as $B$12.
func parseCell(name string) (column, row int, ok bool) {
	name = strings.ReplaceAll(name, "$", "")
	i := 0
	for ; i < len(name) && (name[i] >= 'A' && name[i] <= 'Z' || name[i] >= 'a' && name[i] <= 'z'); i++ {
		column = column*26 + int(name[i]|0x20-'a') + 1
	}
	row, err := strconv.Atoi(name[i:])
	return column, row, i > 0 && i < 4 && err == nil && row > 0
}

func cellName(column, row int) string {
	letters := ""
	for ; column > 0; column = (column - 1) / 26 {
		letters = string(rune('A'+(column-1)%26)) + letters
	}
	return letters + strconv.Itoa(row)
}
