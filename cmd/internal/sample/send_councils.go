package sample

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

func (l *licence) values(at day) []string {
	if l.started > at {
		return nil
	}
	row := []string{l.ref, l.p.ref, l.kind, l.started.iso(), l.expires.iso(), l.ended.seen(at).iso(), "", l.authority, "", "", "", strconv.Itoa(l.mappa), "", l.firstVisit.seen(at).iso()}
	if l.ended != 0 && l.ended <= at {
		row[6] = l.reason
	}
	if l.score > 0 && l.scored <= at {
		row[8], row[9], row[10] = strconv.Itoa(l.score), l.level, l.scored.iso()
	}
	if l.firstContact != 0 && l.firstContact <= at {
		row[12] = l.firstContact.at(l.firstContactMinutes, "2006-01-02T15:04")
	}
	return row
}

func licenceHeader() []string {
	return []string{"licence_ref", "person_ref", "licence_type", "started_on", "expires_on", "ended_on", "end_reason", "supervising_authority",
		"lscmi_score", "lscmi_level", "lscmi_on", "mappa_level", "first_contact_at", "first_home_visit_on"}
}

func (b *breach) values(at day) []string {
	if b.identified > at {
		return nil
	}
	row := []string{b.ref, b.l.ref, b.l.p.ref, b.occurred.iso(), b.identified.iso(), strings.Join(b.reasons, ";"), "", b.response, b.reported.seen(at).iso(), b.more}
	if len(b.reasons) > 0 {
		row[6] = b.reasons[0]
	}
	if b.reported > at {
		row[7] = ""
	}
	return row
}

func breachHeader() []string {
	return []string{"breach_ref", "licence_ref", "person_ref", "occurred_on", "identified_on", "reasons", "primary_reason", "response", "reported_on", "more_could_have_been_done"}
}

// referral is what a council knows of a recall: that it was asked for, and the
// return to custody. What the Board decided is in the Board's own file.
func (c *recall) referral(at day) []string {
	if c.referred > at {
		return nil
	}
	row := []string{c.ref, c.l.ref, c.l.p.ref, c.b.ref, c.route, c.referred.iso(), "", "", c.returned.seen(at).iso(), ""}
	if len(c.b.reasons) > 0 {
		row[9] = c.b.reasons[0]
	}
	if c.route == "COURT" && c.decided != 0 && c.decided <= at { // the Board has no part in it
		row[6], row[7] = c.decided.iso(), c.outcome
	}
	return row
}

func recallHeader() []string {
	return []string{"recall_ref", "licence_ref", "person_ref", "breach_ref", "route", "referred_on", "decided_on", "outcome", "returned_on", "primary_reason"}
}

// sendCouncils: the return of all authorities but Glasgow, in the canonical layout.
func sendCouncils(w *world, r dice) ([]delivery, error) {
	const supplier = "jsw-return"
	dates := w.dates(date(2025, time.March, 31), date(2026, time.March, 31))
	base := faults{layout: time.DateOnly, extra: true}
	licences, breaches, recalls := feed{faults: base}, feed{faults: base}, feed{faults: base}
	contacts := contactFeed(dates)
	for _, l := range w.licences {
		if l.authority != glasgow {
			licences.entries = append(licences.entries, entry{row: l.values})
		}
	}
	for _, b := range w.breaches {
		if b.l.authority != glasgow {
			breaches.entries = append(breaches.entries, entry{row: b.values})
		}
	}
	for _, c := range w.recalls {
		if c.l.authority != glasgow {
			recalls.entries = append(recalls.entries, entry{row: c.referral})
		}
	}
	for _, c := range w.contacts {
		if c.l != nil && c.l.authority != glasgow || c.s != nil && c.s.service == "LA_VOLUNTARY" {
			contacts.entries = append(contacts.entries, entry{row: c.row})
		}
	}
	licences.faults.person, licences.faults.required, licences.faults.dates, licences.faults.codes = 1, 3, []int{3, 4}, []int{2, 7}
	licences.faults.order, licences.faults.corrected, licences.faults.spaces = [2]int{3, 5}, []int{10}, []int{7, 9}
	breaches.faults.person, breaches.faults.required, breaches.faults.dates, breaches.faults.codes = 2, 4, []int{4}, []int{7}
	breaches.faults.order, breaches.faults.spaces = [2]int{4, 8}, []int{7}
	recalls.faults.person, recalls.faults.required, recalls.faults.dates, recalls.faults.codes = 2, 1, []int{5}, []int{4}
	recalls.faults.spaces = []int{4}
	var out []delivery
	for _, k := range []struct {
		kind   string
		header []string
		feed   feed
	}{{"licences", licenceHeader(), licences}, {"breaches", breachHeader(), breaches}, {"recalls", recallHeader(), recalls}, {"contacts", contactHeader(), contacts}} {
		k.feed.dates, k.feed.faults.width = dates, len(k.header)
		files, err := canonical(k.kind, supplier, k.header, k.feed.run(r))
		if err != nil {
			return nil, err
		}
		out = append(out, files...)
	}
	support, err := w.sendSupport(r, supplier, dates)
	return append(out, support...), err
}

