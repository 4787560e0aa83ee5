package sample

import "time"

// The made-up world's own history. Services change hands, a prison closes, and
// in early 2025 short sentences become shorter in three tranches of releases
// while more throughcare support officers are taken on: that is what lifts the
// two months of the deck above the months around them.

func stirlingOpens() day    { return date(2023, time.June, 1) }
func kilmarnockPublic() day { return date(2024, time.March, 18) }
func upsideStarts() day     { return date(2025, time.April, 1) }
func expansionStarts() day  { return date(2025, time.January, 27) }
func expansionEnds() day    { return date(2025, time.March, 31) }
func newReleasePoint() day  { return date(2025, time.February, 11) }

// tranches are the days on which people past the new release point go home.
func tranches() []day {
	return []day{date(2025, time.February, 18), date(2025, time.March, 4), date(2025, time.March, 18)}
}

// DeckFrom is the first day of the two months that stand for those of the
// throughcare support officers' slides ("in the last two months").
func DeckFrom() time.Time { return time.Date(2025, time.February, 1, 0, 0, 0, 0, time.UTC) }

// DeckTo is the last day of those two months.
func DeckTo() time.Time { return time.Date(2025, time.March, 31, 0, 0, 0, 0, time.UTC) }
