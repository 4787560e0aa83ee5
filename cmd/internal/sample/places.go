package sample

// arrivals by authority in 2023-24 (Scottish Prison Population Statistics,
// table C2) are the weights by which people are given a home.
func homes() []share {
	return []share{
		{"S12000033", 503}, {"S12000034", 187}, {"S12000041", 165}, {"S12000035", 116},
		{"S12000036", 818}, {"S12000005", 184}, {"S12000006", 295}, {"S12000042", 546},
		{"S12000008", 416}, {"S12000045", 66}, {"S12000010", 150}, {"S12000011", 75},
		{"S12000014", 340}, {"S12000047", 648}, {"S12000049", 2023}, {"S12000017", 360},
		{"S12000018", 196}, {"S12000019", 134}, {"S12000020", 121}, {"S12000013", 35},
		{"S12000021", 440}, {"S12000050", 798}, {"S12000023", 13}, {"S12000048", 215},
		{"S12000038", 453}, {"S12000026", 123}, {"S12000027", 17}, {"S12000028", 277},
		{"S12000029", 675}, {"S12000030", 151}, {"S12000039", 257}, {"S12000040", 307},
	}
}

const (
	glasgow          = "S12000049"
	fife             = "S12000047"
	northLanarkshire = "S12000050"
	highland         = "S12000017"
	westLothian      = "S12000040"
)

// localPrisons are where men of an authority are mostly held on short sentences.
func localPrisons(authority string) []share {
	switch authority {
	case glasgow, "S12000045", "S12000011":
		return []share{{"BAR", 6}, {"LOW", 4}}
	case "S12000036", "S12000010", "S12000019", "S12000026":
		return []share{{"EDI", 9}, {"ADD", 1}}
	case "S12000033", "S12000034", "S12000020", "S12000023", "S12000027":
		return []share{{"GRA", 9}, {"INV", 1}}
	case highland, "S12000013":
		return []share{{"INV", 9}, {"GRA", 1}}
	case "S12000041", "S12000042", "S12000048":
		return []share{{"PER", 9}, {"CAS", 1}}
	case fife:
		return []share{{"PER", 6}, {"EDI", 3}, {"GLE", 1}}
	case "S12000005", "S12000014", "S12000030":
		return []share{{"LOW", 5}, {"GLE", 3}, {"PER", 2}}
	case "S12000006":
		return []share{{"DUM", 9}, {"KIL", 1}}
	case "S12000008", "S12000021", "S12000028":
		return []share{{"KIL", 9}, {"BAR", 1}}
	case "S12000018", "S12000035", "S12000038", "S12000039":
		return []share{{"GRE", 5}, {"LOW", 3}, {"BAR", 2}}
	case westLothian:
		return []share{{"ADD", 8}, {"EDI", 2}}
	default: // the Lanarkshires
		return []share{{"ADD", 4}, {"LOW", 3}, {"BAR", 3}}
	}
}

// prison chooses the establishment that admits somebody on a day. Cornton Vale
// gives way to Stirling in the summer of 2023.
func prison(r dice, p *person, on day, longTerm bool) string {
	if p.gender == "F" {
		national := "STI"
		if on < stirlingOpens() {
			national = "COR"
		}
		switch p.authority {
		case glasgow:
			return r.pick([]share{{national, 6}, {"LIL", 3}, {"GRE", 1}})
		case "S12000042", "S12000041", "S12000048", fife:
			return r.pick([]share{{national, 6}, {"BEL", 4}})
		case "S12000033", "S12000034", "S12000020", highland:
			return r.pick([]share{{"GRA", 6}, {national, 4}})
		default:
			return r.pick([]share{{national, 7}, {"EDI", 2}, {"GRE", 1}})
		}
	}
	if p.ageOn(on) < 21 {
		return "POL"
	}
	if longTerm {
		return r.pick([]share{{"SHO", 4}, {"GLE", 4}, {"LOW", 2}, {"EDI", 2}, {"PER", 1}, {"KIL", 1}, {"GRA", 1}, {"ADD", 1}})
	}
	return r.pick(localPrisons(p.authority))
}

// deliverer is the establishment whose officers do the work: the private
// prisons had no throughcare support officers of their own, so officers
// attached to another prison went in (domain notes, section 4).
func deliverer(service, establishment string, on day) string {
	if service != "TSO" {
		return establishment
	}
	switch {
	case establishment == "KIL" && on < kilmarnockPublic():
		return "BAR"
	case establishment == "ADD":
		return "EDI"
	default:
		return establishment
	}
}

// prisonName is what people write; synonym n = 0 is the usual form.
func prisonName(code string, n int) string {
	names := map[string][3]string{
		"ADD": {"HMP Addiewell", "Addiewell", "ADDIEWELL"}, "BAR": {"HMP Barlinnie", "Barlinnie", "BAR"},
		"BEL": {"Bella Centre", "Bella Centre", "BEL"}, "CAS": {"HMP Castle Huntly", "Castle Huntly", "CAS"},
		"COR": {"HMP Cornton Vale", "Cornton Vale", "COR"}, "DUM": {"HMP Dumfries", "Dumfries", "DUM"},
		"EDI": {"HMP Edinburgh", "Edinburgh", "EDI"}, "GLE": {"HMP Glenochil", "Glenochil", "GLE"},
		"GRA": {"HMP Grampian", "Grampian", "GRA"}, "GRE": {"HMP Greenock", "Greenock", "GRE"},
		"INV": {"HMP Inverness", "Inverness", "INV"}, "KIL": {"HMP Kilmarnock", "Kilmarnock", "KIL"},
		"LIL": {"Lilias Centre", "Lilias Centre", "LIL"}, "LOW": {"HMP Low Moss", "Low Moss", "LOW"},
		"PER": {"HMP Perth", "Perth", "PER"}, "POL": {"HMP Polmont", "Polmont", "POL"},
		"SHO": {"HMP Shotts", "Shotts", "SHO"}, "STI": {"HMP Stirling", "Stirling", "STI"},
	}
	return names[code][n%3]
}

// councilName is the name of an authority as a caseload sheet has it.
func councilName(code string) string {
	return map[string]string{
		"S12000033": "Aberdeen City", "S12000034": "Aberdeenshire", "S12000041": "Angus", "S12000035": "Argyll and Bute",
		"S12000036": "City of Edinburgh", "S12000005": "Clackmannanshire", "S12000006": "Dumfries and Galloway",
		"S12000042": "Dundee City", "S12000008": "East Ayrshire", "S12000045": "East Dunbartonshire",
		"S12000010": "East Lothian", "S12000011": "East Renfrewshire", "S12000014": "Falkirk", "S12000047": "Fife",
		"S12000049": "Glasgow City", "S12000017": "Highland", "S12000018": "Inverclyde", "S12000019": "Midlothian",
		"S12000020": "Moray", "S12000013": "Na h-Eileanan Siar", "S12000021": "North Ayrshire",
		"S12000050": "North Lanarkshire", "S12000023": "Orkney Islands", "S12000048": "Perth and Kinross",
		"S12000038": "Renfrewshire", "S12000026": "Scottish Borders", "S12000027": "Shetland Islands",
		"S12000028": "South Ayrshire", "S12000029": "South Lanarkshire", "S12000030": "Stirling",
		"S12000039": "West Dunbartonshire", "S12000040": "West Lothian",
	}[code]
}
