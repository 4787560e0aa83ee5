package conformance

// formatChecks are about how cells look.
func formatChecks() []Check {
	return []Check{
		{"F1", Essential, "The text of a link says where it leads.", InPart,
			"No link's text is empty, a web address in full, or a word such as here; a link to a file says its type and size.", "Name the page or the file; for a file add type and size: Guide (ODS, 23 KB).", linkTexts},
		{"F2", Best, "Fonts are sans serif.", ByProgram,
			"Every font in use is known to be sans serif.", "Set the font to Arial.", fontNames},
		{"F3", Best, "Text is 12 points or more, and titles 16 points and bold.", InPart,
			"No font in use is under 12 points; A1 of every sheet is 16 or more and bold. Which lines are subtitles only a person can tell.", "Set the size to 12, and that of A1 to 16, bold.", fontSizes},
		{"F4", Best, "Colour of text is automatic, cells have no fill, nothing is slanted or upright.", ByProgram,
			"No font in use has a colour, but for links; no cell has a fill; no font is italic; no text is turned.", "Set the colour to automatic and the fill to none; take the slant out.", plainLook},
		{"F5", Essential, "A1 of every sheet is its title.", InPart,
			"A1 of every sheet has text.", "Put what the sheet shows, where and when, into A1.", titles},
		{"F6", Essential, "No headers, footers, text boxes or floating shapes.", ByProgram,
			"No sheet has a header or footer with text, a drawn shape or a comment that floats. Charts and pictures are for F7.", "Move the text into cells of column A.", floating},
		{"F7", Desirable, "No pictures or charts; or else with alternative text, on a sheet of their own.", ByProgram,
			"Every chart and picture has alternative text and stands on a sheet without a table.", "Move it to a web page or to a sheet of its own, and write alternative text.", pictures},
		{"F8", Desirable, "No macros and no formulas.", ByProgram,
			"There is no macro part, and no cell has a formula but HYPERLINK.", "Save as XLSX without macros, and paste formulas as values.", macros},
		{"F9", Best, "Thousands are set apart by commas, years are not.", InPart,
			"A number of a table's data from 1,000 up has a format with commas, unless its header speaks of years, dates or numbers that name things.", "Set the format #,##0.", separators},
		{"F10", Best, "Numbers are stored as numbers, beside shorthand too.", ByProgram,
			"No text in a table's data, but in first columns and columns of codes, reads as a number.", "Convert the text to numbers.", numbersAsText},
		{"F11", Best, "Numbers stand to the right, text to the left.", ByProgram,
			"No number is set to the left or the middle; no text is set to the right or the middle, but markers in columns of numbers, which stand to the right.", "Set the alignment.", alignment},
		{"F12", Best, "Colour is never the only signal.", InPart,
			"With no fills, coloured text or rules of conditional formatting there is no signal by colour. Where there is one, a person must look.", "Say in words what the colour says.", colourSignals},
	}
}

// structureChecks are about sheets and where things stand on them.
func structureChecks() []Check {
	return []Check{
		{"W1", Essential, "Sheets have names of their own, without stray spaces, of at most 31 letters.", ByProgram,
			"No name is there twice, capitals or not; none begins or ends with a space or is too long.", "Rename the sheet.", sheetNames},
		{"W2", Essential, "No sheet is blank.", ByProgram,
			"Every sheet has a cell that is not empty.", "Take the sheet out.", blankSheets},
		{"W3", Essential, "Column A says what one needs to know before the table.", InPart,
			"Between A1 and a table stands at least one line in column A, and nothing beside column A; a number of tables in words is right.", "Put a line under the title, such as: This worksheet contains one table.", columnA},
		{"W4", Essential, "Tables begin in column A.", ByProgram, "The first column of every table is A.", "Move the table to the left edge.", leftEdge},
		{"W5", Desirable, "Nothing stands below a table.", ByProgram, "The last row in use is the last of a table.", "Move what stands below the table above it.", below},
		{"W6", Desirable, "A sheet has one table.", ByProgram, "No sheet has more than one table object.", "Move the other table to a sheet of its own.", onePerSheet},
		{"W7", Custom, "Cover and contents, and notes if there are any, come first, one of each.", ByProgram,
			"The first sheet is a cover without a table, the second is called contents, and a sheet of notes is the third.", "Put the sheets into that order.", order},
		{"W8", Custom, "The contents list every other sheet once, with a link to its A1.", ByProgram,
			"The links of the contents lead once to A1 of every sheet but the cover and the contents.", "Add the missing lines and links.", contentsComplete},
		{"W9", Custom, "Every sheet with a table of data says its source, unless the cover does.", ByProgram,
			"A cell of column A above the table begins with Source, or the cover has such a line.", "Add a line: Source: ...", sources},
	}
}

// documentChecks are about the file as a whole, and how estimates and periods are written.
func documentChecks() []Check {
	return []Check{
		{"M1", Essential, "The document has a title.", ByProgram,
			"The document's properties have a title, without dashes and underscores.", "Set the title under File, Info, Properties.", documentTitle},
		{"M2", Essential, "The document has a language.", ByProgram,
			"The document's properties name a language, such as en-GB.", "Set the language under File, Info, Properties; some programs cannot: then set dc:language in docProps/core.xml.", language},
		{"M3", Best, "The author is the organisation, and there are keywords.", InPart,
			"Author and keywords are set, and the author is no program's name. Whether it is a person's, only a person can tell.", "Set author and keywords under File, Info, Properties.", author},
		{"M4", Essential, "The file opens at A1 of its first sheet.", ByProgram,
			"The first sheet is active, its cursor is in A1, and it is neither scrolled nor zoomed.", "Go to A1 of the first sheet, at 100%, and save.", opensAt},
		{"M5", Best, "The file name is short, in small letters and dashes, without version or date.", ByProgram,
			"At most 60 letters a to z, digits and dashes, no date, and not a word such as final.", "Rename the file.", fileName},
		{"M6", Best, "A copy as ODS is offered.", InPart,
			"A file of the same name ending in .ods stands beside it. One offered elsewhere cannot be seen.", "Save a copy as OpenDocument.", odsCopy},
		{"U1", Best, "Confidence limits stand in columns of their own beside the estimate, with their unit.", ByProgram,
			"No header speaks of an interval as one column; a lower limit has its upper limit, and each header has a unit in round brackets.", "Make two columns, lower and upper limit, with the unit in brackets.", limits},
		{"U2", Best, "Periods are written Jan to Mar 2020: no quarter numbers, no dashes, no shortened years.", ByProgram,
			"No title, header or text of a table has Q1 and the like, months or years joined by a dash or stroke.", "Write Jan to Mar 2020, and Apr 2020 to Mar 2021.", periods},
	}
}
