package sample

import (
	"math"
	"math/rand/v2"
	"time"
)

// day counts days since 1 January 1970; 0 is "no date".
type day int32

func toDay(t time.Time) day {
	u := time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, time.UTC)
	return day(u.Unix() / 86400)
}

func date(y int, m time.Month, d int) day {
	return toDay(time.Date(y, m, d, 0, 0, 0, 0, time.UTC))
}

func (d day) time() time.Time { return time.Unix(int64(d)*86400, 0).UTC() }

// iso is 2006-01-02, or blank for no date.
func (d day) iso() string { return d.format(time.DateOnly) }

// uk is 02/01/2006, or blank for no date.
func (d day) uk() string { return d.format("02/01/2006") }

func (d day) format(layout string) string {
	if d == 0 {
		return ""
	}
	return d.time().Format(layout)
}

// at is the date with a time of day, given in minutes after midnight.
func (d day) at(minutes int, layout string) string {
	if d == 0 {
		return ""
	}
	return d.time().Add(time.Duration(minutes) * time.Minute).Format(layout)
}

// seen is the date as somebody knows it on the day asAt: blank if still to come.
func (d day) seen(asAt day) day {
	if d > asAt {
		return 0
	}
	return d
}

// before says whether d is a date earlier than o.
func (d day) before(o day) bool { return d != 0 && d < o }

// within says whether d falls in from..to, both included.
func (d day) within(from, to day) bool { return d >= from && d <= to }

// backToFriday moves a Saturday or Sunday to the Friday before it: nobody is
// liberated at a weekend, which is why Fridays are busy.
func (d day) backToFriday() day {
	switch d.time().Weekday() {
	case time.Saturday:
		return d - 1
	case time.Sunday:
		return d - 2
	default:
		return d
	}
}

// goingHome is the day of a liberation that is due: no weekend, and after the
// day given, which for a very short sentence means the Monday.
func (d day) goingHome(after day) day {
	if on := d.backToFriday(); on > after {
		return on
	}
	return max(d, after+1).workday()
}

// workday moves a Saturday or Sunday to the Monday after it.
func (d day) workday() day {
	switch d.time().Weekday() {
	case time.Saturday:
		return d + 2
	case time.Sunday:
		return d + 1
	default:
		return d
	}
}

// dice is one stream of chance; each person has a stream of his own, so that a
// change to one life leaves the others as they were.
type dice struct{ *rand.Rand }

func newDice(seed, stream uint64) dice { return dice{rand.New(rand.NewPCG(seed, stream))} }

func (r dice) chance(p float64) bool { return r.Float64() < p }

// between is a whole number in low..high, both included.
func (r dice) between(low, high int) int {
	if high <= low {
		return low
	}
	return low + r.IntN(high-low+1)
}

func (r dice) days(low, high int) day { return day(r.between(low, high)) }

// wait is an exponential waiting time in days.
func (r dice) wait(mean float64) day { return day(r.ExpFloat64() * mean) }

// around is a log-normal value with the given median and spread.
func (r dice) around(median, spread float64) float64 {
	return median * math.Exp(r.NormFloat64()*spread)
}

// share is one choice and its weight.
type share struct {
	code   string
	weight float64
}

func (r dice) pick(shares []share) string {
	total := 0.0
	for _, s := range shares {
		total += s.weight
	}
	x := r.Float64() * total
	for _, s := range shares {
		if x < s.weight {
			return s.code
		}
		x -= s.weight
	}
	return shares[len(shares)-1].code
}
