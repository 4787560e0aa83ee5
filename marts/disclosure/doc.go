// Package disclosure holds back figures that could tell about a person.
//
// Its rules are SQL over whole tables of figures (sql/marts/disclosure). The first rule: a count below the threshold is held
// back, with everything that depends on it. The second: in every sum over places, periods or categories whose whole is shown,
// what is held back does not follow by subtraction. Of an event so rare that its parts, with hardly a count to show, would
// cost the wholes, such as Scotland's months for the sake of its authorities', the parts give way with their zeros (3_rare.sql). Calendar years and periods of a project's own overlap the others: of one measure,
// place and category, nothing small or held back follows from all its periods together (periods.go). An audit that shares nothing with the rules reads the outcome; where it
// finds anything, nothing is released.
//
// What it does not promise: that several sums taken together, of several measures or of earlier releases, leave every figure
// that is held back uncertain.
package disclosure
