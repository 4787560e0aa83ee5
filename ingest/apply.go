package ingest

import (
	"context"
	"fmt"
	"strings"

	"throughcare/ingest/contract"
	"throughcare/sql/warehouse"
)

// delivery is the place of a load in time and in its scope. A scope is a contract (and part of a return): the versions of a
// record in one scope follow each other by extract date.
type delivery struct {
	load     string
	seq      int64
	supplier string
	scope    string
	scopeID  int64
	part     bool
	date     string // extract date, ISO
	now      string // UTC timestamp, for known_from and known_to
	// snapshot: the scope's files hold everything at a date. Between two snapshots of a scope nothing is known of a record but
	// what the earlier one said; so a version holds at every snapshot up to the next version of its record.
	snapshot bool
	// whole: this file is a whole snapshot, and records that it does not have are absent; an amendment is not.
	whole  bool
	absent contract.Absent
}

// counts of what became of rows.
type counts struct{ accepted, unchanged, closed int64 }

// apply writes the rows of the temporary view ready (stored columns, _id, _row, _deleted) as versions of raw.<kind>, and, for
// a whole snapshot, closes the records of the scope whose keys are not in the temporary table present_keys.
//
// Files may come in any order. In a delta scope every delivery of a record is kept as a version, so the latest at any date
// can be found whatever came first. In a snapshot scope only changes are kept, and every mark that a record is withdrawn; a
// snapshot that comes late is fitted in by saying again, at the next snapshot that is already there, what that one had said.
func apply(ctx context.Context, tx *warehouse.Tx, k *contract.Kind, d delivery) (counts, error) {
	a := &applier{tx: tx, kind: k, d: d, table: "raw." + warehouse.Ident(k.Name), keys: keyColumns(k), columns: storedColumns(k)}
	steps := []func(context.Context) error{a.nextSnapshot, a.findChains, a.judge, a.findAbsent, a.count, a.findRepeats, a.insertRows, a.insertAbsent,
		a.sayAgain, a.retireReplaced, a.retireRepeats, a.drop}
	if first, err := a.first(ctx); err != nil {
		return counts{}, err
	} else if first {
		steps = []func(context.Context) error{a.insertAll}
	}
	for _, step := range steps {
		if err := step(ctx); err != nil {
			return counts{}, fmt.Errorf("apply %s: %w", k.Name, err)
		}
	}
	return a.counts, nil
}

type applier struct {
	tx      *warehouse.Tx
	kind    *contract.Kind
	d       delivery
	table   string
	keys    []string
	columns []string
	next    string // the date of the scope's next snapshot that is already loaded, ISO, or ""
	nextSeq int64  // of the load that brought it
	counts  counts
	// replaced counts the versions of this very date that end. Most deliveries correct none, and come in order: statements that
	// would do nothing are left out.
	replaced int64
}

func (a *applier) exec(ctx context.Context, query string) error {
	_, err := a.tx.Exec(ctx, query)
	return err
}

// same is the join condition that two rows are the same record.
func (a *applier) same(left, right string) string { return sameRow(a.keys, left, right) }

func sameRow(columns []string, left, right string) string {
	conds := make([]string, len(columns))
	for i, c := range columns {
		conds[i] = fmt.Sprintf("%s.%s is not distinct from %s.%s", left, c, right, c)
	}
	return strings.Join(conds, " and ")
}

func (a *applier) live() string {
	return fmt.Sprintf("scope_id = %d and known_to is null", a.d.scopeID)
}

func (a *applier) day() string { return "date " + warehouse.Literal(a.d.date) }

// findChains makes chain: for each record of the scope the versions around the extract date. A scope has at most one live
// version of a record at one date.
func (a *applier) findChains(ctx context.Context) error {
	only := ""
	if !a.d.whole {
		only = fmt.Sprintf(" and exists (from ready as r where %s)", a.same("r", "v"))
	}
	keys := strings.Join(a.keys, ", ")
	return a.exec(ctx, fmt.Sprintf(`create temp table chain as
select %[1]s,
  arg_max(rowid, extract_date) filter (extract_date <= %[2]s) as current_id,
  max(extract_date) filter (extract_date <= %[2]s) as current_from,
  arg_max(rowid, extract_date) filter (extract_date < %[2]s) as before_id,
  arg_min(rowid, extract_date) filter (extract_date > %[2]s) as next_id,
  min(extract_date) filter (extract_date > %[2]s) as next_from
from (select rowid, * from %[3]s as v where %[4]s%[5]s)
group by %[1]s`, keys, a.day(), a.table, a.live(), only))
}

