package source

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
)

// The texts of dates and times. An instant (a timestamp with a zone) is told in UTC with a Z; one without a zone is the
// wall clock as it stands.
const (
	dateText  = "2006-01-02"
	stampText = "2006-01-02T15:04:05.999999999"
	clockText = "15:04:05.999999999"
)

// appendArrow appends the text of a value that is not null.
func appendArrow(to []byte, column arrow.Array, row int) ([]byte, error) {
	switch c := column.(type) {
	case *array.String:
		return append(to, c.Value(row)...), nil
	case *array.LargeString:
		return append(to, c.Value(row)...), nil
	case *array.Binary:
		return append(to, c.Value(row)...), nil
	case *array.LargeBinary:
		return append(to, c.Value(row)...), nil
	case *array.FixedSizeBinary:
		return append(to, c.Value(row)...), nil
	case *array.Boolean:
		return strconv.AppendBool(to, c.Value(row)), nil
	case *array.Dictionary:
		at := c.GetValueIndex(row)
		if c.Dictionary().IsNull(at) {
			return to, nil
		}
		return appendArrow(to, c.Dictionary(), at)
	case array.ExtensionArray:
		return appendArrow(to, c.Storage(), row)
	case *array.Null:
		return to, nil
	}
	if out, ok := appendArrowNumber(to, column, row); ok {
		return out, nil
	}
	if out, ok := appendArrowTime(to, column, row); ok {
		return out, nil
	}
	if _, nested := column.DataType().(arrow.NestedType); nested {
		text, err := json.Marshal(column.GetOneForMarshal(row))
		return append(to, text...), err
	}
	return to, fmt.Errorf("column type %s has no text", column.DataType())
}

// appendArrowNumber appends whole numbers, floats and decimals, each in the shortest text that is exact.
func appendArrowNumber(to []byte, column arrow.Array, row int) ([]byte, bool) {
	switch c := column.(type) {
	case *array.Int8:
		return strconv.AppendInt(to, int64(c.Value(row)), 10), true
	case *array.Int16:
		return strconv.AppendInt(to, int64(c.Value(row)), 10), true
	case *array.Int32:
		return strconv.AppendInt(to, int64(c.Value(row)), 10), true
	case *array.Int64:
		return strconv.AppendInt(to, c.Value(row), 10), true
	case *array.Uint8:
		return strconv.AppendUint(to, uint64(c.Value(row)), 10), true
	case *array.Uint16:
		return strconv.AppendUint(to, uint64(c.Value(row)), 10), true
	case *array.Uint32:
		return strconv.AppendUint(to, uint64(c.Value(row)), 10), true
	case *array.Uint64:
		return strconv.AppendUint(to, c.Value(row), 10), true
	case *array.Float16:
		return strconv.AppendFloat(to, float64(c.Value(row).Float32()), 'f', -1, 32), true
	case *array.Float32:
		return strconv.AppendFloat(to, float64(c.Value(row)), 'f', -1, 32), true
	case *array.Float64:
		return strconv.AppendFloat(to, c.Value(row), 'f', -1, 64), true
	case *array.Decimal32, *array.Decimal64, *array.Decimal128, *array.Decimal256:
		text := column.ValueStr(row)
		if strings.Contains(text, ".") {
			text = strings.TrimSuffix(strings.TrimRight(text, "0"), ".")
		}
		return append(to, text...), true
	}
	return to, false
}

// appendArrowTime appends dates, timestamps and times of day.
func appendArrowTime(to []byte, column arrow.Array, row int) ([]byte, bool) {
	switch c := column.(type) {
	case *array.Date32:
		return c.Value(row).ToTime().AppendFormat(to, dateText), true
	case *array.Date64:
		return c.Value(row).ToTime().AppendFormat(to, dateText), true
	case *array.Timestamp:
		kind := c.DataType().(*arrow.TimestampType)
		to = c.Value(row).ToTime(kind.Unit).UTC().AppendFormat(to, stampText)
		if kind.TimeZone != "" {
			to = append(to, 'Z')
		}
		return to, true
	case *array.Time32:
		return clock(to, int64(c.Value(row)), c.DataType().(*arrow.Time32Type).Unit), true
	case *array.Time64:
		return clock(to, int64(c.Value(row)), c.DataType().(*arrow.Time64Type).Unit), true
	}
	return to, false
}

func clock(to []byte, v int64, unit arrow.TimeUnit) []byte {
	return time.Unix(0, 0).UTC().Add(time.Duration(v)*unit.Multiplier()).AppendFormat(to, clockText)
}
