// Package contract is the room of the contracts: the YAML language that maps a supplier's layout onto the kinds of record,
// and the definitions of the 13 kinds themselves (canonical/*.yaml). It reads, checks and explains; it opens no data file
// and no database. It may import sql/fault only.
//
// A contract looks like this; language.md, which Language returns, explains every key:
//
//	contract: tso-caseload                    # an id
//	title: Throughcare support officers' caseload workbook
//	supplier: sps-tso
//	references: shared                        # person_ref is the Scotland-wide SPS number
//	file:
//	  pattern: "TSO caseload {date:02-01-2006}*.xlsx"
//	  sheet: Caseload
//	  header: {find: "SPS number"}            # title lines above it are skipped
//	  footer: {stop_at: ["Total"]}
//	  nulls: ["n/a", "-"]                     # besides the blank cell
//	delivery: {mode: snapshot, absent: closed}
//	limits: {rejected: 5%}
//	records:
//	  - kind: people
//	    fields:
//	      person_ref: SPS number              # short form: a header's text
//	      date_of_birth: {from: DOB, formats: ["02/01/2006"], excel_serial: true}
//	  - kind: needs                           # the same row holds several needs
//	    unpivot:
//	      columns: {Housing: HOUSING, "Money advice": FINANCE_DEBT}
//	    fields:
//	      need_ref: {expr: "\"SPS number\" || '/' || _name"}
//	      person_ref: SPS number
//	      category: {from: _name}
//	      identified_on: {from: Assessed, formats: ["02/01/2006"]}
//
// The way through the package: Load reads a contract (every fault with its line and column), LoadDir a folder of them;
// Set.Match finds the contract for a file name; Contract.Columns finds its columns in a header; Contract.Identify says who
// sent the file and for which day. Contracts and kinds are not changed after they are read, so they may be shared.
package contract
