package ingest

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"throughcare/ingest/contract"
	"throughcare/sql/warehouse"
)

// releaseHeld places the held rows whose records have come. Only kinds that refer to a kind that has new records can have
// any; placing one kind may let another go, so it goes round until nothing moves.
func (e *Engine) releaseHeld(ctx context.Context, tx *warehouse.Tx, f *incoming) error {
	fresh := map[string]bool{}
	for _, l := range f.loads {
		fresh[l.Kind] = fresh[l.Kind] || l.Accepted > 0
	}
	for {
		moved := map[string]bool{}
		for i := range e.Kinds {
			k := &e.Kinds[i]
			if !waitsFor(k, fresh) {
				continue
			}
			n, err := e.releaseKind(ctx, tx, k)
			if err != nil {
				return fmt.Errorf("release held rows of %s: %w", k.Name, err)
			}
			f.loads[0].Released += n
			moved[k.Name] = n > 0
			fresh[k.Name] = fresh[k.Name] || n > 0 // kinds that follow in this round see it
		}
		if !slices.Contains(slices.Collect(maps.Values(moved)), true) {
			return nil
		}
		fresh = moved
	}
}

// waitsFor says whether rows of a kind may wait for records of one of the fresh kinds; parts wait for their own.
func waitsFor(k *contract.Kind, fresh map[string]bool) bool {
	return fresh[k.Name] || slices.ContainsFunc(k.References, func(r contract.Reference) bool { return fresh[r.Kind] })
}

// group is the rows of one load that can be placed.
type group struct {
	delivery
	snapshotMode string
}

func (e *Engine) releaseKind(ctx context.Context, tx *warehouse.Tx, k *contract.Kind) (int64, error) {
	table := "held." + warehouse.Ident(k.Name)
	ids, err := releasable(ctx, tx, k, table)
	if err != nil || ids == "" {
		return 0, err
	}
	_, err = tx.Exec(ctx, fmt.Sprintf(`create temp table releasable as
select s.rowid as _id, s.*, l.load as load_id, s.row_number as _row, s.state = 'withdrawn' as _deleted
from %s as s
join ledger.loads as l using (seq)
where s.rowid in (%s)`, table, ids))
	if err != nil {
		return 0, err
	}
	groups, err := e.groups(ctx, tx)
	if err != nil {
		return 0, err
	}
	n := int64(0)
	for _, g := range groups {
		moved, err := e.releaseGroup(ctx, tx, k, g)
		if err != nil {
			return 0, err
		}
		n += moved
	}
	_, err = tx.Exec(ctx, fmt.Sprintf(`delete from %s where rowid in (select _id from releasable);
delete from ledger.reasons where severity = 'held' and kind = %s and (load, row_number) in (select (load_id, row_number) from releasable);
drop table releasable`, table, warehouse.Literal(k.Name)))
	return n, err
}

// releasable is a select of the rowids that can be placed, or "" where there are none.
func releasable(ctx context.Context, tx *warehouse.Tx, k *contract.Kind, table string) (string, error) {
	var whole, parts, found int64
	if err := tx.QueryRow(ctx, "select count(*) filter (not part), count(*) filter (part) from "+table).Scan(&whole, &parts); err != nil {
		return "", err
	}
	var selects []string
	for _, part := range []bool{false, true} {
		if part && parts == 0 || !part && whole == 0 {
			continue
		}
		conds := []string{fmt.Sprintf("s.part = %t", part)}
		for _, r := range referenceQueries(k, part) {
			conds = append(conds, r.query)
		}
		selects = append(selects, fmt.Sprintf("select s.rowid from %s as s where %s", table, strings.Join(conds, " and ")))
	}
	if len(selects) == 0 {
		return "", nil
	}
	ids := strings.Join(selects, " union all ")
	if err := tx.QueryRow(ctx, "select count(*) from ("+ids+")").Scan(&found); err != nil || found == 0 {
		return "", err
	}
	return ids, nil
}

// groups in the order of their extract dates, then of their loading.
func (e *Engine) groups(ctx context.Context, tx *warehouse.Tx) (list []group, err error) {
	rows, err := tx.Query(ctx, `select r.load_id, r.seq, r.scope_id, any_value(l.supplier), any_value(l.scope), r.part, r.extract_date::varchar, any_value(l.delivery)
from releasable as r
join ledger.loads as l on l.load = r.load_id
group by r.load_id, r.seq, r.scope_id, r.part, r.extract_date
order by r.extract_date, r.seq`)
	if err != nil {
		return nil, err
	}
	defer rows.Close() //nolint:errcheck // Err is asked
	for rows.Next() {
		g := group{delivery: delivery{now: warehouse.Stamp(e.now())}}
		if err := rows.Scan(&g.load, &g.seq, &g.scopeID, &g.supplier, &g.scope, &g.part, &g.date, &g.snapshotMode); err != nil {
			return nil, err
		}
		g.snapshot = g.snapshotMode != "delta"
		list = append(list, g)
	}
	return list, rows.Err()
}

func (e *Engine) releaseGroup(ctx context.Context, tx *warehouse.Tx, k *contract.Kind, g group) (int64, error) {
	_, err := tx.Exec(ctx, "create temp view ready as select * from releasable where load_id = "+warehouse.Literal(g.load))
	if err != nil {
		return 0, err
	}
	c, err := apply(ctx, tx, k, g.delivery)
	if err != nil {
		return 0, err
	}
	moved := c.accepted + c.unchanged
	if _, err := tx.Exec(ctx, "drop view ready"); err != nil {
		return 0, err
	}
	_, err = tx.Exec(ctx, "update ledger.loads set held = held - ?, accepted = accepted + ?, unchanged = unchanged + ? where load = ?",
		moved, c.accepted, c.unchanged, g.load)
	return moved, err
}
