package contract

import (
	"slices"
	"strconv"
	"strings"
	"testing"

	"throughcare/sql/fault"
)

// shape is one kind as the extract specification has it: fields in order, * key, ! required.
func shapes() map[string]string {
	return map[string]string{
		"people": "person_ref*! date_of_birth gender ethnicity home_authority care_experienced given_name family_name",
		"custody": "custody_ref*! person_ref! admitted_at! legal_status sentenced_on sentence_class sentence_days establishment core_screen_at " +
			"earliest_liberation_on liberated_on liberation_type liberating_establishment destination_authority destination_housing",
		"sign_ups": "sign_up_ref*! person_ref! custody_ref service! delivering_establishment delivering_authority worker_ref offered_on " +
			"response signed_up_on closed_on close_reason exit_planned",
		"assessments":        "assessment_ref*! person_ref! sign_up_ref licence_ref instrument! stage! assessed_on! domain* score level",
		"needs":              "need_ref*! person_ref! sign_up_ref licence_ref category! severity identified_on! referred_on referred_to accepted_on outcome outcome_on",
		"liberation_support": "support_ref*! person_ref! sign_up_ref custody_ref supported_on! kind! result!",
		"contacts":           "contact_ref*! person_ref! sign_up_ref licence_ref contact_at! kind attended missed_reason",
		"licences": "licence_ref*! person_ref! licence_type! started_on! expires_on ended_on end_reason supervising_authority lscmi_score " +
			"lscmi_level lscmi_on mappa_level first_contact_at first_home_visit_on followed_from followed_to",
		"breaches": "breach_ref*! licence_ref! person_ref! occurred_on identified_on! reasons primary_reason response reported_on more_could_have_been_done",
		"recalls": "recall_ref*! licence_ref! person_ref! breach_ref route referred_on decided_on outcome returned_on primary_reason " +
			"dossier_on re_release_reviewed_on re_release_outcome re_released_on",
		"case_conferences": "conference_ref*! person_ref! custody_ref! kind due_on held_on pbsw_attended cbsw_attended family_invited family_attended not_attended_reason",
		"record_reviews":   "review_ref*! question* authority! licence_type reviewed_on answer",
		"published_series": "series*! edition*! period_start*! period_end! authority* breakdown* category* value marker note",
	}
}

func TestKindsAreTheSpecification(t *testing.T) {
	kinds, err := Kinds()
	if err != nil {
		t.Fatal(err)
	}
	want := shapes()
	if len(kinds) != len(want) {
		t.Fatalf("%d kinds, want %d", len(kinds), len(want))
	}
	for i, k := range kinds {
		if k.Name != kindOrder()[i] {
			t.Errorf("kind %d is %s, want %s", i, k.Name, kindOrder()[i])
		}
		var got []string
		for _, f := range k.Fields {
			mark := ""
			if k.IsKey(f.Name) {
				mark += "*"
			}
			if f.Required {
				mark += "!"
			}
			got = append(got, f.Name+mark)
		}
		if text := strings.Join(got, " "); text != want[k.Name] {
			t.Errorf("%s\n got %s\nwant %s", k.Name, text, want[k.Name])
		}
	}
}

func TestEndingsSayTypes(t *testing.T) {
	kinds, err := Kinds()
	if err != nil {
		t.Fatal(err)
	}
	endings := map[string]Type{"_ref": TypeRef, "_on": TypeDate, "_at": TypeDateTime, "_name": TypeName}
	for _, k := range kinds {
		for _, f := range k.Fields {
			for ending, want := range endings {
				if strings.HasSuffix(f.Name, ending) && f.Type != want {
					t.Errorf("%s.%s is %s, want %s", k.Name, f.Name, f.Type, want)
				}
			}
			if f.Type == TypeRef && f.Entity+"_ref" != f.Name {
				t.Errorf("%s.%s names a %s", k.Name, f.Name, f.Entity)
			}
		}
	}
}

func TestReferencesHoldARow(t *testing.T) {
	kinds, err := Kinds()
	if err != nil {
		t.Fatal(err)
	}
	targets := map[string]Reference{
		"person_ref": {"person_ref", "people", "person_ref"}, "sign_up_ref": {"sign_up_ref", "sign_ups", "sign_up_ref"},
		"licence_ref": {"licence_ref", "licences", "licence_ref"}, "custody_ref": {"custody_ref", "custody", "custody_ref"},
	}
	for _, k := range kinds {
		for _, f := range k.Fields {
			holds := !k.IsKey(f.Name) && targets[f.Name].Kind != "" && (f.Name != "custody_ref" || k.Name == "case_conferences")
			if got := slices.Contains(k.References, targets[f.Name]); got != holds {
				t.Errorf("%s.%s: holds a row %v, want %v", k.Name, f.Name, got, holds)
			}
		}
	}
}

// A rule that names a column which the kind does not have would only be found by the warehouse.
func TestRulesNameFieldsOfTheirKind(t *testing.T) {
	kinds, err := Kinds()
	if err != nil {
		t.Fatal(err)
	}
	sql := strings.Fields("extract_date is not null or and in interval year date list_contains")
	for _, k := range kinds {
		for _, rule := range k.Rules {
			for _, word := range sqlWords(rule.Check) {
				if _, number := strconv.Atoi(word); number != nil && k.Field(word) == nil && !slices.Contains(sql, word) {
					t.Errorf("%s, rule %s: %s is no field", k.Name, rule.ID, word)
				}
			}
		}
	}
}

func TestKindByNameSuggests(t *testing.T) {
	if k, err := KindByName("needs"); err != nil || k.Name != "needs" {
		t.Errorf("needs: %v", err)
	}
	_, err := KindByName("licenses")
	if f := fault.As(err); f == nil || f.Code != codeKind || f.Try != `did you mean "licences"?` {
		t.Errorf("got %v", err)
	}
}
