package sample

import (
	"slices"
	"strings"
)

// entry is one record, or one row of a sheet, as a supplier sees it on a day.
type entry struct {
	// row is what would be sent on the day, nil when the record is not known yet.
	row func(asAt day) []string
	// open says whether it belongs in a snapshot for asAt that follows one for prev.
	open func(prev, asAt day) bool
}

// feed sends entries on dates: as snapshots what is open, otherwise what is new
// or changed since it was last sent. About one row in fifty is wrong; a wrong
// row of a record is sent again, well, with the next delivery, so that every
// record gets through in the end. Other wrong rows stand for records that never
// existed.
type feed struct {
	dates    []day
	snapshot bool
	entries  []entry
	faults   faults
}

// batch is the rows of one delivery.
type batch struct {
	at    day
	rows  [][]string
	wrong int
}

func (f *feed) run(r dice) []batch {
	last := make([]string, len(f.entries))
	again := make([]bool, len(f.entries))
	var out []batch
	prev := day(0)
	for i, at := range f.dates {
		b := batch{at: at}
		for j, e := range f.entries {
			row := f.due(e, prev, at, last[j], again[j])
			if row == nil {
				continue
			}
			last[j] = strings.Join(row, "\x1f")
			wasAgain := again[j]
			again[j] = false
			if f.sentNextToo(e, i) && !wasAgain {
				row, again[j] = f.disturb(r, &b, row)
			}
			b.rows = append(b.rows, f.faults.untidy(r, row))
		}
		f.noise(r, &b)
		out = append(out, b)
		prev = at
	}
	return out
}

// due is the row to send now, nil for none.
func (f *feed) due(e entry, prev, at day, last string, again bool) []string {
	if f.snapshot {
		if !e.open(prev, at) {
			return nil
		}
		return e.row(at)
	}
	row := e.row(at)
	if row == nil || !again && strings.Join(row, "\x1f") == last {
		return nil
	}
	return row
}

// sentNextToo says whether a record that goes wrong now can be mended: there is
// a next delivery and the record will be in it.
func (f *feed) sentNextToo(e entry, i int) bool {
	if i+1 >= len(f.dates) {
		return false
	}
	return !f.snapshot || e.open(f.dates[i], f.dates[i+1])
}

// disturb makes a few rows wrong, and a few others right but later corrected.
func (f *feed) disturb(r dice, b *batch, row []string) ([]string, bool) {
	switch x := r.Float64(); {
	case x < 0.014:
		b.wrong++
		return f.faults.spoil(r, row), true
	case x < 0.016 && len(f.faults.dates) > 0:
		twin := f.faults.shift(r, row)
		b.rows = append(b.rows, twin) // the same key twice in one file
		b.wrong += 2
		return row, true
	case x < 0.026 && len(f.faults.corrected) > 0:
		return f.faults.mistake(r, row), true
	}
	return row, false
}

// noise adds wrong rows of records that do not exist: about one in 150, and one
// with the canary's name and reference.
func (f *feed) noise(r dice, b *batch) {
	if len(b.rows) < 20 {
		return
	}
	for i := range 1 + len(b.rows)/150 {
		row := append([]string(nil), b.rows[r.IntN(len(b.rows))]...)
		for len(row) > f.faults.width {
			row = row[:f.faults.width]
		}
		row[f.faults.key] = "X" + row[f.faults.key]
		if i == 0 && f.faults.name > 0 {
			row[f.faults.name], row[f.faults.person] = CanaryName, CanaryRef
		}
		switch col := f.faults.required; {
		case !slices.Contains(f.faults.dates, col):
			row[f.faults.dates[0]] = f.faults.impossible(r)
		case r.chance(0.5):
			row[col] = f.faults.impossible(r)
		default:
			row[col] = ""
		}
		at := r.IntN(len(b.rows))
		b.rows = append(b.rows[:at], append([][]string{row}, b.rows[at:]...)...)
		b.wrong++
	}
}
