package transform_test

import (
	"context"
	"testing"

	"throughcare/sql/warehouse"
	"throughcare/transform"
)

// generated are the records of the scale test, made by number: two suppliers know every person and report every tenth
// sign-up both; person 0 stands for the placeholder that a supplier uses for "unknown", with a thousand records of each kind.
func generated() []string {
	const from = `'a' as supplier, date '2026-10-31' as extract_date, 'load' as load_id, i as row_number from `
	return []string{
		`insert into staging.people by name
			select 'p' || (i % 80000) as person_key, date '1960-01-01' + (i % 16000)::integer as date_of_birth, 'M' as gender,
				'S12000049' as home_authority, if(i < 80000, 'a', 'b') as supplier, date '2026-10-31' as extract_date,
				'load' as load_id, i as row_number
			from range(160000) as made(i)`,
		`insert into staging.custody by name
			select 'c' || i as custody_ref, 'p' || if(i < 1000, 0, i % 80000) as person_key,
				timestamp '2020-01-01' + to_days((i % 1500)::integer) as admitted_at, 'SENTENCED' as legal_status,
				'BAR' as establishment, date '2020-03-01' + (i % 2000)::integer as liberated_on, ` + from + `range(200000) as made(i)`,
		`insert into staging.sign_ups by name
			select 's' || i as sign_up_ref, 'p' || if(i < 1000, 0, i % 80000) as person_key,
				if(i % 3 = 0, 'c' || i, null) as custody_ref, 'TSO' as service, 'ACCEPTED' as response,
				date '2020-01-01' + (i % 2000)::integer as signed_up_on, ` + from + `range(200000) as made(i)`,
		`insert into staging.sign_ups by name
			select * replace ('b' as supplier) from staging.sign_ups where row_number % 10 = 0`,
		`insert into staging.needs by name
			select 'n' || i as need_ref, 'p' || (i % 80000) as person_key, 's' || (i % 200000) as sign_up_ref,
				'HOUSING' as category, date '2020-02-01' + (i % 2000)::integer as identified_on, ` + from + `range(300000) as made(i)`,
		`insert into staging.liberation_support by name
			select 'u' || i as support_ref, 'p' || if(i < 1000, 0, i % 80000) as person_key,
				date '2020-03-01' + (i % 2000)::integer as supported_on, 'TRANSPORT' as kind, 'ATTENDED' as result, ` +
			from + `range(200000) as made(i)`,
	}
}

// Joins keep to one row a record however many records a person has; nothing here is timed.
func TestScaleDoesNotMultiplyRows(t *testing.T) {
	if testing.Short() {
		t.Skip("a million records are made: not in short mode")
	}
	want := map[string]int64{
		"people": 80_000, "custody": 200_000, "sign_ups": 200_000, "needs": 300_000, "liberation_support": 200_000,
		"liberations": 200_000, "contacts": 0, "licences": 0,
	}
	err := openWarehouse(t).Read(t.Context(), func(ctx context.Context, tx *warehouse.Tx) error {
		setAsAt(ctx, t, tx, "2026-10-31")
		for _, statement := range generated() {
			if _, err := tx.Exec(ctx, statement); err != nil {
				return err
			}
		}
		report, err := transform.Build(ctx, tx, loadModels(t), nil)
		for _, m := range report.Models {
			t.Logf("%-20s %8d rows %s", m.Model.Name, m.Rows, m.Took)
			if rows, given := want[m.Model.Name]; given && rows != m.Rows {
				t.Errorf("%s: got %d rows, want %d", m.Model.Name, m.Rows, rows)
			}
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
}
