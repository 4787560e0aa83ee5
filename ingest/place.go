package ingest

import (
	"context"
	"fmt"
	"strings"
	"time"

	"throughcare/ingest/contract"
	"throughcare/sql/warehouse"
)

// placer decides where each staged row ends: set aside (rejected, held) or ready for apply.
type placer struct {
	tx       *warehouse.Tx
	stager   *stager
	load     *load
	delivery delivery
	// countsUse: the contract may leave rows of the file unused, and they are counted.
	countsUse bool
}

// place makes set_aside (_id, fate), present_keys and the view ready, writes the reasons, and counts. _id is the staged
// row's own number: a source row may hold several records.
func (p *placer) place(ctx context.Context) error {
	k := p.stager.record.Kind
	bad := p.stager.reasons.any(contract.Reject)
	keys := keyColumns(k)
	statements := []string{
		p.repeats(bad),
		fmt.Sprintf("create temp table set_aside as select rowid as _id, 'rejected' as fate, null::varchar as field from staged"+
			" where %s or rowid in (select _id from repeated)", bad),
	}
	if references := referenceQueries(k, p.stager.record.Part); len(references) > 0 {
		statements = append(statements, p.hold(references))
	}
	if p.delivery.whole {
		statements = append(statements, fmt.Sprintf("create temp table present_keys as select distinct %s from staged", strings.Join(keys, ", ")))
	}
	if p.countsUse {
		statements = append(statements, "insert into used_rows select distinct _row from staged where _row not in (select _row from used_rows)")
	}
	for _, s := range statements {
		if _, err := p.tx.Exec(ctx, s); err != nil {
			return fmt.Errorf("place the rows of %s: %w", k.Name, err)
		}
	}
	err := p.tx.QueryRow(ctx, fmt.Sprintf(`select
  (select count(*) from staged),
  (select count(*) from set_aside where fate = 'rejected'),
  (select count(*) from set_aside where fate = 'held'),
  (select count(*) from staged where %s and rowid not in (select _id from set_aside))`, p.stager.reasons.any(contract.Warn))).
		Scan(&p.load.Read, &p.load.Rejected, &p.load.Held, &p.load.Warned)
	if err != nil {
		return err
	}
	if p.load.Rejected+p.load.Held+p.load.Warned > 0 {
		if _, err := p.tx.Exec(ctx, p.writeReasons()); err != nil {
			return fmt.Errorf("say what is wrong with the rows of %s: %w", k.Name, err)
		}
	}
	where := ""
	if p.load.Rejected+p.load.Held > 0 {
		where = " where s.rowid not in (select _id from set_aside)"
	}
	_, err = p.tx.Exec(ctx, "create temp view ready as select s.rowid as _id, s.* from staged as s"+where)
	return err
}

// drop leaves nothing behind for the next record of the file.
func (p *placer) drop(ctx context.Context) error {
	_, err := p.tx.Exec(ctx, "drop view ready; drop table if exists present_keys; drop table set_aside; drop table repeated; drop table staged")
	return err
}

// repeats finds rows whose key another row of the file has too: of rows that say the same the first counts, and of rows that
// differ none does, since nobody can know which is right.
func (p *placer) repeats(bad string) string {
	k := p.stager.record.Kind
	keys := keyColumns(k)
	var complete []string
	for _, name := range k.Key {
		if f := k.Field(name); f.Required {
			complete = append(complete, warehouse.Ident(column(f))+" is not null")
		}
	}
	return fmt.Sprintf(`create temp table repeated as
with doubled as (
  select %[1]s
  from staged
  where %[4]s
  group by %[1]s
  having count(*) > 1
), keyed as (
  select staged.rowid as _id, %[6]s, hash(%[2]s, _deleted) as content, %[3]s as bad
  from doubled
  join staged on %[7]s
), groups as (
  select %[1]s, min(_id) filter (not bad) as first_id, count(distinct content) filter (not bad) as contents
  from keyed
  group by %[1]s
)
select keyed._id, groups.contents > 1 as differs
from groups
join keyed on %[5]s
where groups.contents > 1 or keyed._id is distinct from groups.first_id`,
		strings.Join(keys, ", "), prefixed("staged", storedColumns(k)), bad, strings.Join(append(complete, "true"), " and "),
		sameRow(keys, "groups", "keyed"), prefixed("staged", keys), sameRow(keys, "doubled", "staged"))
}

// mustExist is a reference of a row: its column, and a condition that is true when what it refers to is known.
type mustExist struct{ column, query string }

