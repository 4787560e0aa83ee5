package conformance

// tableChecks are about what is marked up as a table, and how.
func tableChecks() []Check {
	return []Check{
		{"T1", Essential, "Every table of data, of contents and of notes is marked up as a table.", ByProgram,
			"A sheet that uses more than column A, or that is called contents or notes, has a table object, and the object's range takes in the header and every row.",
			"Select the header and all rows, choose Insert, Table, and say that the table has headers.", markedUp},
		{"T2", Desirable, "Tables have names that mean something.", ByProgram,
			"A table's name is its own, is not one that the program gave (Table1), begins with a letter and has only letters, digits, dots and underscores.",
			"Give the table a name under Table Design, Table Name.", tableNames},
		{"T3", Essential, "No cell is merged or split, and no table stands in another.", ByProgram,
			"No sheet has merged cells; no two tables share a cell.", "Unmerge the cells and repeat the text where it is needed; move the inner table to a sheet of its own.", merged},
		{"T4", Essential, "No row or column inside a table is blank.", ByProgram,
			"Every row and every column of a table's body has a cell that is not empty.", "Take the blank rows and columns out.", blankLines},
		{"T5", Essential, "A table has one header row, in which every header is filled and is there once.", ByProgram,
			"The table has one header row; its names are those in the cells, none empty, none twice, capitals or not.", "Fill every header, and word those differently that are the same.", headers},
		{"T6", Essential, "Text in tables wraps.", ByProgram,
			"Every cell of a table that holds text has a style that wraps.", "Select the table and choose Wrap Text.", wraps},
		{"T7", Desirable, "No filter is on and no pane is frozen.", ByProgram,
			"Neither a table nor a sheet has a filter; no view of a sheet has a pane.", "Choose Data, Filter to take the filter off, and View, Unfreeze Panes.", filters},
		{"T8", Essential, "Cells are empty for one reason only, which is said above the table.", ByProgram,
			"Where a table has an empty cell, a cell of column A above it speaks of blank or empty cells.", "Use shorthand such as [x] or [z], or say above the table why cells are blank.", emptyCells},
		{"T9", Desirable, "No row, column or sheet is hidden.", ByProgram,
			"No row or column is marked hidden, and no sheet is hidden or very hidden.", "Unhide it, or take it out.", hidden},
		{"T10", Desirable, "Columns are wide enough for their longest word, and not too wide to read.", InPart,
			"Every column of a table is wider than 0 and at most 60, and its longest word fits, by the usual width of a letter.", "Set the column's width.", widths},
	}
}

// noteChecks are about footnotes.
func noteChecks() []Check {
	return []Check{
		{"N1", Essential, "Notes are pointed to in words in square brackets, not by symbols or small raised figures.", ByProgram,
			"No text is raised; none ends in a star or dagger, or has a bare number in brackets; what points to a note reads [note 1].", "Write [note 1] in place of the symbol or the raised figure.", noteSigns},
		{"N2", Desirable, "Every note has its own brackets.", ByProgram,
			"No bracket points to several notes.", "Write [note 1][note 2], not [note 1, 2].", noteBrackets},
		{"N3", Desirable, "No cell of data points to a note.", ByProgram,
			"Pointers stand in titles, headers, first columns, or a column called Notes.", "Move the pointer to the header or the row's label, or to a column Notes at the right.", notesInData},
		{"N4", Desirable, "The text of notes stands in a table on a sheet called Notes.", ByProgram,
			"Where anything points to a note, there is a sheet Notes with a table of the columns Note number and Note text.", "Make that sheet.", notesSheet},
		{"N5", Custom, "Notes that are pointed to and notes that are listed are the same.", ByProgram,
			"The numbers pointed to are those of the sheet of notes.", "List the missing note, or take out the one that nothing points to.", notesAgree},
		{"N6", Custom, "Notes are numbered in the order in which they first appear.", ByProgram,
			"Sheet by sheet, row by row, new numbers only go up by one.", "Number the notes anew.", notesOrder},
		{"N7", Custom, "A sheet that points to notes says so, and where they are.", ByProgram,
			"A cell of column A above its table says that there are notes and names their sheet.", "Add: This table contains notes, which can be found in the Notes worksheet.", notesSaid},
	}
}

// shorthandChecks are about signs that stand for words.
func shorthandChecks() []Check {
	return []Check{
		{"S1", Essential, "Shorthand stands in square brackets and is explained above the table, in column A.", ByProgram,
			"Every marker in a table is named in a cell of column A above it.", "Add a line such as: Shorthand: [c] means confidential.", shorthandSaid},
		{"S2", Essential, "Only the shorthand that government has agreed on is used, or what is explained as an addition.", ByProgram,
			"A marker is one of the 16 agreed (a digit may follow), or is explained above the table.", "Use the agreed marker, or explain yours above the table.", shorthandKnown},
		{"S3", Essential, "No symbol stands alone in a cell.", ByProgram,
			"No cell of a table has text without any letter or digit.", "Use a word or shorthand.", symbolsAlone},
		{"S4", Best, "0 is a true zero; what is not zero but rounds to it is [low].", ByPerson,
			"A number that is not 0 but is shown as 0 is found. Whether a 0 was one before it was written, only the source can tell.", "Show more decimals, or write [low].", trueZeros},
		{"S5", Best, "No cell says NA, N/A, a dash, dots or a star.", ByProgram,
			"No cell of a table is one of these.", "Write [x] for not available, [z] for not applicable, 0 for none.", oldShorthand},
		{"S6", Best, "A marker does not share its cell with a number.", ByProgram,
			"No cell of a table is text that begins with a number and ends with a marker.", "Keep the number, and put the marker into a column Notes.", markerWithNumber},
	}
}
