// Package sqlfiles_test holds the laws of the reference data in sql/reference: code lists, synonyms, places, the
// bank-holiday calendar and the timing rules.
//
// In every file `verified` speaks of the whole row: true when each value was read in the source that the row names, or
// is this project's own convention (source "ours"); false when any of them was not. In codes.csv it speaks of code and
// label; what a local authority's roll-up rests on is flagged in authorities.csv.
package sqlfiles_test

import (
	"encoding/csv"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	sqlfiles "throughcare/sql"
)

// row is one record of a reference file, by column name without the type suffix.
type row map[string]string

// read gives the columns with their types ("" = text) and the rows of reference/<name>.csv.
func read(t *testing.T, name string) (types map[string]string, rows []row) {
	t.Helper()
	file, err := sqlfiles.FS.Open("reference/" + name + ".csv")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	records, err := csv.NewReader(file).ReadAll() // refuses rows of unequal length
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	types = map[string]string{}
	columns := make([]string, len(records[0]))
	for i, head := range records[0] {
		column, kind, _ := strings.Cut(head, ":")
		columns[i], types[column] = column, kind
	}
	for _, record := range records[1:] {
		r := row{}
		for i, value := range record {
			r[columns[i]] = value
		}
		rows = append(rows, r)
	}
	return types, rows
}

// codes gives code -> row of one list, in file order as a slice too.
func codes(t *testing.T, list string) (byCode map[string]row, order []string) {
	t.Helper()
	_, rows := read(t, "codes")
	byCode = map[string]row{}
	for _, r := range rows {
		if r["list"] == list {
			byCode[r["code"]] = r
			order = append(order, r["code"])
		}
	}
	return byCode, order
}

