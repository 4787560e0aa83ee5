package sample

// world is everything that happens in the made-up caseload, whoever records it.
// Dates after the last extract date are simulated too (a liberation to come
// decides when support is offered) and are hidden when a file is written.
type world struct {
	from, to    day
	people      []*person
	custody     []*custody
	signUps     []*signUp
	needs       []*need
	supports    []*support
	contacts    []*contact
	assessments []*assessment
	licences    []*licence
	breaches    []*breach
	recalls     []*recall
	conferences []*conference
	reviews     []review
	serial      map[string]int
}

type person struct {
	ref, given, family string
	born               day
	gender             string
	ethnicity          string
	authority          string
	care               string
	since              day // first known to anybody
	periods            []*custody
}

// ageOn is the age in whole years, near enough for choosing a path.
func (p *person) ageOn(d day) int { return int(float64(d-p.born) / 365.25) }

type custody struct {
	ref             string
	p               *person
	admitted        day
	admittedAt      int // minutes after midnight
	screenHours     int // after admission; 0 = never recorded
	legal           string
	sentenced       day
	class           string
	sentenceDays    int
	establishment   string
	liberated       day
	liberation      string
	liberatedFrom   string
	toAuthority     string
	housing         string
	licence         *licence
	offer           *signUp
	becameSentenced bool
}

type signUp struct {
	ref           string
	p             *person
	c             *custody
	service       string
	establishment string
	authority     string
	worker        string
	offered       day
	responded     day
	response      string
	signed        day
	assessed      day
	closed        day
	reason        string
	planned       string
	vanished      day // left the caseload without a closure being recorded
	needs         []*need
	supports      []*support
	contacts      []*contact
	stages        []*assessment
}

// left is the day the person stopped being supported, recorded or not; 0 = still open.
func (s *signUp) left() day {
	if s.closed != 0 {
		return s.closed
	}
	return s.vanished
}

type need struct {
	ref, category, referredTo, outcome string
	p                                  *person
	s                                  *signUp  // of which it is a need, or
	l                                  *licence // of which it is one
	severity                           int
	identified, referred               day
	accepted, outcomeOn                day
}

// end is the day on which the support or the licence ended; 0 = still open.
func (n *need) end() day {
	if n.l != nil {
		return n.l.ended
	}
	return n.s.left()
}

type support struct {
	ref, kind, result string
	s                 *signUp
	on                day
}

type contact struct {
	ref, kind, attended, missed string
	p                           *person
	s                           *signUp
	l                           *licence
	on                          day
	minutes                     int
}

type assessment struct {
	ref    string
	s      *signUp
	stage  int
	on     day
	scores []float64 // one for each of journeyDomains
}

type licence struct {
	ref, kind           string
	p                   *person
	started, expires    day
	ended               day
	reason              string
	authority           string
	score               int
	level               string
	scored              day
	mappa               int
	firstContact        day
	firstContactMinutes int
	firstVisit          day
	breaches            []*breach
	needs               []*need
}

type breach struct {
	ref                  string
	l                    *licence
	occurred, identified day
	reasons              []string
	response             string
	reported             day
	more                 string
}

type recall struct {
	ref, route, outcome string
	b                   *breach
	l                   *licence
	referred, decided   day
	returned, dossier   day
	reviewed            day
	review              string
	released            day
}

type conference struct {
	ref, kind                          string
	c                                  *custody
	due, held                          day
	prison, community, invited, family string
	notAttended                        string
}

type review struct {
	ref, question, authority, licence, answer string
	on                                        day
}
