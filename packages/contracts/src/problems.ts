import { z } from 'zod'

/**
 * The catalogue of problems (RFC 9457). One page per code in the portal, `/problems/CODE`, is generated from it. `type` is that page.
 * Text here is public: nothing internal, no client input. `fix` is what the reader should do, in order.
 */
export type ProblemEntry = {
  status: number
  title: string
  /** Why it happens, for its reader. */
  why: string
  fix: readonly string[]
  /** `gateway`: answered to API calls; `management`: answered by the management API, the apps, sync and SCIM. */
  surface: 'gateway' | 'management' | 'both'
}

const gateway = (status: number, title: string, why: string, ...fix: string[]): ProblemEntry => ({
  status,
  title,
  why,
  fix,
  surface: 'gateway',
})
const management = (status: number, title: string, why: string, ...fix: string[]): ProblemEntry => ({
  status,
  title,
  why,
  fix,
  surface: 'management',
})

export const problems = {
  // Gateway, by phase.
  bad_request: gateway(
    400,
    'Malformed request',
    'The request breaks a rule of HTTP itself, so the gateway does not forward it.',
    'Send the request with an ordinary HTTP client.',
    'Check for control characters, double Host or Content-Length headers, and encoded slashes or dot segments in the path.',
  ),
  target_not_canonical: gateway(
    400,
    'Ambiguous path',
    'The path has dot segments, encoded slashes, backslashes or similar, which servers read in different ways.',
    'Send the path in its plain form.',
  ),
  request_timeout: gateway(
    408,
    'Request too slow',
    'The whole request did not arrive in time.',
    'Send it again; check the connection.',
  ),
  body_too_large: gateway(
    413,
    'Body too large',
    'The request body is larger than this operation accepts.',
    'Send less at once.',
    'See the limit on the operation’s page.',
  ),
  uri_too_long: gateway(
    414,
    'Address too long',
    'The request target is longer than the gateway accepts.',
    'Move long values into the body.',
  ),
  expectation_failed: gateway(
    417,
    'Unknown expectation',
    'Only Expect: 100-continue is supported.',
    'Leave the Expect header out.',
  ),
  headers_too_large: gateway(
    431,
    'Headers too large',
    'The header section is larger than the gateway accepts.',
    'Send fewer or shorter headers and cookies.',
  ),
  unknown_host: gateway(
    404,
    'Not found',
    'Nothing answers at this address.',
    'Check host name, base path and version against the operation’s page in the portal.',
  ),
  no_route: gateway(
    404,
    'Not found',
    'Nothing answers at this address.',
    'Check host name, base path and version against the operation’s page in the portal.',
  ),
  method_not_allowed: {
    status: 405,
    title: 'Method not allowed',
    why: 'The path exists, but not with this verb.',
    fix: ['Use one of the verbs in the Allow header.'],
    surface: 'both',
  },
  paused: gateway(
    503,
    'Paused',
    'The API or operation is paused for the moment.',
    'Try again after the time in Retry-After.',
    'See the notice in the portal.',
  ),
  retired: gateway(
    410,
    'Retired',
    'This version of the API is retired.',
    'Move to the successor version named in the Link header.',
  ),
  key_missing: gateway(
    401,
    'API key missing',
    'The operation needs an API key and the request has none.',
    'Send your key in the x-api-key header.',
    'Create a key on your application’s page.',
  ),
  key_malformed: gateway(
    401,
    'API key malformed',
    'What was sent is not a whole key: part of it is missing or changed.',
    'Copy the whole key again, without spaces or quotes.',
  ),
  key_unknown: gateway(
    401,
    'API key unknown',
    'No application has this key.',
    'Check that the key is copied completely and belongs to this installation.',
    'Create a new key if it is lost.',
  ),
  key_wrong_stage: gateway(
    401,
    'Key of another stage',
    'The key belongs to another stage than the address that was called.',
    'Use the key that was made for this stage, or call the other stage’s address.',
  ),
  key_expired: gateway(
    401,
    'API key expired',
    'The key’s end date has passed.',
    'Create a new key on your application’s page.',
  ),
  key_revoked: gateway(401, 'API key revoked', 'The key was revoked.', 'Create a new key on your application’s page.'),
  application_suspended: gateway(
    403,
    'Application suspended',
    'The application that owns the key is suspended.',
    'Ask the API’s owner; the contact is on the API’s page.',
  ),
  team_suspended: gateway(
    403,
    'Team suspended',
    'The team that owns the application is suspended.',
    'Ask the API’s owner; the contact is on the API’s page.',
  ),
  not_subscribed: gateway(
    403,
    'No access',
    'The application has no access to this operation.',
    'Press Get access on the API’s page and choose a plan.',
  ),
  subscription_pending: gateway(
    403,
    'Access not decided yet',
    'The request for access waits for approval.',
    'Wait for the mail, or ask the API’s owner.',
  ),
  subscription_suspended: gateway(
    403,
    'Access suspended',
    'The application’s access is suspended.',
    'Ask the API’s owner; the contact is on the API’s page.',
  ),
  subscription_closed: gateway(
    403,
    'Access closed',
    'The application’s access was closed.',
    'Press Get access again on the API’s page.',
  ),
  scope_missing: gateway(
    403,
    'Scope missing',
    'The key does not carry a scope that the operation needs.',
    'Create a key with the scope named on the operation’s page.',
  ),
  access_rule_denied: gateway(
    403,
    'Not allowed',
    'An access rule of this operation does not allow the call.',
    'Ask the API’s owner what is needed.',
  ),
  rate_limited: gateway(
    429,
    'Too many requests',
    'The plan’s rate limit is used up for the moment.',
    'Wait as long as Retry-After says.',
    'Spread calls evenly, or choose a larger plan.',
  ),
  flooded: gateway(
    429,
    'Too many requests',
    'This address sends more requests than the gateway accepts.',
    'Slow down and try again after Retry-After.',
  ),
  quota_exceeded: gateway(
    429,
    'Quota used up',
    'The plan’s quota for this period is used up.',
    'Wait for the next period, named in Retry-After.',
    'Choose a larger plan.',
  ),
  request_invalid: gateway(
    400,
    'Request breaks the contract',
    'Parameters or body are not what the operation’s contract asks for; errors[] names each place.',
    'Correct each place in errors[].',
    'Open the request’s page for the schema beside what was sent.',
  ),
  body_not_json: gateway(
    400,
    'Body is not valid JSON',
    'The body says that it is JSON and cannot be parsed.',
    'Check the body with a JSON parser; the detail names the position.',
  ),
  content_type_unsupported: gateway(
    415,
    'Content type not accepted',
    'The operation does not accept this content type.',
    'Send one of the types in the detail, and the matching Content-Type header.',
  ),
  backend_unreachable: gateway(
    502,
    'Backend not reachable',
    'The API’s backend did not take the connection.',
    'Try again later.',
    'The API’s owner sees the cause on this request’s page.',
  ),
  backend_invalid: gateway(
    502,
    'Backend answer not usable',
    'The backend’s answer broke a rule of HTTP.',
    'Try again later.',
    'The API’s owner sees the cause on this request’s page.',
  ),
  backend_timeout: gateway(
    504,
    'Backend too slow',
    'The backend did not answer in time.',
    'Try again later; repeat only what is safe to repeat.',
  ),
  loop_detected: gateway(
    508,
    'Loop',
    'The request came back to the gateway that sent it.',
    'The API’s owner has to correct the backend’s address.',
  ),
  overloaded: gateway(503, 'Too busy', 'The gateway or the backend’s queue is full.', 'Try again after Retry-After.'),
  configuration_stale: gateway(
    503,
    'Configuration too old',
    'The gateway’s configuration is older than its stage allows.',
    'Try again; the platform’s operators are told.',
  ),
  not_ready: gateway(503, 'Starting', 'The gateway has no configuration yet.', 'Try again in a moment.'),
  gateway_error: gateway(
    500,
    'Internal error',
    'The gateway failed; the operators are told.',
    'Try again.',
    'Send the request id to support if it stays.',
  ),

  // Management API, apps, sync.
  invalid_input: management(
    400,
    'Input not valid',
    'Some fields are not as they must be; errors[] names each.',
    'Correct the fields in errors[] and send again.',
  ),
  not_json: management(
    400,
    'Body is not valid JSON',
    'The body cannot be parsed as JSON.',
    'Check the body with a JSON parser.',
  ),
  unsupported_media_type: management(
    415,
    'Content type not accepted',
    'The body’s content type is not accepted here.',
    'Send application/json.',
  ),
  input_too_large: management(
    413,
    'Input too large',
    'The body is larger than this operation accepts.',
    'Send less; the detail names the limit.',
  ),
  unauthenticated: management(
    401,
    'Sign in first',
    'The request has no valid session or management key.',
    'Sign in, or send a management key as Bearer token.',
  ),
  sign_in_failed: management(
    401,
    'E-mail or password wrong',
    'No active account has this e-mail address and password.',
    'Check both, or reset the password.',
  ),
  email_unverified: management(
    403,
    'E-mail not verified',
    'The address has to be verified first.',
    'Follow the link in the verification mail, or have it sent again.',
  ),
  cross_site: management(
    403,
    'Cross-site request refused',
    'The request was sent by another site’s page.',
    'Send it from the application’s own pages.',
  ),
  forbidden: management(
    403,
    'Not permitted',
    'Your roles do not include this permission.',
    'Ask someone who can grant it; the detail names the permission.',
  ),
  not_found: management(404, 'Not found', 'It does not exist, or you may not see it.', 'Check the address or id.'),
  not_possible: management(
    409,
    'Not possible now',
    'The current state does not allow it; the detail says what does.',
    'Do what the detail says, then try again.',
  ),
  lifecycle_move: management(
    409,
    'Move not legal',
    'The lifecycle state cannot be changed that way; the detail names the legal moves.',
    'Choose one of the legal moves.',
  ),
  already_exists: management(
    409,
    'Already there',
    'Something with this name or value exists already.',
    'Choose another name, or use the existing one.',
  ),
  changed_meanwhile: management(
    412,
    'Changed meanwhile',
    'Someone else changed it after you loaded it.',
    'Load it again, look at the difference, and repeat your change.',
  ),
  precondition_required: management(
    428,
    'If-Match missing',
    'This change needs the ETag of what it changes.',
    'Load it and send its ETag as If-Match.',
  ),
  idempotency_reused: management(
    422,
    'Idempotency key used for something else',
    'The same Idempotency-Key came with another request.',
    'Use a fresh key for each request.',
  ),
  idempotency_in_flight: management(
    409,
    'Request still running',
    'The first request with this Idempotency-Key has not ended.',
    'Wait and send it again.',
  ),
  import_failed: management(
    422,
    'File not importable',
    'The contract cannot be read; errors[] names each place with its line.',
    'Correct the places in errors[] and import again.',
  ),
  deploy_blocked: management(
    422,
    'Cannot be deployed',
    'Something is missing or refused; errors[] names it.',
    'Correct each entry of errors[] and deploy again.',
  ),
  promotion_only: management(
    409,
    'Stage takes promotions only',
    'This stage accepts revisions from the stage before it, not direct deploys.',
    'Deploy to the first stage and promote.',
  ),
  rate_exceeded: management(
    429,
    'Too many tries',
    'There were too many tries in a short time.',
    'Wait as long as Retry-After says.',
  ),
  link_invalid: management(400, 'Link not valid', 'The link is wrong, used, or too old.', 'Have a new one sent.'),
  enrolment_invalid: management(
    401,
    'Enrolment token not valid',
    'The token is wrong, used, or too old.',
    'Make a new enrolment token on the stage’s page.',
  ),
  protocol_unsupported: management(
    426,
    'Protocol not shared',
    'Gateway and control plane share no version of the sync protocol.',
    'Upgrade the older one.',
  ),
  batch_out_of_order: management(
    409,
    'Batch does not continue the log',
    'The batch does not begin at the log’s head; the head is in the answer.',
    'Go on from the head.',
  ),
  internal: management(
    500,
    'Internal error',
    'Something failed on our side; it is logged under the request id.',
    'Try again; send the request id to the operators if it stays.',
  ),
  unavailable: management(
    503,
    'Not available',
    'The database or another part is not reachable.',
    'Try again in a moment.',
  ),
} as const satisfies Record<string, ProblemEntry>

export type ProblemCode = keyof typeof problems
export const problemCodes = Object.keys(problems) as ProblemCode[]

export const problemError = z.object({
  in: z.enum(['path', 'query', 'header', 'cookie', 'body', 'file']),
  /** JSON Pointer, or `/name` of a parameter. */
  pointer: z.string(),
  rule: z.string(),
  expected: z.string(),
  line: z.number().optional(),
})
export type ProblemError = z.infer<typeof problemError>

/** The wire shape of a problem (RFC 9457 §3). */
export const problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.number(),
  detail: z.string().optional(),
  code: z.string(),
  requestId: z.string().optional(),
  errors: z.array(problemError).optional(),
})
export type Problem = z.infer<typeof problem>

/** Builds a problem document; `type` is the page of the code below `portalUrl`. */
export function problemDocument(
  code: ProblemCode,
  portalUrl: string,
  more: { detail?: string; requestId?: string; errors?: ProblemError[] } = {},
): Problem {
  const entry = problems[code]
  return { type: `${portalUrl}/problems/${code}`, title: entry.title, status: entry.status, code, ...more }
}
