// Package reports turns a release into documents: for each report and each place one web page, one workbook and one CSV
// file, with an index and a manifest over all of them.
//
// It reads release.* and nothing else, so that every rendering shows the same protected figures, and it writes only below
// Options.Out. A report is a YAML file in definitions: a table more is a few lines there. The content of one document is
// put together here (package document is its shape); page and workbook draw it.
//
// The same release gives the same bytes: no clock, no random ids. The ODS copy that LibreOffice makes, where it is asked for, is
// the one file that may differ.
package reports