// referenceQueries are the references of a kind, over the alias s. A part of a record refers to the record itself.
func referenceQueries(k *contract.Kind, part bool) []mustExist {
	var list []mustExist
	if part {
		var same []string
		for _, c := range keyColumns(k) {
			same = append(same, fmt.Sprintf("t.%s is not distinct from s.%s", c, c))
		}
		list = append(list, mustExist{column(k.Field(k.Key[0])), fmt.Sprintf(
			"exists (from raw.%s as t where not t.part and t.known_to is null and t.state <> 'withdrawn' and %s)",
			warehouse.Ident(k.Name), strings.Join(same, " and "))})
	}
	for _, r := range k.References {
		c := column(k.Field(r.Field))
		target := r.Key
		if target == "person_ref" {
			target = "person_key"
		}
		list = append(list, mustExist{c, fmt.Sprintf(
			"(s.%[1]s is null or exists (from raw.%[2]s as t where t.%[3]s = s.%[1]s and t.known_to is null and t.state <> 'withdrawn'))",
			warehouse.Ident(c), warehouse.Ident(r.Kind), warehouse.Ident(target))})
	}
	return list
}

// hold sets aside the rows that wait, each with the first reference that is not there.
func (p *placer) hold(references []mustExist) string {
	missing := make([]string, len(references))
	for i, r := range references {
		missing[i] = fmt.Sprintf("when not %s then %s", r.query, warehouse.Literal(r.column))
	}
	return fmt.Sprintf(`insert into set_aside
select _id, 'held', field
from (select s.rowid as _id, case %s end as field from staged as s where not s._deleted)
where field is not null and _id not in (select _id from set_aside)`, strings.Join(missing, " "))
}

// writeReasons spells out the masks of the rows that have any, the repeats, and what held rows wait for.
func (p *placer) writeReasons() string {
	r := &p.stager.reasons
	var odd []string
	for i := range r.masks() {
		odd = append(odd, fmt.Sprintf("m%d <> 0", i))
	}
	load, kind := warehouse.Literal(p.load.ID), warehouse.Literal(p.load.Kind)
	return fmt.Sprintf(`insert into ledger.reasons (load, kind, row_number, field, rule, severity, message)
select %[1]s, %[2]s, s._row, r.field, r.rule, r.severity, r.message
from (select * from staged where %[3]s) as s
join %[4]s on (%[5]s) & r.bit <> 0
union all
select %[1]s, %[2]s, s._row, null, 'duplicate_key', 'reject',
  case when d.differs then 'another row of the file has the same reference and says something else: neither is taken'
    else 'the same record stands in an earlier row of the file' end
from repeated as d
join staged as s on s.rowid = d._id
union all
select %[1]s, %[2]s, s._row, o.field, 'waiting', 'held', 'waits for the record that ' || o.field || ' refers to'
from set_aside as o
join staged as s on s.rowid = o._id
where o.fate = 'held'`, load, kind, strings.Join(odd, " or "), r.table(), r.maskOf())
}

// keepHeld puts held rows where they wait. Rows of an earlier delivery of the same day that wait there still are
// superseded by what this file says of them.
func (p *placer) keepHeld(ctx context.Context) error {
	k := p.stager.record.Kind
	if err := p.supersede(ctx, k); err != nil || p.load.Held == 0 {
		return err
	}
	d := p.delivery
	_, err := p.tx.Exec(ctx, fmt.Sprintf(`insert into held.%s by name
select %s, %d as scope_id, %t as part, date %s as extract_date,
  case when s._deleted then 'withdrawn' else 'present' end as state, timestamp %s as known_from, %d as seq, s._row as row_number
from staged as s
join set_aside as o on o._id = s.rowid and o.fate = 'held'`,
		warehouse.Ident(k.Name), prefixed("s", storedColumns(k)), d.scopeID, d.part, warehouse.Literal(d.date),
		warehouse.Literal(d.now), d.seq))
	return err
}

func (p *placer) supersede(ctx context.Context, k *contract.Kind) error {
	d, table := p.delivery, "held."+warehouse.Ident(k.Name)
	where := fmt.Sprintf("h.scope_id = %d and h.extract_date = date %s", d.scopeID, warehouse.Literal(d.date))
	if !d.whole {
		where += fmt.Sprintf(" and exists (from staged as s where %s)", sameRow(keyColumns(k), "s", "h"))
	}
	var waiting int64
	if err := p.tx.QueryRow(ctx, fmt.Sprintf("select count(*) from %s as h where %s", table, where)).Scan(&waiting); err != nil || waiting == 0 {
		return err
	}
	for _, statement := range []string{
		fmt.Sprintf("create temp table superseded as select l.load as load_id, row_number from %s as h"+
			" join ledger.loads as l using (seq) where %s", table, where),
		fmt.Sprintf("delete from %s as h where %s", table, where),
		`update ledger.reasons set rule = 'superseded', severity = 'reject', message = 'a later file for the same day stands in its place'
where severity = 'held' and kind = ` + warehouse.Literal(k.Name) + ` and (load, row_number) in (select (load_id, row_number) from superseded)`,
		`update ledger.loads set held = held - n, rejected = rejected + n
from (select load_id, count(*) as n from superseded group by load_id) as s where s.load_id = loads.load`,
		"drop table superseded",
	} {
		if _, err := p.tx.Exec(ctx, statement); err != nil {
			return fmt.Errorf("supersede held rows: %w", err)
		}
	}
	return nil
}

