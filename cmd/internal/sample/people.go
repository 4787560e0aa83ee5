package sample

// The numbers of people at scale 1: those who come and go on remand and short
// sentences, and those under statutory supervision.
const (
	shortTermPeople = 6400
	statutoryPeople = 1400
)

// simulate makes the whole world. Everybody has dice of his own.
func simulate(o Options) *world {
	w := &world{from: toDay(o.From), to: toDay(o.To), serial: map[string]int{}}
	shorts := int(float64(shortTermPeople) * o.Scale)
	for i := range shorts + int(float64(statutoryPeople)*o.Scale) {
		r := newDice(o.Seed, uint64(i)+1)
		p := newPerson(r, i)
		if i < shorts {
			w.shortLife(r, p)
		} else {
			w.longLife(r, p)
		}
		if p.since != 0 {
			w.people = append(w.people, p)
		}
	}
	w.canary()
	w.reviewRecords(newDice(o.Seed, 0))
	return w
}

func newPerson(r dice, i int) *person {
	p := &person{ref: personRef(i), gender: "M"}
	p.given, p.family = inventedName(r)
	if r.chance(0.07) {
		p.gender = "F"
	} else if r.chance(0.002) {
		p.gender = "O"
	}
	p.ethnicity = r.pick([]share{{"WHITE", 92}, {"ASIAN", 2}, {"BLACK", 1.5}, {"MIXED", 1}, {"OTHER", 0.8}, {"NOT_KNOWN", 1.7}, {"", 1}})
	p.authority = r.pick(homes())
	p.care = r.pick([]share{{"Y", 24}, {"N", 52}, {"U", 9}, {"", 15}})
	age := min(17+r.around(17, 0.55), 78)
	p.born = date(2023, 4, 1) - day(age*365.25) + r.days(0, 364)
	return p
}

// canary gives the canary's name and reference to one person who is in the
// files of the prison service and of two support services.
func (w *world) canary() {
	for _, p := range w.people {
		services := map[string]bool{}
		for _, c := range p.periods {
			if c.offer != nil && c.offer.signed != 0 && c.offer.offered <= w.to {
				services[c.offer.service] = true
			}
		}
		if services["TSO"] && (services["UPSIDE"] || services["NEW_ROUTES"]) {
			p.ref, p.family = CanaryRef, CanaryName
			return
		}
	}
}
