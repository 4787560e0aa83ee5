// Package datapackage writes the figures of a release as data files: one tidy CSV file a measure in the shape of
// statistics.gov.scot, each with CSVW metadata, all figures as one Parquet file, the codes and a data dictionary, and a
// datapackage.json over them. All of it is made from one description of columns.
//
// Rows are written by DuckDB itself, straight into the folder: they do not pass through Go. A figure that is held back has no
// number at all and the marker c. The same release gives the same CSV files, byte for byte.
package datapackage
