package source

// splitRef splits a cell reference such as "B12" into column (from 0) and row (from 1). A part that is not there or
// makes no sense is -1 or 0.
func splitRef(ref []byte) (column, row int) {
	i := 0
	for ; i < len(ref) && ref[i] >= 'A' && ref[i] <= 'Z' && i < 4; i++ {
		column = column*26 + int(ref[i]-'A') + 1
	}
	for _, c := range ref[i:] {
		if c < '0' || c > '9' || row > maxSheetRow {
			return column - 1, 0
		}
		row = row*10 + int(c-'0')
	}
	return column - 1, row
}

// The size of an Excel sheet.
const (
	maxSheetRow    = 1 << 20
	maxSheetColumn = 1 << 14
)