func day(t *testing.T, s string) time.Time {
	t.Helper()
	d, err := time.Parse(time.DateOnly, s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestFilesAreTypedAndSourced(t *testing.T) {
	files, err := fs.Glob(sqlfiles.FS, "reference/*.csv")
	if err != nil || len(files) < 6 {
		t.Fatalf("reference files: %v, %v", files, err)
	}
	for _, file := range files {
		text, err := fs.ReadFile(sqlfiles.FS, file)
		if err != nil {
			t.Fatal(err)
		}
		if !utf8.Valid(text) || strings.ContainsAny(string(text), "\r\uFEFF") || !strings.HasSuffix(string(text), "\n") {
			t.Errorf("%s: want UTF-8 without a byte order mark, lines ended by LF", file)
		}
		types, rows := read(t, strings.TrimSuffix(path.Base(file), ".csv"))
		if _, has := types["source"]; !has {
			t.Errorf("%s: no source column", file)
		}
		for i, r := range rows {
			if r["source"] == "" {
				t.Errorf("%s row %d: no source", file, i+1)
			}
			for column, value := range r {
				if value != strings.Join(strings.Fields(value), " ") {
					t.Errorf("%s row %d: %s has stray spaces: %q", file, i+1, column, value)
				}
				checkType(t, file, i+1, column, types[column], value)
			}
		}
	}
}

func checkType(t *testing.T, file string, line int, column, kind, value string) {
	t.Helper()
	var err error
	switch {
	case kind == "boolean":
		if value != "true" && value != "false" {
			t.Errorf("%s row %d: %s is %q, want true or false", file, line, column, value)
		}
	case value == "" || kind == "":
	case kind == "date":
		_, err = time.Parse(time.DateOnly, value)
	case kind == "integer":
		_, err = strconv.Atoi(value)
	case kind == "double":
		_, err = strconv.ParseFloat(value, 64)
	default:
		t.Errorf("%s: column %s has the unknown type %q", file, column, kind)
	}
	if err != nil {
		t.Errorf("%s row %d: %s: %v", file, line, column, err)
	}
}

// TestCodeLists pins every short list: contracts, models and measures name these codes.
func TestCodeLists(t *testing.T) {
	want := map[string]string{
		"GENDER":             "M F O N",
		"ETHNICITY":          "WHITE ASIAN BLACK MIXED OTHER NOT_KNOWN",
		"YES_NO":             "Y N U",
		"LEGAL_STATUS":       "REMAND SENTENCED RECALL",
		"SENTENCE_CLASS":     "SHORT_TERM DET4 LIFE OLR EXT SRO STSO REMAND_ONLY OTHER",
		"LIBERATION_TYPE":    "SENTENCE_SERVED PAROLE NON_PAROLE LIFE_LICENCE HDC SRO EXTENDED BAIL COURT_ORDER EMERGENCY OTHER",
		"HOUSING":            "OWN_TENANCY FAMILY_FRIENDS SUPPORTED TEMPORARY HOSTEL NO_FIXED_ABODE OTHER",
		"SERVICE":            "TSO UPSIDE NEW_ROUTES SHINE LA_VOLUNTARY LA_STATUTORY OTHER",
		"SIGN_UP_RESPONSE":   "ACCEPTED DECLINED NO_RESPONSE PENDING",
		"CLOSE_REASON":       "COMPLETED RECALLED BREACH FURTHER_CUSTODY TRANSFERRED_OUT DIED DISENGAGED DECLINED EXPIRED OTHER",
		"NEED":               "HOUSING BENEFITS FINANCE_DEBT GP_REGISTRATION PHYSICAL_HEALTH MENTAL_HEALTH ALCOHOL DRUGS EMPLOYMENT TRAINING_EDUCATION LITERACY_NUMERACY FAMILY_RELATIONSHIPS IDENTIFICATION BANK_ACCOUNT OFFENDING_BEHAVIOUR VIOLENCE MOTIVATION_ATTITUDES SOCIAL_NETWORKS PRACTICAL OTHER NOT_RECORDED",
		"NEED_OUTCOME":       "MET PARTLY_MET NOT_MET DECLINED WITHDRAWN OPEN",
		"SUPPORT":            "GATE_PICKUP TRANSPORT HOUSING_APPT BENEFITS_APPT GP_APPT PHARMACY_TREATMENT SOCIAL_WORK_APPT FAMILY_HANDOVER PHONE_CONTACT OTHER",
		"SUPPORT_RESULT":     "ATTENDED DECLINED NOT_DELIVERED UNABLE_TO_CONTACT",
		"CONTACT_KIND":       "OFFICE HOME_VISIT PRISON_VISIT PHONE VIDEO OTHER",
		"MISSED_REASON":      "DID_NOT_TURN_UP ON_ORDER IN_CUSTODY IN_EMPLOYMENT ILL OTHER_CLIENT WORKER_NOT_AVAILABLE OTHER_NON_CLIENT",
		"LICENCE":            "LIFE OLR PAROLE NONPAR EXT STSO SRO HDC VOL OTHER",
		"BREACH_REASON":      "MISSED_APPOINTMENT ADDRESS NO_CONTACT_EXCLUSION SUBSTANCE PROGRAMME REPORTING_TRAVEL BEHAVIOUR NEW_CHARGE NEW_CONVICTION OTHER",
		"BREACH_RESPONSE":    "WARNING INFORMAL BREACH_REPORT NONE",
		"MORE_COULD":         "Y PARTLY N U",
		"RECALL_ROUTE":       "BOARD MINISTERS COURT",
		"RECALL_OUTCOME":     "RECALLED WARNING_LETTER NO_ACTION DEFERRED WITHDRAWN PENDING",
		"RE_RELEASE_OUTCOME": "IMMEDIATE LATER NOT_RELEASED PENDING",
		"CONFERENCE_KIND":    "INITIAL ANNUAL PRE_RELEASE REQUESTED",
		"ESTABLISHMENT":      "ADD BAR BEL CAS DUM EDI GLE GRA GRE INV KIL LIL LOW PER POL SHO STI COR ABE PET",
	}
	_, rows := read(t, "codes")
	got := map[string][]string{}
	for _, r := range rows {
		got[r["list"]] = append(got[r["list"]], r["code"])
	}
	for list, text := range want {
		if diff := cmp.Diff(strings.Fields(text), got[list]); diff != "" {
			t.Errorf("%s (-want +got):\n%s", list, diff)
		}
		delete(got, list)
	}
	if n := len(got["AUTHORITY"]); n != 32 {
		t.Errorf("%d local authorities, want 32", n)
	}
	delete(got, "AUTHORITY")
	if len(got) > 0 {
		t.Errorf("lists that nothing here names: %v", got)
	}
}

// TestCodesAreDistinct: the loader takes a code and its label, in lower case, as synonyms of the code, so neither may
// say another code of the same list.
func TestCodesAreDistinct(t *testing.T) {
	_, rows := read(t, "codes")
	owner, place := map[string]string{}, map[string]int{}
	for _, r := range rows {
		list, code := r["list"], r["code"]
		if r["label"] == "" {
			t.Errorf("%s %s: no label", list, code)
		}
		place[list]++
		if r["sort_order"] != strconv.Itoa(place[list]) {
			t.Errorf("%s %s: sort order %s, want %d", list, code, r["sort_order"], place[list])
		}
		for _, word := range slices.Compact([]string{strings.ToLower(code), strings.ToLower(r["label"])}) {
			key := list + "/" + word
			if other, taken := owner[key]; taken {
				t.Errorf("%s says both %s and %s", key, other, code)
			}
			owner[key] = code
		}
	}
}

func TestParentsAreRollUps(t *testing.T) {
	want := map[string]string{
		"HOUSING":       "SETTLED|TEMPORARY|NONE|NOT_RECORDED",
		"BREACH_REASON": "NON_COMPLIANCE|FURTHER_OFFENCE|OTHER",
		"LICENCE":       "Parole Board|Court|Ministers|None|", // OTHER has no overseer that is known
		"AUTHORITY": "Northern|Tayside|North Strathclyde|Lothian and Borders|Fife and Forth Valley|" +
			"South West Scotland|Glasgow|Lanarkshire",
	}
	_, rows := read(t, "codes")
	used := map[string]bool{}
	for _, r := range rows {
		if !slices.Contains(strings.Split(want[r["list"]], "|"), r["parent"]) {
			t.Errorf("%s %s: parent %q", r["list"], r["code"], r["parent"])
		}
		used[r["list"]+"/"+r["parent"]] = true
	}
	for list, parents := range want {
		for parent := range strings.SplitSeq(parents, "|") {
			if !used[list+"/"+parent] {
				t.Errorf("%s: nothing rolls up to %q", list, parent)
			}
		}
	}
}

func TestSynonyms(t *testing.T) {
	_, rows := read(t, "codes")
	own, known := map[string]bool{}, map[string]bool{}
	for _, r := range rows {
		known[r["list"]+"/"+r["code"]] = true
		own[r["list"]+"/"+strings.ToLower(r["code"])] = true
		own[r["list"]+"/"+strings.ToLower(r["label"])] = true
	}
	_, synonyms := read(t, "synonyms")
	says := map[string]string{}
	for _, r := range synonyms {
		key := r["list"] + "/" + r["synonym"]
		switch {
		case r["synonym"] == "" || r["synonym"] != strings.ToLower(r["synonym"]):
			t.Errorf("%s: not a lower-case word", key)
		case !known[r["list"]+"/"+r["code"]]:
			t.Errorf("%s: maps to %q, no code of the list", key, r["code"])
		case own[key]:
			t.Errorf("%s: is a code or a label already", key)
		case says[key] != "":
			t.Errorf("%s: maps to %s and to %s", key, says[key], r["code"])
		}
		says[key] = r["code"]
	}
	for key, want := range map[string]string{
		"ESTABLISHMENT/hmp barlinnie":           "BAR",
		"ESTABLISHMENT/hmp & yoi polmont":       "POL",
		"ESTABLISHMENT/hmp and yoi polmont":     "POL",
		"ESTABLISHMENT/cornton vale/stirling":   "STI",
		"ESTABLISHMENT/hmp cornton vale":        "COR",
		"ESTABLISHMENT/open estate":             "CAS",
		"AUTHORITY/city of edinburgh council":   "S12000036",
		"AUTHORITY/edinburgh city":              "S12000036",
		"AUTHORITY/western isles":               "S12000013",
		"AUTHORITY/comhairle nan eilean siar":   "S12000013",
		"AUTHORITY/dumfries & galloway council": "S12000006",
		"AUTHORITY/s12000046":                   "S12000049",
		"GENDER/woman":                          "F",
		"YES_NO/1":                              "Y",
		"YES_NO/0":                              "N",
		"YES_NO/dk":                             "U",
		"NEED/money advice":                     "FINANCE_DEBT",
		"NEED/substance misuse - drugs":         "DRUGS",
		"LICENCE/short term sex offender":       "STSO",
		"RECALL_OUTCOME/recalled to custody":    "RECALLED",
		"NEED/addictions":                       "", // drugs or alcohol: a contract must say
		"NEED/substance misuse":                 "",
		"NEED/health":                           "",
		"LIBERATION_TYPE/on licence/parole/hdc": "",
		"SERVICE/sacro":                         "", // has delivered more than one of them
		"ESTABLISHMENT/ccu":                     "",
		"AUTHORITY/ayrshire":                    "",
		"CLOSE_REASON/unplanned":                "",
		"BREACH_REASON/non-compliance":          "",
		"MISSED_REASON/other":                   "",
		"SENTENCE_CLASS/sex offender":           "",
		"HOUSING/none":                          "",
	} {
		if says[key] != want {
			t.Errorf("%s maps to %q, want %q", key, says[key], want)
		}
	}
}

func TestEstablishments(t *testing.T) {
	listed, order := codes(t, "ESTABLISHMENT")
	_, rows := read(t, "establishments")
	byCode, open := map[string]row{}, 0
	for i, r := range rows {
		code := r["code"]
		byCode[code] = r
		if order[i] != code || listed[code]["label"] != r["short_name"] || !strings.Contains(r["name"], r["short_name"]) {
			t.Errorf("%s: code list and establishments disagree", code)
		}
		if listed[code]["valid_from"] != r["open_from"] || listed[code]["valid_to"] != r["open_to"] || listed[code]["verified"] != r["verified"] {
			t.Errorf("%s: dates or verification differ from the code list", code)
		}
		if r["open_to"] == "" {
			open++
		}
		if r["operator"] == "" {
			t.Errorf("%s: no operator", code)
		}
	}
	if open != 17 || len(rows) != len(order) {
		t.Errorf("%d open of %d establishments (%d codes), want 17 open", open, len(rows), len(order))
	}
	for code, r := range byCode {
		next, has := byCode[r["succeeded_by"]]
		switch {
		case r["succeeded_by"] == "":
		case !has || r["open_to"] == "":
			t.Errorf("%s: succeeded by %q, which is not listed, or is itself open", code, r["succeeded_by"])
		case day(t, next["open_from"]).Before(day(t, r["open_to"])):
			t.Errorf("%s: %s opens before it closes", code, next["code"])
		}
	}
}

func TestAuthorities(t *testing.T) {
	listed, order := codes(t, "AUTHORITY")
	_, synonyms := read(t, "synonyms")
	superseded := map[string]string{}
	for _, r := range synonyms {
		if r["list"] == "AUTHORITY" && regexp.MustCompile(`^s12\d{6}$`).MatchString(r["synonym"]) {
			superseded[strings.ToUpper(r["synonym"])] = r["code"]
		}
	}
	_, rows := read(t, "authorities")
	names, old := map[string]string{}, map[string]string{}
	for i, r := range rows {
		code := r["code"]
		if order[i] != code || listed[code]["label"] != r["name"] || listed[code]["parent"] != r["former_cja"] {
			t.Errorf("%s: code list and authorities disagree", code)
		}
		names[code] = r["name"]
		for _, was := range strings.Fields(r["superseded_codes"]) {
			old[was] = code
		}
	}
	if diff := cmp.Diff(old, superseded); diff != "" {
		t.Errorf("superseded codes, authorities against synonyms:\n%s", diff)
	}
	t.Run("register", func(t *testing.T) { againstRegister(t, names, old) })
}

// againstRegister compares with the official register of council codes, a public fixture beside the repository.
func againstRegister(t *testing.T, names, superseded map[string]string) {
	folder := os.Getenv("THROUGHCARE_FIXTURES")
	if folder == "" {
		folder = filepath.Join("..", "..", "shared", "fixtures")
	}
	file, err := os.Open(filepath.Join(folder, "scottish-published", "la_all_codes.csv"))
	if os.IsNotExist(err) {
		t.Skip("public fixture scottish-published/la_all_codes.csv is absent: the register was not compared")
	}
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	records, err := csv.NewReader(file).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	column := func(name string) int { return slices.Index(records[0], name) }
	current, old := map[string]string{}, map[string]string{}
	for _, r := range records[1:] {
		code, active := r[column("LADCD")], r[column("LADCD_ACTIVE")]
		switch {
		case !strings.HasPrefix(code, "S12"):
		case r[column("Current")] == "TRUE":
			current[code] = r[column("LADNM")]
		default:
			old[code] = active
		}
	}
	if diff := cmp.Diff(current, names); diff != "" {
		t.Errorf("current codes (-register +ours):\n%s", diff)
	}
	if diff := cmp.Diff(old, superseded); diff != "" {
		t.Errorf("superseded codes (-register +ours):\n%s", diff)
	}
}

// Every published series that is matched is known, and what it is matched with is a measure of the catalogue.
func TestSeriesMatchesNameWhatIs(t *testing.T) {
	_, series := read(t, "series")
	known, publishers := map[string]bool{}, map[string]bool{}
	for _, r := range series {
		if known[r["series"]] {
			t.Errorf("series %s stands twice", r["series"])
		}
		known[r["series"]], publishers[r["publisher"]] = true, true
	}
	_, signs := read(t, "series_signs")
	for _, r := range signs {
		if !publishers[r["publisher"]] {
			t.Errorf("signs of a publisher without a series: %s", r["publisher"])
		}
	}
	_, matches := read(t, "series_matches")
	if len(matches) < 10 {
		t.Fatalf("matches: got %d", len(matches))
	}
	for i, r := range matches {
		text, err := fs.ReadFile(sqlfiles.FS, "marts/"+r["measure"]+".yaml")
		if err != nil || !known[r["series"]] {
			t.Errorf("match %d: series %s or measure %s is not known: %v", i+1, r["series"], r["measure"], err)
			continue
		}
		statistic := strings.TrimPrefix(r["statistic"], "percent_of_")
		if !regexp.MustCompile(`statistics: \[.*\b` + statistic + `\b`).Match(text) {
			t.Errorf("match %d: %s has no %s", i+1, r["measure"], statistic)
		}
		if b := r["own_breakdown"]; b != "all" && !strings.Contains(string(text), "{name: "+b+",") {
			t.Errorf("match %d: %s has no breakdown %s", i+1, r["measure"], b)
		}
	}
}