// judge makes verdict: for each ready row whether it says something new at its date.
func (a *applier) judge(ctx context.Context) error {
	return a.exec(ctx, fmt.Sprintf(`create temp table verdict as
select
  r._id,
  ch.current_id,
  ch.current_from,
  ch.next_id,
  ch.next_from,
  coalesce(c.state::varchar, 'none') as current_state,
  coalesce(c.state = case when r._deleted then 'withdrawn' else 'present' end and (r._deleted or (%s)), false) as unchanged,
  false as repeats
from ready as r
left join chain as ch on %s
left join %s as c on c.rowid = ch.current_id`, sameRow(a.columns, "c", "r"), a.same("r", "ch"), a.table))
}

// findRepeats marks the rows that correct what was known of their date back to what an earlier one had said: there is nothing
// to be written in the place of what ends.
func (a *applier) findRepeats(ctx context.Context) error {
	if !a.d.snapshot || a.replaced == 0 {
		return nil
	}
	return a.exec(ctx, fmt.Sprintf(`update verdict set repeats = true where _id in (
select r._id
from ready as r
join chain as ch on %s
join %s as b on b.rowid = ch.before_id
where ch.current_from = %s and not r._deleted and b.state = 'present' and (%s))`,
		a.same("r", "ch"), a.table, a.day(), sameRow(a.columns, "b", "r")))
}

// first says whether the scope has no version yet: then everything is new.
func (a *applier) first(ctx context.Context) (bool, error) {
	var versions int64
	err := a.tx.QueryRow(ctx, "select count(*) from (from "+a.table+" where "+a.live()+" limit 1)").Scan(&versions)
	if err != nil || versions > 0 {
		return false, err
	}
	err = a.nextSnapshot(ctx)
	return a.next == "", err
}

func (a *applier) insertAll(ctx context.Context) error {
	own := a.version(a.day(), "case when r._deleted then 'withdrawn' else 'present' end",
		fmt.Sprint(a.d.seq), "r._row")
	n, err := a.tx.Exec(ctx, fmt.Sprintf("insert into %s by name select %s, %s from ready as r", a.table, prefixed("r", a.columns), own))
	a.counts.accepted = n
	return err
}

func (a *applier) nextSnapshot(ctx context.Context) error {
	if !a.d.snapshot {
		return nil
	}
	return a.tx.QueryRow(ctx, `select coalesce(min(extract_date)::varchar, ''), coalesce(max(seq) filter (extract_date = first), 0)
from (select extract_date, seq, min(extract_date) over () as first from ledger.loads
where kind = ? and supplier = ? and scope = ? and status = 'loaded' and delivery = 'snapshot' and extract_date > ?::date)`,
		a.kind.Name, a.d.supplier, a.d.scope, a.d.date).Scan(&a.next, &a.nextSeq)
}

// findAbsent makes gone: records that the scope had at this date and that the snapshot does not have. Only a whole snapshot has
// such a table.
func (a *applier) findAbsent(ctx context.Context) error {
	if !a.d.whole {
		return nil
	}
	return a.exec(ctx, fmt.Sprintf(`create temp table gone as
select ch.*, b.state as before_state
from chain as ch
join %[1]s as v on v.rowid = ch.current_id
left join %[1]s as b on b.rowid = ch.before_id
where v.state = 'present' and not exists (from present_keys as p where %[2]s)`, a.table, a.same("p", "ch")))
}

// ofGone is SQL that reads gone, where there is such a table.
func (a *applier) ofGone(query string) string {
	if !a.d.whole {
		return ""
	}
	return query
}

// version is the select list of own columns for a new version.
func (a *applier) version(day, state, seq, row string) string {
	return fmt.Sprintf("%d as scope_id, %t as part, %s as extract_date, %s as state, timestamp %s as known_from,"+
		" null::timestamp as known_to, %s as seq, %s as row_number",
		a.d.scopeID, a.d.part, day, state, warehouse.Literal(a.d.now), seq, row)
}

func (a *applier) insert(ctx context.Context, query string) error {
	return a.exec(ctx, "insert into "+a.table+" by name "+query)
}

// insertRows writes what is new, and what says the same at a later date where that is kept: see apply.
func (a *applier) insertRows(ctx context.Context) error {
	kept := "v.current_from < " + a.day()
	if a.d.snapshot {
		kept += " and r._deleted"
	}
	own := a.version(a.day(), "case when r._deleted then 'withdrawn' else 'present' end",
		fmt.Sprint(a.d.seq), "r._row")
	return a.insert(ctx, fmt.Sprintf("select %s, %s from ready as r join verdict as v using (_id)"+
		" where (not v.unchanged and not v.repeats) or (%s)", prefixed("r", a.columns), own, kept))
}

func prefixed(alias string, columns []string) string {
	return alias + "." + strings.Join(columns, ", "+alias+".")
}