// newLoad opens the ledger's row of one record of the file.
func (f *incoming) newLoad(ctx context.Context, tx *warehouse.Tx, i int, now time.Time) (*load, error) {
	if i == 0 {
		if _, err := tx.Exec(ctx, "create temp table used_rows (_row bigint)"); err != nil {
			return nil, err
		}
	}
	id, err := NewID(now)
	if err != nil {
		return nil, err
	}
	l := &load{Load: Load{ID: id, Kind: f.contract.Records[i].Kind.Name}, started: now}
	if err := tx.QueryRow(ctx, "select nextval('ledger.load_seq')").Scan(&l.seq); err != nil {
		return nil, err
	}
	f.loads = append(f.loads, l)
	return l, nil
}

// delivery of one record: parts of records are never whole snapshots.
func (f *incoming) delivery(ctx context.Context, tx *warehouse.Tx, l *load, r *contract.Record, o Options, now time.Time) (delivery, error) {
	snapshot := f.contract.Delivery.Mode == contract.Snapshot && !r.Part
	scope := f.contract.ID
	if f.match.Part != "" {
		scope += "/" + f.match.Part
	}
	if n := f.sameKind(r); n > 0 {
		scope += fmt.Sprintf("#%d", n+1)
	}
	id, err := scopeID(ctx, tx, f.supplier, scope)
	return delivery{load: l.ID, scopeID: id, seq: l.seq, supplier: f.supplier, scope: scope, part: r.Part, date: f.date.Format(time.DateOnly),
		now: warehouse.Stamp(now), snapshot: snapshot, whole: snapshot && !o.Amend, absent: f.contract.Delivery.Absent}, err
}

// scopeID is the number of a supplier's scope, given when it first delivers.
func scopeID(ctx context.Context, tx *warehouse.Tx, supplier, scope string) (id int64, err error) {
	var known bool
	err = tx.QueryRow(ctx, `select coalesce(max(scope_id) filter (supplier = $1 and scope = $2), max(scope_id) + 1, 1),
  count(*) filter (supplier = $1 and scope = $2) > 0
from ledger.scopes`, supplier, scope).Scan(&id, &known)
	if err != nil || known {
		return id, err
	}
	_, err = tx.Exec(ctx, "insert into ledger.scopes (scope_id, supplier, scope) values (?, ?, ?)", id, supplier, scope)
	return id, err
}

// sameKind counts the earlier records of the contract that are of the same kind: each has a scope of its own, or the second
// would close what the first has brought.
func (f *incoming) sameKind(r *contract.Record) int {
	n := 0
	for i := range f.contract.Records {
		other := &f.contract.Records[i]
		if other == r {
			break
		}
		if other.Kind.Name == r.Kind.Name {
			n++
		}
	}
	return n
}

func (f *incoming) writeLoad(ctx context.Context, tx *warehouse.Tx, l *load, d delivery, run string, now time.Time) error {
	mode := "delta"
	switch {
	case d.whole:
		mode = "snapshot"
	case d.snapshot:
		mode = "amend"
	}
	_, err := tx.Exec(ctx, `insert into ledger.loads by name
select ? as load, ?::bigint as seq, ? as kind, ? as supplier, ? as file, ? as sha256, ?::date as extract_date,
  ?::bigint as rows_read, ?::bigint as accepted, ?::bigint as unchanged, ?::bigint as rejected, ?::bigint as held, ?::bigint as closed,
  ?::timestamp as started_at, ?::timestamp as finished_at, 'loaded' as status, ? as contract, ? as contract_sha256, ? as scope,
  ? as delivery, nullif(?, '') as run`,
		l.ID, l.seq, l.Kind, f.supplier, f.name, f.sha, d.date, l.Read, l.Accepted, l.Unchanged, l.Rejected, l.Held, l.Closed,
		warehouse.Stamp(l.started), warehouse.Stamp(now), f.contract.ID, f.contractSHA, d.scope, mode, run)
	return err
}
