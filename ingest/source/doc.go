// Package source reads suppliers' files: CSV in any dialect and encoding, Excel workbooks, Parquet and JSON lines.
//
// A file becomes one pass of Arrow record batches of text columns, with the row number a person sees and a problem code
// for each row that could not be read as it stands. Every row of the file is accounted for: it is a row of the stream, a
// blank row or a row of the footer (Stats). Nothing is guessed: a file that is cut short, is not what its name says, or
// does not have the layout it should have is refused whole, with a fault that says what to do in Excel.
//
// The package knows no contract, no field and no database; it may touch the file it is given and nothing else. It never
// puts a cell of a data row into a fault, and writes no temporary files.
package source