// sendSupport: the councils' own voluntary throughcare, and the needs of people on licence.
func (w *world) sendSupport(r dice, supplier string, dates []day) ([]delivery, error) {
	base := faults{layout: time.DateOnly, extra: true, person: 1}
	signUps, needs, supports := feed{faults: base}, feed{faults: base}, feed{faults: base}
	for _, s := range w.signUps {
		if s.service != "LA_VOLUNTARY" {
			continue
		}
		signUps.entries = append(signUps.entries, entry{row: s.values})
		for _, n := range s.needs {
			needs.entries = append(needs.entries, entry{row: n.values})
		}
		for _, v := range s.supports {
			supports.entries = append(supports.entries, entry{row: v.values})
		}
	}
	for _, l := range w.licences {
		if l.authority != glasgow {
			for _, n := range l.needs {
				needs.entries = append(needs.entries, entry{row: n.values})
			}
		}
	}
	signUps.faults.required, signUps.faults.dates, signUps.faults.codes = 3, []int{7}, []int{3, 8}
	signUps.faults.order, signUps.faults.prisons, signUps.faults.spaces = [2]int{9, 10}, []int{4}, []int{3}
	needs.faults.required, needs.faults.dates, needs.faults.codes, needs.faults.order = 5, []int{5}, []int{3}, [2]int{5, 6}
	supports.faults.required, supports.faults.dates, supports.faults.codes = 4, []int{4}, []int{5, 6}
	var out []delivery
	for _, k := range []struct {
		kind   string
		header []string
		feed   feed
	}{{"sign_ups", signUpHeader(), signUps}, {"needs", needHeader(), needs}, {"liberation_support", supportHeader(), supports}} {
		k.feed.dates, k.feed.faults.width = dates, len(k.header)
		files, err := canonical(k.kind, supplier, k.header, k.feed.run(r))
		if err != nil {
			return nil, err
		}
		out = append(out, files...)
	}
	return out, nil
}

func signUpHeader() []string {
	return []string{"sign_up_ref", "person_ref", "custody_ref", "service", "delivering_establishment", "delivering_authority", "worker_ref",
		"offered_on", "response", "signed_up_on", "closed_on", "close_reason", "exit_planned"}
}

func (s *signUp) values(at day) []string {
	if s.offered > at {
		return nil
	}
	row := []string{s.ref, s.p.ref, s.c.ref, s.service, s.establishment, s.authority, s.worker, s.offered.iso(), s.responseOn(at), s.signed.seen(at).iso(), "", "", ""}
	if s.closed != 0 && s.closed <= at {
		row[10], row[11], row[12] = s.closed.iso(), s.reason, s.planned
	}
	return row
}

func needHeader() []string {
	return []string{"need_ref", "person_ref", "sign_up_ref", "category", "severity", "identified_on", "referred_on", "referred_to", "accepted_on", "outcome", "outcome_on", "licence_ref"}
}

func (n *need) values(at day) []string {
	if n.identified > at {
		return nil
	}
	row := []string{n.ref, n.p.ref, "", n.category, "", n.identified.iso(), n.referred.seen(at).iso(), "", n.accepted.seen(at).iso(), "", "", ""}
	if n.l != nil {
		row[11] = n.l.ref
	} else {
		row[2] = n.s.ref
	}
	if n.severity > 0 {
		row[4] = fmt.Sprint(n.severity)
	}
	if n.referred <= at {
		row[7] = n.referredTo
	}
	if n.outcomeOn != 0 && n.outcomeOn <= at {
		row[9], row[10] = n.outcome, n.outcomeOn.iso()
	}
	return row
}

func supportHeader() []string {
	return []string{"support_ref", "person_ref", "sign_up_ref", "custody_ref", "supported_on", "kind", "result"}
}

func (v *support) values(at day) []string {
	if v.on > at {
		return nil
	}
	return []string{v.ref, v.s.p.ref, v.s.ref, v.s.c.ref, v.on.iso(), v.kind, v.result}
}
