/**
 * Every column that holds sealed text, and what it is bound to, in SQL. Rotation walks over them; a test compares them with the columns of
 * the database, so that none is forgotten.
 */
export const sealedPlaces = [
  { table: 'secret', column: 'sealed', purpose: "'stage-secret ' || id" },
  {
    table: 'signing_key',
    column: 'sealed_private',
    purpose: "CASE purpose WHEN 'issuer' THEN 'issuer-key' ELSE 'signing-key' END",
  },
  { table: 'webhook', column: 'sealed', purpose: "'webhook secret ' || id" },
  { table: 'webhook', column: 'previous_sealed', purpose: "'webhook secret ' || id" },
  { table: 'identity_provider', column: 'sealed', purpose: "'identity provider ' || id" },
  { table: 'totp_factor', column: 'sealed', purpose: "'totp ' || person_id" },
  {
    table: 'sign_in_attempt',
    column: 'sealed',
    purpose: "CASE kind WHEN 'passkey' THEN 'passkey ' || id ELSE 'sign-in attempt ' || id END",
  },
  { table: 'idempotency_record', column: 'answer', purpose: "'idempotency'" },
] as const
