package pipeline

import (
	"context"
	"fmt"
	"os/user"
	"path/filepath"
	"time"

	"throughcare/reports/worklist"
	"throughcare/sql/warehouse"
)

// Worklists is where the restricted edition is written: apart from all reports, for the owner only.
func (p *Project) Worklists() string { return filepath.Join(p.Restricted(), "worklists") }

// restricted writes the lists of people of "this week", from the records as they are now. The ledger keeps who asked, and when.
func (s *session) restricted(ctx context.Context) error {
	current, err := s.currentAsAt(ctx)
	if err != nil {
		return err
	}
	// Core is of the present, but may be older than the last files or this program's models.
	if err := s.buildCore(ctx, warehouse.AsAt{Date: current}); err != nil {
		return err
	}
	return s.step(ctx, "restricted", func(ctx context.Context) (string, error) {
		detail := fmt.Sprintf("lists of people as at %s, asked for by %s", current.Format(time.DateOnly), askedBy())
		err := s.db.Tx(ctx, func(ctx context.Context, tx *warehouse.Tx) (err error) {
			if err := s.setSession(ctx, tx, warehouse.AsAt{Date: current}); err != nil {
				return err
			}
			s.result.Outputs, err = worklist.Write(ctx, tx, worklist.Options{Folder: s.Project.Worklists(), Bodies: s.o.Bodies, AsAt: current, MadeAt: s.now(), Made: s.Program})
			return err
		})
		return detail, err
	})
}

// askedBy is who runs the program, for the ledger.
func askedBy() string {
	who, err := user.Current()
	if err != nil {
		return "somebody unknown"
	}
	return who.Username
}
