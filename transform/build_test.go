package transform_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"throughcare/sql/fault"
	"throughcare/sql/warehouse"
	"throughcare/transform"
)

// A project may have two kinds only; on a warehouse with no records at all every model is an empty table, and no check fails.
func TestBuildOnEmptyStaging(t *testing.T) {
	db := openWarehouse(t)
	inTx(t, db, func(ctx context.Context, tx *warehouse.Tx) error {
		var told []string
		report, err := transform.Build(ctx, tx, loadModels(t), func(model string, done, of int) {
			told = append(told, model)
			if done != len(told) || of < done {
				t.Errorf("progress: %s is %d of %d, the %dth told", model, done, of, len(told))
			}
		})
		if err != nil {
			return err
		}
		for _, m := range report.Models {
			ofReference := slices.Contains([]string{"age_bands", "clocks_uncomputed", "working_days"}, m.Model.Name)
			if m.Rows != 0 && !ofReference {
				t.Errorf("%s: %d rows from nothing", m.Model.Name, m.Rows)
			}
		}
		for _, c := range report.Checks {
			if !c.OK || c.Failed != 0 {
				t.Errorf("%s %s: %d rows fail", c.Model, c.Check, c.Failed)
			}
		}
		if len(told) != len(report.Models) || len(told) != 22 {
			t.Errorf("%d models told of, %d reported, 22 expected", len(told), len(report.Models))
		}
		return nil
	})
}

// The checks of the repository against rows that break them: each one must be able to fail, and count the right rows.
func TestChecksCanFail(t *testing.T) {
	people := "person_key, date_of_birth, gender\np1, 2001-01-01, M\n"
	custody := "custody_ref, person_key, admitted_at, legal_status, liberated_on\n"
	cases := map[string]struct {
		staging  map[string]string
		model    string
		check    string
		failed   int64
		severity transform.Severity
	}{
		"unknown gender":   {map[string]string{"people": "person_key, gender\np1, X\np2, M\np3,\n"}, "people", "accepted(gender, GENDER)", 1, transform.Stop},
		"person blank":     {map[string]string{"people": "person_key, gender\n, M\n"}, "people", "key", 1, transform.Stop},
		"unknown person":   {map[string]string{"people": people, "custody": custody + "c1, p1, 2026-01-01, REMAND,\nc2, p9, 2026-01-01, REMAND,\nc3, p8, 2026-01-01, REMAND,\n"}, "custody", "references(person_key, core.people.person_key)", 2, transform.Warn},
		"before admission": {map[string]string{"people": people, "custody": custody + "c1, p1, 2026-01-02, REMAND, 2026-01-01\n"}, "custody", "liberated_after_admitted", 1, transform.Warn},
		"no holidays":      {map[string]string{"people": people, "custody": custody + "c1, p1, 2009-01-02, REMAND, 2010-12-31\nc2, p1, 2024-01-02, REMAND, 2024-12-31\n"}, "liberations", "holidays_cover_liberations", 1, transform.Warn},
		"no calendar":      {map[string]string{"people": people, "licences": "licence_ref, person_key, licence_type, started_on, first_contact_at\nl1, p1, PAROLE, 2016-12-23, 2017-01-09\nl2, p1, PAROLE, 2016-12-23, 2016-12-23\n"}, "clocks", "clocks_calendar_known", 1, transform.Warn},
		"never sent":       {map[string]string{"people": people, "custody": custody + "c1, p1, 2026-01-02, REMAND,\nc2, p1, 2026-03-02, REMAND,\n"}, "clocks", "clocks_are_sent", 1, transform.Warn},
		"overlap":          {map[string]string{"people": people, "custody": custody + "c1, p1, 2026-01-02, REMAND, 2026-02-01\nc2, p1, 2026-01-31, REMAND,\nc3, p1, 2026-02-02, REMAND,\n"}, "custody", "custody_does_not_overlap", 2, transform.Warn},
		"before birth":     {map[string]string{"people": people, "custody": custody + "c1, p1, 2000-12-31, REMAND,\n"}, "people", "nothing_before_birth", 1, transform.Warn},
		"need of no one's sign-up": {map[string]string{"people": people, "needs": "need_ref, person_key, sign_up_ref, category, identified_on\nn1, p1, s1, HOUSING, 2026-01-01\n"},
			"needs", "references(sign_up_ref, core.sign_ups.sign_up_ref)", 1, transform.Warn},
		"another person's sign-up": {map[string]string{"people": people, "sign_ups": "sign_up_ref, person_key, service\ns1, p2, TSO\n", "needs": "need_ref, person_key, sign_up_ref, category, identified_on\nn1, p1, s1, HOUSING, 2026-01-01\n"},
			"sign_ups", "links_are_of_one_person", 1, transform.Warn},
		"licence ends before it starts": {map[string]string{"people": people, "licences": "licence_ref, person_key, licence_type, started_on, ended_on\nl1, p1, LIFE, 2026-02-01, 2026-01-01\n"},
			"licences", "days_at_risk_not_negative", 1, transform.Stop},
		"unknown outcome": {map[string]string{"people": people, "recalls": "recall_ref, person_key, licence_ref, referred_on, outcome\nr1, p1, l1, 2026-02-01, LOST\n"},
			"recalls", "recall_outcomes_add_up", 1, transform.Stop},
		"unknown state": {map[string]string{"people": people, "needs": "need_ref, person_key, category, identified_on, outcome\nn1, p1, HOUSING, 2026-01-01, GONE\n"},
			"needs", "need_states_add_up", 1, transform.Stop},
		"one wrong reason": {map[string]string{"people": people, "breaches": "breach_ref, person_key, licence_ref, identified_on, reasons\nb1, p1, l1, 2026-01-01, \"[OTHER, RAIN]\"\nb2, p1, l1, 2026-01-01, [OTHER]\n"},
			"breaches", "accepted_each(reasons, BREACH_REASON)", 1, transform.Stop},
	}
	models, db := loadModels(t), openWarehouse(t)
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			err := db.Read(t.Context(), func(ctx context.Context, tx *warehouse.Tx) error {
				setAsAt(ctx, t, tx, "2026-10-31")
				for kind, rows := range c.staging {
					insert(ctx, t, tx, kind, rows)
				}
				report, err := transform.Build(ctx, tx, models, nil)
				if c.severity == transform.Stop {
					wantFault(t, err, c.model, c.check)
				} else if err != nil {
					t.Error(err)
				}
				wantResult(t, report, transform.Result{Model: c.model, Check: c.check, Severity: c.severity, Failed: c.failed})
				return nil
			})
			if err != nil {
				t.Error(err)
			}
		})
	}
}

