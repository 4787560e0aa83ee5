package ingest

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"throughcare/ingest/contract"
	"throughcare/sql/warehouse"
)

// PlaceHeld tries all rows that are held again, in one transaction, and returns how many could be placed. Load places no rows
// but those of its file, so this is for when no more files are to come for now. A row is fitted in as if its file had come
// only now, and files may come in any order: it does not matter when, nor how often, this is called.
func (e *Engine) PlaceHeld(ctx context.Context) (placed int64, err error) {
	err = e.DB.Single(ctx, func() error {
		return e.DB.Tx(ctx, func(ctx context.Context, tx *warehouse.Tx) (err error) {
			placed, err = e.placeHeld(ctx, tx)
			return err
		})
	})
	return placed, err
}

// placeHeld goes round until nothing moves, since a row that is placed may let others go. Kinds come after those that they
// refer to, so there is seldom more than one round.
func (e *Engine) placeHeld(ctx context.Context, tx *warehouse.Tx) (placed int64, err error) {
	waiting, err := e.waiting(ctx, tx)
	if err != nil {
		return 0, err
	}
	for moved := int64(1); moved > 0; placed += moved {
		moved = 0
		for _, k := range waiting {
			n, err := e.placeKind(ctx, tx, k)
			if err != nil {
				return 0, fmt.Errorf("place held rows of %s: %w", k.Name, err)
			}
			moved += n
		}
	}
	return placed, nil
}

// waiting are the kinds that have held rows, in the order of their ranks.
func (e *Engine) waiting(ctx context.Context, tx *warehouse.Tx) (kinds []*contract.Kind, err error) {
	selects := make([]string, len(e.Kinds))
	for i := range e.Kinds {
		selects[i] = fmt.Sprintf("select %d where exists (from held.%s)", i, warehouse.Ident(e.Kinds[i].Name))
	}
	rows, err := tx.Query(ctx, strings.Join(selects, " union all "))
	if err != nil {
		return nil, err
	}
	defer rows.Close() //nolint:errcheck // Err is asked
	for rows.Next() {
		var i int
		if err := rows.Scan(&i); err != nil {
			return nil, err
		}
		kinds = append(kinds, &e.Kinds[i])
	}
	slices.SortFunc(kinds, func(a, b *contract.Kind) int {
		return cmp.Or(cmp.Compare(e.rank(a.Name), e.rank(b.Name)), strings.Compare(a.Name, b.Name))
	})
	return kinds, rows.Err()
}

func (e *Engine) placeKind(ctx context.Context, tx *warehouse.Tx, k *contract.Kind) (placed int64, err error) {
	table := "held." + warehouse.Ident(k.Name)
	_, err = tx.Exec(ctx, fmt.Sprintf(`create temp table placeable as
select s.rowid as _id, s.*, l.load as load_id, s.row_number as _row, s.state = 'withdrawn' as _deleted
from %s as s
join ledger.loads as l using (seq)
where (not s.part and %s) or (s.part and %s)`, table, known(referenceQueries(k, false)), known(referenceQueries(k, true))))
	if err != nil {
		return 0, err
	}
	groups, err := e.groups(ctx, tx)
	if err != nil {
		return 0, err
	}
	for _, g := range groups {
		n, err := e.placeGroup(ctx, tx, k, g)
		if err != nil {
			return 0, err
		}
		placed += n
	}
	if placed > 0 {
		_, err = tx.Exec(ctx, fmt.Sprintf(`delete from %s where rowid in (select _id from placeable);
delete from ledger.reasons where severity = 'held' and kind = %s and (load, row_number) in (select (load_id, row_number) from placeable)`,
			table, warehouse.Literal(k.Name)))
		if err != nil {
			return 0, err
		}
	}
	_, err = tx.Exec(ctx, "drop table placeable")
	return placed, err
}

// known is the condition that all that a row refers to is known.
func known(references []mustExist) string {
	conds := []string{"true"}
	for _, r := range references {
		conds = append(conds, r.query)
	}
	return strings.Join(conds, " and ")
}

// groups are the deliveries of the rows that can be placed, in the order of their extract dates, then of their loading.
func (e *Engine) groups(ctx context.Context, tx *warehouse.Tx) (list []delivery, err error) {
	rows, err := tx.Query(ctx, `select r.load_id, r.seq, r.scope_id, any_value(l.supplier), any_value(l.scope), r.part, r.extract_date::varchar, any_value(l.delivery), any_value(l.contract)
from placeable as r
join ledger.loads as l on l.load = r.load_id
group by r.load_id, r.seq, r.scope_id, r.part, r.extract_date
order by r.extract_date, r.seq`)
	if err != nil {
		return nil, err
	}
	defer rows.Close() //nolint:errcheck // Err is asked
	for rows.Next() {
		g := delivery{now: warehouse.Stamp(e.now())}
		var mode, by string
		if err := rows.Scan(&g.load, &g.seq, &g.scopeID, &g.supplier, &g.scope, &g.part, &g.date, &mode, &by); err != nil {
			return nil, err
		}
		g.snapshot = mode != "delta"
		if c, err := e.Contracts.ByID(by); err == nil { // else the contract is gone, and what is absent is closed
			g.absent = c.Delivery.Absent
		}
		list = append(list, g)
	}
	return list, rows.Err()
}

func (e *Engine) placeGroup(ctx context.Context, tx *warehouse.Tx, k *contract.Kind, g delivery) (int64, error) {
	_, err := tx.Exec(ctx, "create temp view ready as select * from placeable where load_id = "+warehouse.Literal(g.load))
	if err != nil {
		return 0, err
	}
	c, err := apply(ctx, tx, k, g)
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
