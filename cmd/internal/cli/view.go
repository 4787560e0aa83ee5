package cli

import (
	"time"

	"throughcare/cmd/internal/pipeline"
	"throughcare/sql/fault"
)

// The shapes of --output json. Fields may be added; none changes its name or meaning. Times are RFC 3339 in UTC, dates
// 2026-10-31; what is not known is left out, but a count is always there.

// resultView is what run, ingest, report and demo answer.
type resultView struct {
	Run         string     `json:"run,omitempty"`
	Files       []fileView `json:"files"`
	Release     string     `json:"release,omitempty"`
	ReleaseMade bool       `json:"release_made"` // false: nothing had changed, or a check stopped it
	Figures     int64      `json:"figures"`
	Suppressed  int64      `json:"suppressed"`
	Outputs     []string   `json:"outputs"` // paths of the reports
	Partial     bool       `json:"partial"`
	Notes       []string   `json:"notes,omitempty"`
}

// fileView is one kind of record of one file.
type fileView struct {
	File        string     `json:"file"`
	Kind        string     `json:"kind,omitempty"`
	Supplier    string     `json:"supplier,omitempty"`
	ExtractDate string     `json:"extract_date,omitempty"`
	Status      string     `json:"status"` // loaded, unchanged, refused
	Load        string     `json:"load,omitempty"`
	Read        int64      `json:"read"` // = accepted + unchanged + rejected + held
	Accepted    int64      `json:"accepted"`
	Unchanged   int64      `json:"unchanged"`
	Rejected    int64      `json:"rejected"`
	Held        int64      `json:"held"`
	Error       *faultView `json:"error,omitempty"`
	Notes       []string   `json:"notes,omitempty"`
}

// faultView is an error as standard error tells it.
type faultView struct {
	Code   string `json:"code"`
	What   string `json:"what"`
	Source string `json:"source,omitempty"`
	Rule   string `json:"rule,omitempty"`
	Effect string `json:"effect,omitempty"`
	Try    string `json:"try,omitempty"`
}

func viewFault(f *fault.Fault) *faultView {
	if f == nil {
		return nil
	}
	return &faultView{Code: f.Code, What: f.What, Source: f.Source, Rule: f.Rule, Effect: f.Effect, Try: f.Try}
}

func viewResult(r pipeline.Result) resultView {
	v := resultView{
		Run: r.Run, Files: viewFiles(r.Files), Release: r.Release, ReleaseMade: r.ReleaseMade,
		Figures: r.Figures, Suppressed: r.Suppressed, Outputs: r.Outputs, Partial: r.Partial, Notes: r.Notes,
	}
	if v.Outputs == nil {
		v.Outputs = []string{}
	}
	return v
}

func viewFiles(files []pipeline.FileResult) []fileView {
	out := make([]fileView, 0, len(files))
	for _, f := range files {
		out = append(out, fileView{
			File: f.File, Kind: f.Kind, Supplier: f.Supplier, ExtractDate: dateText(f.ExtractDate), Status: f.Status, Load: f.Load,
			Read: f.Read, Accepted: f.Accepted, Unchanged: f.Unchanged, Rejected: f.Rejected, Held: f.Held,
			Error: viewFault(f.Fault), Notes: f.Notes,
		})
	}
	return out
}

func dateText(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.Format(time.DateOnly)
}

func instantText(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Truncate(time.Second).Format(time.RFC3339)
}

// londonText is an instant as people in Scotland read it, or a dash.
func londonText(t time.Time) string {
	if t.IsZero() {
		return "-"
	}
	if london, err := time.LoadLocation("Europe/London"); err == nil {
		t = t.In(london)
	}
	return t.Format("2006-01-02 15:04")
}
