// Package opendocument has LibreOffice make an OpenDocument copy of a workbook, where a machine has LibreOffice. What it writes
// is not the same, byte for byte, each time: its files have clocks and ids of its own.
package opendocument
