package marts

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"throughcare/sql/warehouse"
)

// Supplier is what a project's settings say of one supplier's deliveries.
type Supplier struct {
	ID     string
	Due    string    // how often an extract is due: daily, weekly, monthly, quarterly, yearly; blank: none is
	Within int       // days after the day it is due in which a delivery is still on time
	Until  time.Time // the last day for which extracts are due; zero: they go on
}

// Suppliers are those that a project's settings name. They decide which periods are provisional, which deliveries were due and
// what is late; a release keeps those that it was made with.
type Suppliers []Supplier

// OnTime is how many days after the day it is due a delivery is still on time, where the settings do not say.
func OnTime(due string) int {
	return map[string]int{"daily": 1, "weekly": 3, "monthly": 10, "quarterly": 20, "yearly": 30}[due]
}

// String is the form that a release keeps: by commas, in order, each as id:due:within:until, or (id) where nothing is due.
func (s Suppliers) String() string {
	texts := make([]string, 0, len(s))
	for _, one := range slices.SortedFunc(slices.Values(s), func(x, y Supplier) int { return cmp.Compare(x.ID, y.ID) }) {
		if one.Due == "" {
			texts = append(texts, "("+one.ID+")")
			continue
		}
		until := ""
		if !one.Until.IsZero() {
			until = one.Until.Format(time.DateOnly)
		}
		texts = append(texts, fmt.Sprintf("%s:%s:%d:%s", one.ID, one.Due, one.Within, until))
	}
	return strings.Join(texts, ",")
}

// ParseSuppliers reads what String wrote. Of suppliers in releases of an earlier version, which kept the ids alone, it is not
// known how often their extracts were due.
func ParseSuppliers(text string) (Suppliers, error) {
	var all Suppliers
	for _, one := range strings.Split(text, ",") {
		parts := strings.Split(strings.Trim(one, "()"), ":")
		if len(parts) != 4 {
			if one != "" {
				all = append(all, Supplier{ID: parts[0]})
			}
			continue
		}
		s := Supplier{ID: parts[0], Due: parts[1]}
		var err error
		if s.Within, err = strconv.Atoi(parts[2]); err != nil {
			return nil, fmt.Errorf("suppliers of a release: %w", err)
		}
		if parts[3] != "" {
			if s.Until, err = time.Parse(time.DateOnly, parts[3]); err != nil {
				return nil, fmt.Errorf("suppliers of a release: %w", err)
			}
		}
		all = append(all, s)
	}
	return all, nil
}

// Set makes the suppliers those of the session: mart.complete and the measures of deliveries read them.
func (s Suppliers) Set(ctx context.Context, tx *warehouse.Tx) error {
	_, err := tx.Exec(ctx, "set variable suppliers_due = string_split("+warehouse.Literal(s.String())+", ',')")
	return err
}

// Next is the day for which a supplier's next extract is due, one interval after its latest, and the last day on which that is
// on time. Both are zero where the settings do not say how often its extracts are due, or nothing more is.
func (s Suppliers) Next(id string, latest time.Time) (due, onTimeUntil time.Time) {
	i := slices.IndexFunc(s, func(one Supplier) bool { return one.ID == id })
	if i < 0 {
		return time.Time{}, time.Time{}
	}
	due = after(latest, s[i].Due)
	if due.IsZero() || !s[i].Until.IsZero() && due.After(s[i].Until) {
		return time.Time{}, time.Time{}
	}
	return due, due.AddDate(0, 0, s[i].Within)
}

// after is one interval after a day. From the last day of a month it is the last day of a month.
func after(latest time.Time, often string) time.Time {
	months := map[string]int{"monthly": 1, "quarterly": 3, "yearly": 12}[often]
	switch {
	case often == "daily":
		return latest.AddDate(0, 0, 1)
	case often == "weekly":
		return latest.AddDate(0, 0, 7)
	case months == 0:
		return time.Time{}
	}
	first := time.Date(latest.Year(), latest.Month(), 1, 0, 0, 0, 0, time.UTC)
	last := first.AddDate(0, months+1, -1)
	if latest.AddDate(0, 0, 1).Day() == 1 {
		return last
	}
	return first.AddDate(0, months, min(latest.Day(), last.Day())-1)
}
