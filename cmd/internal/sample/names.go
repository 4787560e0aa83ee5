package sample

import "fmt"

// CanaryName and CanaryRef belong to one made-up person of the demo. They are
// in the files of several suppliers and in rejected rows, and must be found in
// nothing that the program writes outside its restricted folders.
const (
	CanaryName = "Canaryquill"
	CanaryRef  = "P7CANARY77"
)

// Names are put together from syllables so that they are nobody's.
func inventedName(r dice) (given, family string) {
	first := []string{"Za", "Vo", "Qui", "Tre", "Wub", "Yl", "Ob", "Fen", "Glo", "Mub", "Snee", "Plo"}
	middle := []string{"bri", "zzo", "ndle", "ffa", "xi", "ggle", "rvo", "ppi"}
	last := []string{"nox", "wick", "bble", "qua", "zzle", "tron", "fip", "mump", "doodle"}
	given = first[r.IntN(len(first))] + middle[r.IntN(len(middle))]
	family = first[r.IntN(len(first))] + middle[r.IntN(len(middle))] + last[r.IntN(len(last))]
	return given, family
}

// personRef spreads references so that they do not show the order of making.
func personRef(i int) string {
	return fmt.Sprintf("P%06d", (i*7919+104729)%900000+100000)
}

// ref numbers the records of one kind: prefix and a running number.
func (w *world) ref(prefix string) string {
	w.serial[prefix]++
	return fmt.Sprintf("%s%06d", prefix, w.serial[prefix])
}
