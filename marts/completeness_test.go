package marts_test

import "testing"

// Two suppliers with sign-ups: of the first two of three responses are recorded, of the second the one, and its day is not. The
// supplier of a field is that of the record, and a supplier has no figures of fields that its records are not expected to have.
func TestCompletenessBySupplier(t *testing.T) {
	of := func(breakdown, category string) cell { return spring("completeness", "rate", breakdown, category) }
	april := func(breakdown, category string) cell {
		return cell{"completeness", "rate", "month", "2026-04-01", country, breakdown, category}
	}
	setup(t, "2026-06-30", `insert into core.sign_ups (sign_up_ref, person_key, offered_on, response, signed_up_on, supplier, authority) values
  ('s1', 'p1', '2026-04-02', 'ACCEPTED', '2026-04-03', 'tso', 'S12000049'), ('s2', 'p2', '2026-04-02', 'DECLINED', null, 'tso', 'S12000049'),
  ('s3', 'p3', '2026-05-02', null, null, 'tso', null), ('s4', 'p4', '2026-05-02', 'ACCEPTED', null, 'upside', 'S12000049')`,
		`insert into core.needs (need_ref, person_key, identified_on, outcome, is_referred, supplier) values ('n1', 'p1', '2026-05-02', 'MET', false, 'upside')`,
	).only("completeness").built().want([]wanted{
		{of("supplier_and_field", "tso/sign_ups.response"), "66.6667 2.0/3.0 [u]"},
		{of("supplier_and_field", "upside/sign_ups.response"), "100.0 1.0/1.0 [u]"},
		{of("supplier_and_field", "tso/sign_ups.signed_up_on"), "100.0 1.0/1.0 [u]"},
		{of("supplier_and_field", "upside/sign_ups.signed_up_on"), "0.0 0.0/1.0 [u]"},
		{of("supplier_and_field", "upside/needs.outcome"), "100.0 1.0/1.0 [u]"},
		{of("supplier_and_field", "tso/needs.outcome"), "none"},
		{of("field", "sign_ups.response"), "75.0 3.0/4.0 [u]"},
		{april("supplier_and_field", "tso/sign_ups.response"), "100.0 2.0/2.0 [u]"},
		{april("supplier", "tso"), "100.0 3.0/3.0 [u]"},
		{of("supplier", "tso"), "75.0 3.0/4.0 [u]"},
		{of("supplier", "upside"), "66.6667 2.0/3.0 [u]"},
	})
}
