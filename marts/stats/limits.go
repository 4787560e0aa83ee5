package stats

import "math"

// Scale is the scale on which limits about a probability are taken.
type Scale int

const (
	// LogLog takes the limits on log(-log p): they stay inside 0 to 1 and hold their level best in small groups
	// (Kalbfleisch and Prentice 1980; Borgan and Liestøl 1990). The default here, as in SAS and lifelines.
	LogLog Scale = iota
	// Log takes them on log p and cuts them at 1: the default of R's survfit.
	Log
	// Plain takes them on p itself and cuts them at 0 and 1.
	Plain
)

// Limits says how limits about a probability are made. The zero value is 95% on the log-log scale.
type Limits struct {
	Level float64 // confidence level between 0 and 1; 0 stands for 0.95
	Scale Scale
}

func (l Limits) z() float64 {
	if l.Level == 0 {
		return Z(0.95)
	}
	return Z(l.Level)
}

// around is the interval of a probability with its standard error, as R's survfit_confint has it. It is NaN where the
// probability is 0, where log-log has none (at 1), and where there is no standard error.
func (l Limits) around(p, se float64) Interval {
	none := Interval{math.NaN(), math.NaN()}
	if !(p > 0) || math.IsNaN(se) {
		return none
	}
	half := l.z() * se
	switch l.Scale {
	case Plain:
		return Interval{math.Max(0, p-half), math.Min(1, p+half)}
	case Log:
		return Interval{p * math.Exp(-half/p), math.Min(1, p*math.Exp(half/p))}
	case LogLog:
		if p >= 1 {
			return none
		}
		half /= -p * math.Log(p)
		return Interval{math.Pow(p, math.Exp(half)), math.Pow(p, math.Exp(-half))}
	default:
		return none
	}
}
