package ingest

import (
	"context"
	"encoding/hex"
	"fmt"

	"throughcare/sql/warehouse"
)

// blockSize of SHA-256, in bytes (RFC 2104).
const blockSize = 64

// MinKey is the shortest key, in bytes, that identifiers may be hashed with.
const MinKey = 32

// setKey gives the connection the two padded keys of HMAC-SHA-256 (RFC 2104), which the macro pseudonym reads. The key
// lives in the connection only, and the connection is dropped after the transaction.
func setKey(ctx context.Context, tx *warehouse.Tx, key []byte) error {
	if len(key) < MinKey || len(key) > blockSize {
		return fmt.Errorf("the pseudonym key has %d bytes: it needs %d to %d", len(key), MinKey, blockSize)
	}
	inner, outer := make([]byte, blockSize), make([]byte, blockSize)
	copy(inner, key)
	copy(outer, key)
	for i := range inner {
		inner[i] ^= 0x36
		outer[i] ^= 0x5c
	}
	for name, pad := range map[string][]byte{"pseudonym_inner": inner, "pseudonym_outer": outer} {
		statement := fmt.Sprintf("set variable %s = unhex(%s)", warehouse.Ident(name), warehouse.Literal(hex.EncodeToString(pad)))
		if _, err := tx.Exec(ctx, statement); err != nil {
			return fmt.Errorf("set the pseudonym key: %w", err)
		}
	}
	return nil
}

// pseudonym is the SQL that turns the text of an identifier into its keyed hash, for references that are computed from
// columns. It gives what the door gives for the same text.
func pseudonym(scheme, entity, text string) string {
	return fmt.Sprintf("pseudonym(%s || %s)", warehouse.Literal(domainOf(scheme, entity)), text)
}