// absentState is the state of a record that a snapshot does not have.
func (a *applier) absentState() string {
	if a.d.absent == contract.Withdrawn {
		return "'withdrawn'"
	}
	return "'absent'"
}

// insertAbsent closes the records that are gone, with their last content.
func (a *applier) insertAbsent(ctx context.Context) error {
	if a.counts.closed == 0 {
		return nil
	}
	own := a.version(a.day(), a.absentState(), fmt.Sprint(a.d.seq), "v.row_number")
	return a.insert(ctx, fmt.Sprintf(`select %s, %s from gone as g join %s as v on v.rowid = g.current_id
where g.current_from < %s or g.before_state = 'present'`, prefixed("v", a.columns), own, a.table, a.day()))
}

// late says whether this snapshot changes what the scope's next one was compared with.
func (a *applier) late() bool { return a.next != "" && a.counts.accepted+a.counts.closed > 0 }

// sayAgain repeats, at the scope's next snapshot, what the records that change here were then: what they were until now, or
// not there. A record that is not there keeps its last content, which is what this snapshot says of it.
func (a *applier) sayAgain(ctx context.Context) error {
	if !a.late() {
		return nil
	}
	next := "date " + warehouse.Literal(a.next)
	same := a.version(next, "v.state", "v.seq", "v.row_number")
	changed := "select current_id, next_from from verdict where not unchanged" + a.ofGone(" union all select current_id, next_from from gone")
	err := a.insert(ctx, fmt.Sprintf(`select %s, %s from (%s) as x join %s as v on v.rowid = x.current_id
where (x.next_from is null or x.next_from > %s) and v.state = 'present'`, prefixed("v", a.columns), same, changed, a.table, next))
	if err != nil {
		return err
	}
	notThere := a.version(next, "coalesce(n.state, "+a.absentState()+")", fmt.Sprintf("coalesce(n.seq, %d)", a.nextSeq), "r._row")
	return a.insert(ctx, fmt.Sprintf(`select %s, %s from ready as r join verdict as x using (_id)
left join %s as n on n.rowid = x.next_id and n.extract_date = %[4]s
where not x.unchanged and not r._deleted
  and case when n.extract_date is null then x.current_state <> 'present' else n.state = 'absent' end`,
		prefixed("r", a.columns), notThere, a.table, next))
}

// retireReplaced ends what was known of this date before: a correction stands in its place.
func (a *applier) retireReplaced(ctx context.Context) error {
	if a.replaced == 0 {
		return nil
	}
	of := "current_from = " + a.day()
	return a.exec(ctx, fmt.Sprintf("update %s set known_to = timestamp %s where rowid in (select current_id from verdict where not unchanged and %s%s)",
		a.table, warehouse.Literal(a.d.now), of, a.ofGone(" union all select current_id from gone where "+of)))
}

// retireRepeats ends versions of the next snapshot that say no more than this one now says, and those that sayAgain has said
// with newer content, so that any order of files leaves the same versions.
func (a *applier) retireRepeats(ctx context.Context) error {
	if !a.late() {
		return nil
	}
	next := "date " + warehouse.Literal(a.next)
	return a.exec(ctx, fmt.Sprintf(`update %[1]s set known_to = timestamp %[2]s
where rowid in (
  select n.rowid
  from ready as r
  join verdict as x using (_id)
  join %[1]s as n on n.rowid = x.next_id
  where not x.unchanged and x.next_from = %[4]s
    and (n.state = 'absent' or (n.state = 'present' and not r._deleted and %[3]s))%[5]s
)`, a.table, warehouse.Literal(a.d.now), sameRow(a.columns, "n", "r"), next, a.ofGone(fmt.Sprintf(`
  union all
  select n.rowid from gone as g join %s as n on n.rowid = g.next_id where g.next_from = %s and n.state = 'absent'`, a.table, next))))
}

func (a *applier) count(ctx context.Context) error {
	query := fmt.Sprintf(`select
  count(*) filter (not unchanged) as accepted, count(*) filter (unchanged) as unchanged,
  count(*) filter (not unchanged and current_from = %s) as corrected, 0 as closed, 0 as reopened
from verdict`, a.day()) + a.ofGone(fmt.Sprintf(`
union all
select 0, 0, 0, count(*), count(*) filter (current_from = %s) from gone`, a.day()))
	var corrected, reopened int64
	err := a.tx.QueryRow(ctx, "select sum(columns(*))::bigint from ("+query+") as c").
		Scan(&a.counts.accepted, &a.counts.unchanged, &corrected, &a.counts.closed, &reopened)
	a.replaced = corrected + reopened
	return err
}

func (a *applier) drop(ctx context.Context) error {
	return a.exec(ctx, "drop table chain; drop table verdict"+a.ofGone("; drop table gone"))
}
