package transform_test

import (
	"context"
	"encoding/csv"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	sqlfiles "throughcare/sql"
	"throughcare/sql/warehouse"
	"throughcare/transform"
)

// stagingColumns are the columns of each kind in staging, in the words of extracts.md, each with its type.
func stagingColumns() map[string]string {
	return map[string]string{
		"people": "person_key date_of_birth:date gender ethnicity home_authority care_experienced",
		"custody": "custody_ref person_key admitted_at:timestamp legal_status sentenced_on:date sentence_class" +
			" sentence_days:integer establishment core_screen_at:timestamp earliest_liberation_on:date liberated_on:date" +
			" liberation_type liberating_establishment destination_authority destination_housing",
		"sign_ups": "sign_up_ref person_key custody_ref service delivering_establishment delivering_authority worker_ref" +
			" offered_on:date response signed_up_on:date closed_on:date close_reason exit_planned",
		"assessments": "assessment_ref person_key sign_up_ref licence_ref instrument stage:integer assessed_on:date domain" +
			" score:double level",
		"needs": "need_ref person_key sign_up_ref licence_ref category severity:integer identified_on:date referred_on:date" +
			" referred_to accepted_on:date outcome outcome_on:date",
		"liberation_support": "support_ref person_key sign_up_ref custody_ref supported_on:date kind result",
		"contacts":           "contact_ref person_key sign_up_ref licence_ref contact_at:timestamp kind attended missed_reason",
		"licences": "licence_ref person_key licence_type started_on:date expires_on:date ended_on:date end_reason" +
			" supervising_authority lscmi_score:double lscmi_level lscmi_on:date mappa_level:integer" +
			" first_contact_at:timestamp first_home_visit_on:date followed_from:date followed_to:date",
		"breaches": "breach_ref licence_ref person_key occurred_on:date identified_on:date reasons:varchar[] primary_reason" +
			" response reported_on:date more_could_have_been_done",
		"recalls": "recall_ref licence_ref person_key breach_ref route referred_on:date decided_on:date outcome" +
			" returned_on:date primary_reason dossier_on:date re_release_reviewed_on:date re_release_outcome re_released_on:date",
		"case_conferences": "conference_ref person_key custody_ref kind due_on:date held_on:date pbsw_attended cbsw_attended" +
			" family_invited family_attended not_attended_reason",
		"record_reviews": "review_ref question authority licence_type reviewed_on:date answer",
		"published_series": "series edition period_start:date period_end:date authority breakdown category value:double" +
			" marker note",
	}
}

// columnsOf gives the columns of a kind, with what every record has, as name and type.
func columnsOf(t *testing.T, kind string) [][2]string {
	t.Helper()
	text, known := stagingColumns()[kind]
	if !known {
		t.Fatalf("no kind %q", kind)
	}
	var columns [][2]string
	for _, field := range strings.Fields(text + " supplier extract_date:date load_id row_number:bigint absent_from:date") {
		name, typ, typed := strings.Cut(field, ":")
		if !typed {
			typ = "varchar"
		}
		columns = append(columns, [2]string{name, typ})
	}
	return columns
}

// openWarehouse is a migrated warehouse in memory with the thirteen tables of staging, all empty.
func openWarehouse(t *testing.T) *warehouse.DB {
	t.Helper()
	db, err := warehouse.Open(t.Context(), warehouse.Config{Threads: 1, MemoryLimit: "4GB", TempDir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	if err := db.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	inTx(t, db, func(ctx context.Context, tx *warehouse.Tx) error {
		for kind := range stagingColumns() {
			var columns []string
			for _, c := range columnsOf(t, kind) {
				columns = append(columns, c[0]+" "+c[1])
			}
			statement := fmt.Sprintf("create or replace table staging.%s (%s)", kind, strings.Join(columns, ", "))
			if _, err := tx.Exec(ctx, statement); err != nil {
				return err
			}
		}
		return nil
	})
	return db
}

func inTx(t *testing.T, db *warehouse.DB, fn func(context.Context, *warehouse.Tx) error) {
	t.Helper()
	if err := db.Tx(t.Context(), fn); err != nil {
		t.Fatal(err)
	}
}

// insert puts the rows of a CSV into a table of staging. Columns that the CSV does not have are null, but for the supplier
// ("a"), the date of the extract (2026-10-31) and the number of the row.
func insert(ctx context.Context, t *testing.T, tx *warehouse.Tx, kind, text string) {
	t.Helper()
	rows := readCSV(t, text)
	header := rows[0]
	types := columnsOf(t, kind)
	columns, casts := make([]string, 0, len(types)), make([]string, 0, len(types))
	for i, name := range header {
		at := slices.IndexFunc(types, func(c [2]string) bool { return c[0] == name })
		if at < 0 {
			t.Fatalf("staging.%s has no column %q", kind, name)
		}
		columns = append(columns, name)
		casts = append(casts, fmt.Sprintf("nullif(v[%d], '')::%s", i+1, types[at][1]))
	}
	for name, value := range map[string]string{
		"supplier": "'a'", "extract_date": "date '2026-10-31'", "row_number": "row_number() over ()", "load_id": "'load'",
	} {
		if !slices.Contains(header, name) {
			columns, casts = append(columns, name), append(casts, value)
		}
	}
	values := make([]any, 0, len(rows)-1)
	for _, row := range rows[1:] {
		cells := make([]any, len(row))
		for i, cell := range row {
			cells[i] = cell
		}
		values = append(values, cells)
	}
	_, err := tx.Exec(ctx, fmt.Sprintf("insert into staging.%s (%s) select %s from (select unnest(?::varchar[][]) as v)",
		kind, strings.Join(columns, ", "), strings.Join(casts, ", ")), values)
	if err != nil {
		t.Fatalf("staging.%s: %v", kind, err)
	}
}

func readCSV(t *testing.T, text string) [][]string {
	t.Helper()
	reader := csv.NewReader(strings.NewReader(text))
	reader.TrimLeadingSpace = true
	rows, err := reader.ReadAll()
	if err != nil || len(rows) == 0 {
		t.Fatalf("table of a test: %d rows, %v", len(rows), err)
	}
	for _, row := range rows {
		for i := range row {
			row[i] = strings.TrimSpace(row[i])
		}
	}
	return rows
}

// setAsAt sets the as-at date of the transaction.
func setAsAt(ctx context.Context, t *testing.T, tx *warehouse.Tx, date string) {
	t.Helper()
	day, err := time.Parse(time.DateOnly, date)
	if err != nil {
		t.Fatal(err)
	}
	if err := tx.SetAsAt(ctx, warehouse.AsAt{Date: day}); err != nil {
		t.Fatal(err)
	}
}

func loadModels(t *testing.T) []transform.Model {
	t.Helper()
	models, err := transform.Load(sqlfiles.FS)
	if err != nil {
		t.Fatal(err)
	}
	return models
}
