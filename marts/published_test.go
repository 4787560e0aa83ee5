package marts_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// fourEditions are figures of a stock, a flow and shares as editions gave them, with the publisher's signs.
const fourEditions = `insert into core.published_series (series, edition, period_start, period_end, authority, breakdown, category, value, marker, note, extract_date) values
  ('jsw.throughcare.statutory.stock', '2024-25', '2025-03-31', '2025-03-31', null, 'place', 'community', 20, null, null, '2025-09-09'),
  ('jsw.throughcare.statutory.stock', '2025-26', '2025-03-31', '2025-03-31', null, 'place', 'community', 30, null, 'A council sent its return late', '2026-09-09'),
  ('jsw.throughcare.statutory.community.commenced', '2025-26', '2025-04-01', '2026-03-31', null, null, null, 120, null, null, '2026-09-09'),
  ('jsw.throughcare.statutory.community.commenced', '2025-26', '2025-04-01', '2026-03-31', 'S12000049', null, null, 100, null, null, '2026-09-09'),
  ('jsw.throughcare.statutory.community.commenced', '2025-26', '2025-04-01', '2026-03-31', null, 'licence_type', 'PAROLE', null, '..', null, '2026-09-09'),
  ('jsw.throughcare.statutory.community.commenced', '2025-26', '2025-04-01', '2026-03-31', null, 'licence_type', 'OLR', 2, null, null, '2026-09-09'),
  ('prison.departures.percent', '2023-24', '2025-04-01', '2026-03-31', null, 'liberation_type', 'Sentence Served', 66.7, null, null, '2026-09-09'),
  ('prison.departures', '2023-24', '2025-04-01', '2026-03-31', null, 'liberation_type', 'On licence/Parole/SRO/HDC', 15, null, null, '2026-09-09'),
  ('prison.departures', '2023-24', '2025-04-01', '2026-03-31', null, 'liberation_type', 'COVID-19 Early Release', null, '[x]', null, '2026-09-09'),
  ('prison.departures', '2024-25', '2025-04-01', '2026-03-31', null, 'liberation_type', 'COVID-19 Early Release', 8, null, null, '2026-10-09'),
  ('somebody.else', 'first', '2025-04-01', '2026-03-31', null, null, null, 7, null, null, '2026-09-09'),
  ('plan.signups', 'Plan', '2025-04-01', '2026-03-31', null, null, null, 7, null, null, '2026-09-09')`

// ownRecords are 20 licences open at the end of March 2025 and 118 that started in 2025-26, two of them for life; of 35 people
// liberated in 2025-26 the type of five is not recorded.
const ownRecords = `insert into core.licences (licence_ref, person_key, licence_type, started_on, authority)
select 'l' || i, 'p' || i, case when i < 118 then 'NONPAR' when i < 136 then 'PAROLE' else 'OLR' end,
  case when i < 20 then date '2024-12-01' else date '2025-10-01' end, 'S12000049' from range(138) as t (i)`

const ownLiberations = `insert into core.liberations (custody_ref, person_key, liberated_on, liberation_type)
select 'c' || i, 'p' || i, case when i < 35 then date '2025-06-01' else date '2024-04-01' end,
  case when i < 20 then 'SENTENCE_SERVED' when i < 25 then 'HDC' when i < 30 then 'SRO' end from range(36) as t (i)`

func TestPublishedStandsBesideOwn(t *testing.T) {
	b := setup(t, "2026-09-30", fourEditions, ownRecords, ownLiberations).only("licences_started", "licences_open", "liberations")
	b.build()
	b.release(5)
	got := b.rows(`select replace(series, 'jsw.throughcare.statutory.', ''), edition, replace(place, 'Glasgow City', 'G'), category, value, marker, own_value, own_marker,
  difference, round(per_cent, 1), agrees
from release.published order by all`)
	want := strings.Split(`community.commenced|2025-26|G|all|100.0||118.0||18.0|118.0|false
community.commenced|2025-26|Scotland|OLR|2.0|||[c]|||
community.commenced|2025-26|Scotland|PAROLE||..||[c]|||
community.commenced|2025-26|Scotland|all|120.0||118.0||-2.0|98.3|true
prison.departures|2023-24|Scotland|COVID-19 Early Release||[x]|0.0||||
prison.departures|2023-24|Scotland|On licence/Parole/SRO/HDC|15.0||10.0||-5.0|66.7|false
prison.departures|2024-25|Scotland|COVID-19 Early Release|8.0||0.0||-8.0|0.0|false
prison.departures.percent|2023-24|Scotland|Sentence Served|66.7||66.66666666666667||-0.03333333333333144|100.0|true
somebody.else|first|Scotland|all|7.0||||||
stock|2024-25|Scotland|community|20.0||20.0||0.0|100.0|true
stock|2025-26|Scotland|community|30.0||20.0||-10.0|66.7|false`, "\n")
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("published beside own (-want +got):\n%s", diff)
	}
}

func TestEditionsAreRevisions(t *testing.T) {
	b := setup(t, "2026-10-31", fourEditions, ownRecords, ownLiberations).only("licences_started")
	b.build()
	b.release(5)
	got := b.rows(`select series, category, editions, first_edition, first_value, first_marker, latest_edition, latest_value, revised, change, change_per_cent, why
from release.published_revisions order by all`)
	want := []string{
		"jsw.throughcare.statutory.stock|community|2|2024-25|20.0||2025-26|30.0|true|10.0|50.0|A council sent its return late",
		"prison.departures|COVID-19 Early Release|2|2023-24||[x]|2024-25|8.0|true|||", // a sign is no number to take away from
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("revisions between editions (-want +got):\n%s", diff)
	}
	if got := b.rows("select distinct marker_means from release.published where marker = '..'"); cmp.Diff([]string{"missing or not available"}, got) != "" {
		t.Errorf("the meaning of a sign: got %v", got)
	}
}
