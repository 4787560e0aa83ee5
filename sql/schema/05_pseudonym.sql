-- HMAC-SHA-256 (RFC 2104), first 128 bits in hexadecimal. The padded keys are variables of the connection; without them
-- the result is null, so nothing can be loaded without a key.
create or replace macro pseudonym(message) as
  left(sha256(getvariable('pseudonym_outer')::blob || unhex(sha256(getvariable('pseudonym_inner')::blob || encode(message)))), 32);
