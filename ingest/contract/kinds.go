package contract

import (
	"embed"
	"errors"
	"fmt"
	"sync"
)

//go:embed canonical/*.yaml
var canonicalFiles embed.FS

// kindOrder is the order of the extract specification: a kind comes after those that it refers to, so far as that is
// possible.
func kindOrder() []string {
	return []string{
		"people", "custody", "sign_ups", "assessments", "needs", "liberation_support", "contacts", "licences",
		"breaches", "recalls", "case_conferences", "record_reviews", "published_series",
	}
}

// loadedKinds reads the embedded definitions once; nobody changes them afterwards.
var loadedKinds = sync.OnceValues(readKinds)

// Kinds are the definitions of the 13 kinds in the order of the extract specification. They are shared: read only.
func Kinds() ([]Kind, error) { return loadedKinds() }

// KindByName returns one kind's definition, or a fault that names the nearest kind.
func KindByName(name string) (*Kind, error) {
	kinds, err := Kinds()
	if err != nil {
		return nil, err
	}
	for i := range kinds {
		if kinds[i].Name == name {
			return &kinds[i], nil
		}
	}
	f := usage(codeKind, "there is no kind %q", name)
	f.Try = suggest(name, kindOrder())
	return nil, f
}

func readKinds() ([]Kind, error) {
	var kinds []Kind
	var faults []error
	for _, name := range kindOrder() {
		path := "canonical/" + name + ".yaml"
		src, err := canonicalFiles.ReadFile(path)
		if err != nil {
			return nil, fmt.Errorf("definition of kind %s: %w", name, err)
		}
		kind, err := readKind(path, src)
		if err == nil && kind.Name != name {
			err = fmt.Errorf("%s defines kind %q", path, kind.Name)
		}
		if err != nil {
			faults = append(faults, err)
			continue
		}
		kinds = append(kinds, *kind)
	}
	if err := errors.Join(faults...); err != nil {
		return nil, err
	}
	return kinds, resolveReferences(kinds)
}

// entityKinds says which kind holds the record that a reference of an entity names.
func entityKinds() map[string]string {
	return map[string]string{"person": "people", "custody": "custody", "sign_up": "sign_ups", "licence": "licences",
		"breach": "breaches", "recall": "recalls", "need": "needs", "support": "liberation_support",
		"contact": "contacts", "assessment": "assessments", "conference": "case_conferences",
		"review": "record_reviews", "worker": ""}
}

func resolveReferences(kinds []Kind) error {
	targets := entityKinds()
	for i := range kinds {
		for j := range kinds[i].References {
			ref := &kinds[i].References[j]
			def := kinds[i].Field(ref.Field)
			if def == nil || def.Type != TypeRef || targets[def.Entity] == "" {
				return fmt.Errorf("kind %s: references names %s, which refers to no kind", kinds[i].Name, ref.Field)
			}
			ref.Kind = targets[def.Entity]
			for k := range kinds {
				if kinds[k].Name == ref.Kind {
					ref.Key = kinds[k].Key[0]
				}
			}
		}
	}
	return nil
}