func wantFault(t *testing.T, err error, words ...string) {
	t.Helper()
	f := fault.As(err)
	if f == nil {
		t.Errorf("got %v, want a fault", err)
		return
	}
	if f.Kind != fault.Policy || f.Effect != "the last release stands" || !strings.HasPrefix(f.Code, "T0") || f.Rule == "" {
		t.Errorf("fault: %+v", f)
	}
	for _, word := range words {
		if !strings.Contains(f.What, word) {
			t.Errorf("fault %q does not name %q", f.What, word)
		}
	}
}

func wantResult(t *testing.T, report transform.Report, want transform.Result) {
	t.Helper()
	for _, got := range report.Checks {
		if got.Model == want.Model && got.Check == want.Check {
			if got.Failed != want.Failed || got.OK || got.Severity != want.Severity || got.Says == "" {
				t.Errorf("got %+v, want %+v", got, want)
			}
			return
		}
	}
	t.Errorf("no check %s of %s", want.Check, want.Model)
}

// What is written by hand into core after a build must be seen by the checks that compare tables: they do not follow from
// the models' own selects.
func TestChecksThatCompareTables(t *testing.T) {
	cases := map[string]struct{ after, model, check string }{
		"a liberation lost":     {"select * from core.liberations limit 0", "liberations", "liberations_are_custody"},
		"a liberation too many": {"select * replace ('c9' as custody_ref) from core.liberations", "liberations", "liberations_are_custody"},
		"support not seen":      {"select * replace (false as supported_on_day) from core.liberations", "liberations", "support_on_day_agrees"},
		"in the future":         {"select * replace (liberated_on + 1 as liberated_on) from core.liberations", "custody", "nothing_after_as_at"},
		"a person lost":         {"select * from core.people limit 0", "people", "people_kept"},
	}
	db, models := openWarehouse(t), loadModels(t)
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			err := db.Read(t.Context(), func(ctx context.Context, tx *warehouse.Tx) error {
				setAsAt(ctx, t, tx, "2026-10-31")
				insert(ctx, t, tx, "people", "person_key\np1\n")
				insert(ctx, t, tx, "custody", "custody_ref, person_key, admitted_at, liberated_on\nc1, p1, 2026-01-01, 2026-10-31\n")
				insert(ctx, t, tx, "liberation_support",
					"support_ref, person_key, supported_on, kind, result\nu1, p1, 2026-10-31, TRANSPORT, ATTENDED\n")
				if _, err := transform.Build(ctx, tx, models, nil); err != nil {
					return err
				}
				spoilt := strings.Fields(c.after[strings.Index(c.after, "core."):])[0]
				if _, err := tx.Exec(ctx, "create or replace table "+spoilt+" as "+c.after); err != nil {
					return err
				}
				var failed int64
				err := tx.QueryRow(ctx, checkNamed(t, models, c.model, c.check).SQL).Scan(&failed)
				if failed == 0 {
					t.Error("the check does not see it")
				}
				return err
			})
			if err != nil {
				t.Error(err)
			}
		})
	}
}

