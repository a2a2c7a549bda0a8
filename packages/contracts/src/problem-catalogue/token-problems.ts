import type { ProblemEntry } from './problem-entry.ts'

const token = (status: number, title: string, why: string, ...fix: string[]): ProblemEntry => ({
  status,
  title,
  why,
  fix,
  surface: 'gateway',
})

const newToken = 'Get a new access token from the authorization server and send that.'

/** Problems of calls with access tokens. */
export const tokenProblems = {
  two_credentials: token(
    400,
    'Two credentials',
    'The request carries an API key and an access token, or one of them twice, so it is not clear who calls.',
    'Send either the key or the token, once.',
  ),
  token_malformed: token(
    401,
    'Access token malformed',
    'What stands in Authorization is not a whole access token: it is cut off, changed, encrypted or not a signed JWT in its compact form.',
    'Send the access token exactly as the authorization server gave it, after “Bearer ” or “DPoP ”.',
  ),
  token_issuer_unknown: token(
    401,
    'Issuer not accepted',
    'The API does not take tokens of the authorization server that issued this one.',
    'See on the API’s page in the portal which authorization servers it takes.',
    'Check that the token is of the right environment.',
  ),
  token_key_unknown: token(
    401,
    'Signing key unknown',
    'The token names a key that its issuer has not published, or only just now.',
    'Try again in a few seconds: new keys are fetched at once.',
    newToken,
  ),
  token_signature_invalid: token(
    401,
    'Signature invalid',
    'The token was changed, or was not signed by its issuer.',
    newToken,
  ),
  token_wrong_type: token(
    401,
    'Not an access token',
    'The token is signed by the issuer but is no access token: an ID token, a refresh token or a logout token opens no API.',
    'Send the access_token of the token endpoint’s answer, not the id_token.',
  ),
  token_claims_missing: token(
    401,
    'Access token incomplete',
    'The token lacks a claim without which it cannot be judged, such as its end, its issue time or its audience.',
    'Have the authorization server issue access tokens by RFC 9068.',
  ),
  token_expired: token(401, 'Access token expired', 'The token’s time is over.', newToken),
  token_not_bound: token(
    401,
    'Access token not bound to its sender',
    'The organization takes only tokens here that are bound to a key of their sender (DPoP, RFC 9449), and this one is not.',
    'Ask the authorization server for a token with a DPoP proof, and send it under the scheme DPoP with a new proof for each call.',
  ),
  token_not_yet_valid: token(
    401,
    'Access token not valid yet',
    'The token begins, or was issued, in the future.',
    'Check the clock of the system that issued the token.',
  ),
  token_too_old: token(
    401,
    'Access token too old',
    'The token was issued more than a day ago. Tokens are taken for a day at most, however long they say they live.',
    newToken,
  ),
  token_wrong_audience: token(
    401,
    'Wrong audience',
    'The token was issued for another API.',
    'Ask for a token for this API: name its address as resource, or the audience that its page in the portal shows.',
  ),
  token_wrong_stage: token(
    401,
    'Token of another environment',
    'The token belongs to a client of another environment.',
    'Use a client of the environment whose address you call.',
  ),
  token_claims_refused: token(
    403,
    'Claims not accepted',
    'The token is good, but what it says does not meet the API’s rules for tokens of its issuer.',
    'The detail names the claim. Ask the API’s team what it expects.',
  ),
  token_client_unknown: token(
    401,
    'Client unknown',
    'The client that the token was issued to is no credential of any application here.',
    'Create an OAuth client on your application’s page and get tokens with it.',
  ),
  token_client_revoked: token(
    401,
    'Client revoked',
    'The OAuth client that the token was issued to was revoked.',
    'Create a new client on your application’s page.',
  ),
  token_client_expired: token(
    401,
    'Client expired',
    'The OAuth client that the token was issued to has reached its end date.',
    'Create a new client on your application’s page.',
  ),
  token_client_not_linked: token(
    403,
    'Client not linked',
    'The token is good, but its client belongs to no application here.',
    'Link the client to your application on the application’s page, or ask the API’s team to.',
  ),
  token_revoked: token(
    401,
    'Access token revoked',
    'The token, its sign-in, its client or its user was revoked.',
    'Sign in again, or get a new token.',
  ),
  token_plan_missing: token(
    403,
    'No subscription under this plan',
    'What the token says chooses a plan under which its application has no active subscription.',
    'Subscribe the application under that plan.',
  ),
  token_needs_asking: token(
    503,
    'Authorization server not reachable',
    'The token can only be judged by its issuer, which does not answer at the moment.',
    'Try again after the time in Retry-After.',
  ),
  token_inactive: token(
    401,
    'Access token not active',
    'The authorization server says that this token is not, or no longer, good.',
    newToken,
  ),
  dpop_required: token(
    401,
    'Proof of possession missing',
    'The token is bound to a key (DPoP), and the request does not prove that the caller has it.',
    'Send the token as “Authorization: DPoP …” with a DPoP header made for this very request (RFC 9449).',
  ),
  dpop_invalid: token(
    401,
    'Proof of possession invalid',
    'The DPoP header does not prove possession of the token’s key for this request.',
    'The detail says what does not fit: key, method, address, token hash or time.',
  ),
  dpop_replayed: token(
    401,
    'Proof used before',
    'This DPoP proof was used already.',
    'Make a new proof, with a jti of its own, for each request.',
  ),
} as const
