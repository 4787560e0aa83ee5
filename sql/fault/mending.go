package fault

import (
	"fmt"
	"strings"
)

// Mending says what to do about a row that breaks a rule. Rules of a contract's own say it in their message.
func Mending(rule string) string {
	switch rule {
	case "required":
		return "Fill the cell, or say in the contract that it may be blank."
	case "not_a_date", "not_a_time":
		return "Write the date as the contract has it, or add the form to the contract if it is always written so."
	case "not_a_number":
		return "Write a number without words or units."
	case "unknown_code":
		return "Use a code of the list, or map the supplier's word to one in the contract."
	case "unclear_mark":
		return "Tick the cell or leave it blank, or say in the contract what the sign means."
	case "duplicate_key":
		return "Send each record once, under a reference of its own."
	case "cells_extra", "cells_missing":
		return "Look for a separator inside a cell that is not in quotes, and export the row again."
	case "bad_quote":
		return "Put quotation marks around whole cells only, doubled inside, and export the row again."
	case "bad_encoding":
		return "Export the file in the encoding that was agreed."
	case "bad_json":
		return "Write one JSON object on the line."
	case "cell_error":
		return "Mend the formula that gives the error, or leave the cell blank."
	case "header_again":
		return "Send one table in one file, with its header once."
	case "out_of_range":
		return "Correct the number."
	case "unreadable_row":
		return "Export the row again: it cannot be read as it is."
	case "waiting":
		return "Send the record that it refers to, or mend the reference."
	case "few":
		return "See \"throughcare rejects list\", which is for those who may open the warehouse."
	case "superseded":
		return "Nothing: a later file for the same day took its place."
	default:
		return "Correct the row as the message says, and send the file again."
	}
}

// Refusal says in words why a file was refused whole, by the code that the ledger keeps of it, and what to do.
func Refusal(code string) (what, mend string) {
	switch code {
	case "S001":
		return "The file cannot be read.", "Check that it opens and is not in use, and send it again."
	case "S002":
		return "The file is empty.", "Export it again, and look into it before it is sent."
	case "S003":
		return "The file is not what its name says.", "Save it in the form that its ending names, and send it again."
	case "S004":
		return "The file is cut short or damaged.", "Export or copy it again, whole."
	case "S005":
		return "The header is not where the contract says.", "Put the header back where it was, or say in the contract where it is now."
	case "S006", "C023":
		return "A column that is needed stands in the file twice.", "Give each column a heading of its own."
	case "S007":
		return "The sheet is not in the workbook.", "Name the sheet as it was, or say in the contract what it is called now."
	case "S008":
		return "The file is locked with a password.", "Save it without one, and send it by a secure way."
	case "S009":
		return "The text is not in the encoding that the contract names.", "Export it in that encoding, or name the right one in the contract."
	case "S010":
		return "The columns are not parted as the contract says.", "Export it with that separator, or name the right one in the contract."
	case "C014":
		return "More rows are wrong than the contract allows, so nothing of the file was taken in.",
			"Ask for \"throughcare contract check\" with the file: it lists every row and reason. Mend them and send the whole file again."
	case "C020":
		return "No contract knows a file of this name.", "Name the file as it was agreed, or write a contract for it."
	case "C021":
		return "Several contracts know files of this name.", "Name the file as it was agreed, or make the patterns of the contracts narrower."
	case "C022":
		return "A column that is needed is not in the file.", "Put the column back under its old heading, or add the new heading to the contract."
	case "C024":
		return "The file does not say for which day it was made.", "Put the day into the file's name or title, as it was agreed."
	case "C025":
		return "The file does not say who sent it.", "Put the supplier into the file's name or title, as it was agreed."
	case "C027":
		return "The day in the file's name is not a real date.", "Mend the name, and send the file again."
	default:
		return "The file was refused whole.", "Ask for \"throughcare contract check\" with the file: it says why."
	}
}

// mostForms of a date that a short message names.
const mostForms = 3

// Briefly is a message without most of the forms that would have been right, where there are many.
func Briefly(message string) string {
	before, after, found := strings.Cut(message, " written as ")
	if forms := strings.Split(after, " or "); found && len(forms) > mostForms {
		return fmt.Sprintf("%s written as %s or %d other forms", before, strings.Join(forms[:mostForms-1], ", "), len(forms)-mostForms+1)
	}
	return message
}
