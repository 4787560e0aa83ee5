// Command bench says how fast the program is, as ratios to what could not be beaten by much: floors. It changes nothing but
// a temporary folder.
//
//	go run -tags duckdb_arrow ./cmd/bench [-rows 1000000] [-repeats 3] [-parts csv,xlsx,marts,demo] ...
//
// It has four parts:
//
//   - csv: a made-up extract of custody in its canonical layout (15 columns: two references that are hashed, seven codes in
//     several spellings, dates, a number) is ingested into a fresh warehouse file, checkpoint included. The floor is one
//     hand-written insert of the same file through DuckDB's read_csv with the types given, into a fresh file, checkpoint
//     included: no hashing, no codes, no checks, no versions. The aim is a ratio of 0.5: half the floor's speed.
//   - xlsx: rows of a workbook of 15 columns become Arrow record batches. The floor is Rows of excelize with raw values.
//   - marts: all figures of all measures for Scotland, every authority, establishment and service, by month, quarter and
//     financial year, from the core tables of the made-up caseload, checks included; at 1, 3 and 10 times its people. The floor
//     is each measure's facts selected and stored once. The aim is 10 seconds at 1x on two quiet cores, and a cost for each
//     record that is no greater at 3x and 10x.
//   - demo: how long throughcare demo takes as a process of its own, and the most memory that it held. It has no floor.
//
// A ratio is the floor's median time by the program's: 1 is as fast, 0.5 takes twice as long. Program and floor take turns,
// so that what else the machine does falls on both; on a machine that others use, trust the ratios before the seconds.
//
// Flags:
//
//	-rows N         rows of the CSV file (1000000)
//	-xlsx-rows N    rows of the workbook (50000)
//	-repeats N      how often each is timed; the median counts (3)
//	-parts LIST     which parts, by commas (csv,xlsx,marts,demo)
//	-scales LIST    sizes of the made-up caseload of the part marts, by commas (1,3,10)
//	-measures LIST  the measures of the part marts, by commas; without it, all
//	-memory SIZE    what DuckDB may hold in memory, of program and floor alike (2GB)
//	-threads N      threads of DuckDB, of program and floor alike; 0 is one a core (0)
//	-program FILE   a built throughcare to time the demo with; without it, one is built
package main
