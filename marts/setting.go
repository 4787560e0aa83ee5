package marts

import (
	"context"

	"throughcare/sql/warehouse"
)

// conferenceClock is the setting of a project that changes how a time limit is counted: from where the six months of the first
// case conference run, on which the guidance does not agree. It reaches the models as a variable of the session, and a release
// keeps the value that it was made with.
const conferenceClock = "conference_clock"

// suppliersDue is the setting that says which deliveries were due.
const suppliersDue = "suppliers"

// FromSentence is what the conference clock is where a project does not say.
const FromSentence = "sentence"

// ConferenceStart says in words from where the six months of the first case conference run, by the value of the setting. Releases
// from before the value was kept have none.
func ConferenceStart(clock string) string {
	switch clock {
	case FromSentence:
		return "the sentence, as current guidance says"
	case "admission":
		return "admission, as older guidance said"
	default:
		return "the sentence or admission (this release does not say which)"
	}
}

// caveatsWith are the caveats, and after them what the setting was that the figures are made with.
func (m *Measure) caveatsWith(ctx context.Context, tx *warehouse.Tx) (string, error) {
	if m.Setting != conferenceClock {
		return m.Caveats, nil
	}
	var clock string
	if err := tx.QueryRow(ctx, "select coalesce(getvariable('conference_clock')::varchar, ?)", FromSentence).Scan(&clock); err != nil {
		return "", err
	}
	return m.Caveats + " In these figures the 6 months of the initial case conference run from " + ConferenceStart(clock) + ".", nil
}
