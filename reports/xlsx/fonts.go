package xlsx

import (
	"bytes"
	"regexp"
)

const stylesPart = "xl/styles.xml"

var (
	fontOf  = regexp.MustCompile(`(?s)<font>(.*?)</font>`)
	inFonts = regexp.MustCompile(`<(\w+)[^>]*?(?:/>|></\w+>)`)
)

// fontOrder is that of what is in a font (ECMA-376 part 1, 18.8.22), as the validator of the format's makers wants it.
func fontOrder() []string {
	return []string{"b", "i", "strike", "condense", "extend", "outline", "shadow", "u", "vertAlign", "sz", "color", "name", "family", "charset", "scheme"}
}

// fonts puts what is in each font of the styles into its order, which excelize does not keep.
func fonts(content []byte) []byte {
	return fontOf.ReplaceAllFunc(content, func(font []byte) []byte {
		found := inFonts.FindAllSubmatch(font[len("<font>"):], -1)
		var out bytes.Buffer
		out.WriteString("<font>")
		for _, name := range fontOrder() {
			for _, one := range found {
				if string(one[1]) == name {
					out.Write(one[0])
				}
			}
		}
		out.WriteString("</font>")
		return out.Bytes()
	})
}
