import type { ProblemEntry } from './problem-entry.ts'

const management = (status: number, title: string, why: string, ...fix: string[]): ProblemEntry => ({
  status,
  title,
  why,
  fix,
  surface: 'management',
})

/** Problems of the management API, the apps and sync. */
export const managementProblems = {
  invalid_input: management(
    400,
    'Input not valid',
    'Some fields are not as they must be. Each is named with its rule.',
    'Correct the named fields and send again.',
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
    'The contract cannot be read. Each place is named with its line.',
    'Correct the named places and import again.',
  ),
  deploy_blocked: management(
    422,
    'Cannot be deployed',
    'Something is missing or refused, and named.',
    'Correct what is named and deploy again.',
  ),
  promotion_only: management(
    409,
    'Stage takes promotions only',
    'This stage accepts revisions from the stage before it, not direct deploys.',
    'Deploy to the first stage and promote.',
  ),
  stage_frozen: management(
    409,
    'Stage is frozen',
    'A freeze window of the stage holds: nothing new goes onto it until it ends.',
    'Wait until the time that the detail names; roll back if what runs there is broken.',
    'Whoever may manage stages can change or remove the window.',
  ),
  gate_failed: management(
    422,
    'The gate refused it',
    'A required check of the stage’s gate failed; the errors name what it found.',
    'Change what is named, or offer the change as a new version.',
    'Whoever may manage stages can make the check optional.',
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
