package sample

import (
	"context"
	"errors"
	"fmt"
	"hash/fnv"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/google/renameio/v2"
)

// DefaultSeed is the seed of the shipped demo.
const DefaultSeed = 20150401

// Options of the made-up caseload. The zero value is the shipped demo.
type Options struct {
	Seed     uint64    // 0 = DefaultSeed
	From, To time.Time // first and last day of the records; zero = 1 April 2023 and 31 October 2026
	Scale    float64   // of the number of people; 0 = 1, about 7,400 people
}

// Validate fills in the defaults and says what cannot be made.
func (o *Options) Validate() error {
	if o.Seed == 0 {
		o.Seed = DefaultSeed
	}
	if o.From.IsZero() {
		o.From = time.Date(2023, time.April, 1, 0, 0, 0, 0, time.UTC)
	}
	if o.To.IsZero() {
		o.To = time.Date(2026, time.October, 31, 0, 0, 0, 0, time.UTC)
	}
	if o.Scale == 0 {
		o.Scale = 1
	}
	switch {
	case !o.To.After(o.From):
		return errors.New("sample: the last day is not after the first")
	case o.Scale < 0.01 || o.Scale > 20:
		return errors.New("sample: the scale is not between 0.01 and 20")
	}
	return nil
}

// File is one file of the inbox.
type File struct {
	Name, Supplier string
	Rows           int       // data rows, without titles, headers and totals
	Arrived        time.Time // when it was sent in, UTC
}

// Deck are the three counts of the throughcare support officers' slides, over
// DeckFrom to DeckTo, as the sent records hold them.
type Deck struct {
	SignedUp          int // people signed up by throughcare support officers
	NeedsReferred     int // their needs identified and referred
	SupportedOnTheDay int // people with attended support on the day of liberation
}

// Summary says what was written, so that a test can compare it with a warehouse.
type Summary struct {
	Files   []File
	People  int
	Records map[string]int // records by kind, each counted once however often it was sent
	Rows    map[string]int // rows sent, by supplier
	Wrong   map[string]int // rows sent that must be rejected, by supplier; a wrong row of several kinds counts once
	Deck    Deck
}

// Write makes the caseload and writes dir/contracts and dir/inbox, folders and
// files for the owner only. Equal options give equal bytes.
func Write(ctx context.Context, dir string, o Options) (Summary, error) {
	if err := o.Validate(); err != nil {
		return Summary{}, err
	}
	w := simulate(o)
	sum := Summary{People: len(w.people), Records: map[string]int{}, Rows: map[string]int{}, Wrong: map[string]int{}}
	for _, sub := range []string{"contracts", "inbox"} {
		if err := os.MkdirAll(filepath.Join(dir, sub), 0o700); err != nil {
			return sum, fmt.Errorf("make the demo's folder: %w", err)
		}
	}
	if err := writeContracts(filepath.Join(dir, "contracts")); err != nil {
		return sum, err
	}
	for _, send := range suppliers() {
		deliveries, err := send(w, newDice(o.Seed, ^uint64(0)))
		if err != nil {
			return sum, err
		}
		for _, d := range deliveries {
			if err := ctx.Err(); err != nil {
				return sum, err
			}
			if err := renameio.WriteFile(filepath.Join(dir, "inbox", d.name), d.bytes, 0o600); err != nil {
				return sum, fmt.Errorf("write %s: %w", d.name, err)
			}
			sum.Files = append(sum.Files, File{Name: d.name, Supplier: d.supplier, Rows: d.rows, Arrived: d.arrived(o)})
			sum.Rows[d.supplier] += d.rows
			sum.Wrong[d.supplier] += d.wrong
		}
	}
	w.count(&sum)
	return sum, nil
}

// delivery is one file as a supplier sends it.
type delivery struct {
	name, supplier string
	bytes          []byte
	at             day // of the extract
	rows, wrong    int
}

// arrived is the morning on which the file was sent in, some days after its extract; about one in six took weeks. What a supplier
// sends of one day it sends at once, but a corrected file, which follows. The last of all came soon.
func (d delivery) arrived(o Options) time.Time {
	name := fnv.New64a()
	_, _ = name.Write([]byte(d.supplier + d.at.iso())) // never fails
	r := newDice(o.Seed, name.Sum64())
	lag := r.days(2, 9)
	if r.chance(1.0/6) && d.at.time().Before(o.To) {
		lag = r.days(25, 50)
	}
	if strings.Contains(d.name, "_corrected") {
		lag += r.days(10, 20)
	}
	return (d.at + lag).time().Add(9*time.Hour + time.Duration(r.between(0, 120))*time.Minute)
}

// sender writes all deliveries of one supplier.
type sender func(w *world, r dice) ([]delivery, error)

func suppliers() []sender {
	return []sender{
		sendPrisonService, sendOfficers, sendUpside, sendGlasgow, sendCouncils, sendBoard, sendNewRoutes, sendShine,
		sendInspectors, sendGovernment,
	}
}

func writeContracts(dir string) error {
	entries, err := contractFiles.ReadDir("contracts")
	if err != nil {
		return fmt.Errorf("contracts of the demo: %w", err)
	}
	for _, e := range entries {
		src, err := contractFiles.ReadFile("contracts/" + e.Name())
		if err != nil {
			return fmt.Errorf("contract %s: %w", e.Name(), err)
		}
		if err := renameio.WriteFile(filepath.Join(dir, e.Name()), src, 0o600); err != nil {
			return fmt.Errorf("write contract %s: %w", e.Name(), err)
		}
	}
	return nil
}
