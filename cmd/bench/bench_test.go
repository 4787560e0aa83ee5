package main

import (
	"bytes"
	"regexp"
	"testing"
	"time"
)

func TestMedian(t *testing.T) {
	for _, c := range []struct {
		times []time.Duration
		want  time.Duration
	}{{[]time.Duration{5}, 5}, {[]time.Duration{9, 1, 4}, 4}, {[]time.Duration{8, 2, 4, 100}, 6}} {
		if got := median(c.times); got != c.want {
			t.Errorf("median of %v is %v, want %v", c.times, got, c.want)
		}
	}
}

func TestOptionsAreChecked(t *testing.T) {
	for _, args := range [][]string{{"-parts", "csv,cvs"}, {"-rows", "1"}, {"-repeats", "0"}, {"-xlsx-rows", "2000000"}, {"-scales", "1,0"}, {"extra"}} {
		if _, err := readOptions(args, &bytes.Buffer{}); err == nil {
			t.Errorf("%v was taken", args)
		}
	}
}

// A small run: every contender does its work and checks that all rows came through.
func TestSmallRun(t *testing.T) {
	var out bytes.Buffer
	if err := bench(t.Context(), []string{"-parts", "csv,xlsx,marts", "-scales", "0.02,0.04", "-measures", "need_change,offers", "-rows", "1000", "-xlsx-rows", "200", "-repeats", "1"}, &out, &out); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		`(?m)^csv: ingest of 1000 rows, 15 columns +[0-9.]+ s +[0-9.]+ s +[0-9.]+ +0\.50$`,
		`(?m)^xlsx: reading of 200 rows, 15 columns +[0-9.]+ s +[0-9.]+ s +[0-9.]+ *$`,
		`(?m)^marts: [0-9]+ figures from 0\.04x records +[0-9.]+ s +[0-9.]+ s +[0-9.]+ *$`,
		`(?m)^  cost a record against 0\.02x \(aim: 1 or less\) +[0-9.]+ +[0-9.]+$`,
	} {
		if !regexp.MustCompile(want).Match(out.Bytes()) {
			t.Errorf("no line like %s in\n%s", want, out.String())
		}
	}
}