func checkNamed(t *testing.T, models []transform.Model, model, name string) transform.Check {
	t.Helper()
	for _, m := range models {
		for _, c := range m.Checks {
			if m.Name == model && c.Name == name {
				return c
			}
		}
	}
	t.Fatalf("no check %s of %s", name, model)
	return transform.Check{}
}

// A stop rolls back: the tables of the last good build, and its results, stand.
func TestStopLeavesTheLastBuild(t *testing.T) {
	db := openWarehouse(t)
	models := loadModels(t)
	build := func(gender string) error {
		return db.Tx(t.Context(), func(ctx context.Context, tx *warehouse.Tx) error {
			insert(ctx, t, tx, "people", "person_key, gender\np-"+gender+", "+gender+"\n")
			_, err := transform.Build(ctx, tx, models, nil)
			return err
		})
	}
	if err := build("M"); err != nil {
		t.Fatal(err)
	}
	err := build("canary")
	wantFault(t, err, "core.people", "accepted(gender, GENDER)", "1 row")
	if f := fault.As(err); f != nil && strings.Contains(f.Text(), "canary") {
		t.Error("the fault shows a value")
	}
	inTx(t, db, func(ctx context.Context, tx *warehouse.Tx) error {
		for query, want := range map[string]int64{
			"select count(*) from core.people":                           1,
			"select count(*) from core.checks where not ok":              0,
			"select count(*) from core.checks where model = 'people'":    7,
			"select count(*) from core.checks where severity = 'stop'":   int64(count(models, transform.Stop)),
			"select count(*) from core.checks where severity <> 'stop'":  int64(count(models, transform.Warn)),
			"select count(*) from core.checks where says is null":        0,
			"select count(*) from core.checks where (failed > 0) = ok":   0,
			"select count(distinct (model, \"check\")) from core.checks": int64(count(models, transform.Stop) + count(models, transform.Warn)),
		} {
			var got int64
			if err := tx.QueryRow(ctx, query).Scan(&got); err != nil || got != want {
				t.Errorf("%s: got %d, want %d, %v", query, got, want, err)
			}
		}
		return nil
	})
}

func count(models []transform.Model, severity transform.Severity) (n int) {
	for _, m := range models {
		for _, c := range m.Checks {
			if c.Severity == severity {
				n++
			}
		}
	}
	return n
}

func TestBuildNamesTheNearestCodeList(t *testing.T) {
	models, err := transform.Load(folder(map[string]string{
		"core/a.sql": "-- row: one\n-- key: a\n-- checks: accepted(a, GENDERS)\nselect 'M' as a",
	}))
	if err != nil {
		t.Fatal(err)
	}
	err = openWarehouse(t).Tx(t.Context(), func(ctx context.Context, tx *warehouse.Tx) error {
		_, err := transform.Build(ctx, tx, models, nil)
		return err
	})
	const want = `core/a.sql:3: no code list "GENDERS" in ref.codes; the nearest name is "GENDER"`
	if err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
}
