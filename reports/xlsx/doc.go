// Package xlsx is what both kinds of workbook share: the written package put in order, the document's properties, and how
// many lines a text takes in a column.
//
// Package workbook writes documents with charts, package statbook writes tables that meet the advice for accessible statistics.
package xlsx
