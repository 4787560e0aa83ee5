package xlsx

import (
	"strings"
	"time"

	"github.com/xuri/excelize/v2"

	"throughcare/reports/document"
)

// Describe sets the document's title and language, and which release it comes from. Its times are the release's, so that they
// are the same whenever it is written.
func Describe(f *excelize.File, title, subject string, r document.Release) error {
	made := r.MadeAt
	if made.IsZero() {
		made = r.AsAt
	}
	stamp := made.UTC().Format(time.RFC3339)
	if err := f.SetDocProps(&excelize.DocProperties{Title: strings.Join(strings.FieldsFunc(title, dash), " "), Subject: subject, Creator: "Throughcare", Language: "en-GB",
		Keywords: "throughcare, liberation, licences, recall, Scotland", Created: stamp, Modified: stamp, LastModifiedBy: "Throughcare"}); err != nil {
		return err
	}
	if err := f.SetAppProps(&excelize.AppProperties{Application: "throughcare"}); err != nil {
		return err
	}
	return f.SetCustomProps(excelize.CustomProperty{Name: "release", Value: r.ID})
}

// dash tells what the title of a document is to be without, by the advice for accessible spreadsheets: names of places have them.
func dash(r rune) bool { return strings.ContainsRune("-_\u2010\u2011\u2012\u2013\u2014 ", r) }
