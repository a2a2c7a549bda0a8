type Meaning = (value: unknown) => string | null

const time =
  (before: string): Meaning =>
  (value) =>
    typeof value === 'number' && Math.abs(value) < 8e12 ? `${before} ${new Date(value * 1000).toISOString()}` : null
const always =
  (text: string): Meaning =>
  () =>
    text

/** What the claims that everybody uses say, in words. */
export const claimMeanings: Readonly<Record<string, Meaning>> = {
  iss: always('Who issued it'),
  aud: always('Whom it is for'),
  sub: always('Who it speaks for, as the issuer names him'),
  client_id: always('The client that got it'),
  azp: always('The client that got it'),
  scope: always('What it allows'),
  scp: always('What it allows'),
  exp: time('It ends at'),
  iat: time('It was issued at'),
  nbf: time('It begins at'),
  jti: always('Its own name'),
  gid: always('The sign-in that it comes from'),
  app: always('The application here'),
  stg: always('The stage that it is for'),
  cnf: always('The key that it is bound to'),
  at_hash: always('Only ID tokens have this'),
  nonce: always('A sign-in’s own number'),
}
