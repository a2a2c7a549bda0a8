import type { ProblemEntry } from './problem-entry.ts'

const identity = (status: number, title: string, why: string, ...fix: string[]): ProblemEntry => ({
  status,
  title,
  why,
  fix,
  surface: 'management',
})

/** Problems of identity providers: what they did wrong, and what signing in with them can run into. */
export const identityProblems = {
  provider_unreachable: identity(
    502,
    'Identity provider not reachable',
    'The provider does not answer, so nobody can be signed in with it now.',
    'Try again in a moment.',
    'If it stays, tell your administrator: the provider’s page in the console says what is wrong.',
  ),
  provider_timeout: identity(
    504,
    'Identity provider too slow',
    'The provider did not answer in time.',
    'Try again in a moment.',
    'If it stays, tell your administrator.',
  ),
  provider_answer_too_large: identity(
    502,
    'Identity provider’s answer too large',
    'The provider sent more than an identity provider ever says, so it was not read.',
    'Tell your administrator: the provider’s address may be a wrong one.',
  ),
  provider_answer_malformed: identity(
    502,
    'Identity provider’s answer not understood',
    'The provider sent something that is not what its protocol says.',
    'Tell your administrator; the detail says which part it was.',
  ),
  provider_untrusted: identity(
    502,
    'Identity provider’s answer not trusted',
    'What came back does not prove who signed in: its signature, issuer or audience is not the right one.',
    'Start the sign-in again.',
    'If it stays, tell your administrator, with the request id.',
  ),
  provider_settings: identity(
    502,
    'Identity provider not set up right',
    'The provider and the settings that are stored here do not fit together.',
    'Tell your administrator; the detail says what has to be changed.',
  ),
  provider_refused: identity(
    403,
    'Identity provider said no',
    'The provider did not let the person in, or refused what was asked.',
    'Try again; if you cancelled, start the sign-in anew.',
    'If you should have access, ask whoever assigns applications at the provider.',
  ),
  provider_registration: identity(
    502,
    'Client not made at the provider',
    'The provider did not make or remove the OAuth client.',
    'Check the initial access token and what the provider allows; the detail says what it refused.',
  ),
  sign_in_replayed: identity(
    400,
    'Sign-in used already',
    'The answer of the provider was used before, or belongs to another sign-in.',
    'Start the sign-in again, in one browser tab.',
  ),
  sign_in_expired: identity(
    400,
    'Sign-in took too long',
    'What began this sign-in is not known any more, or what the provider sent has expired.',
    'Start the sign-in again.',
    'If it happens at once, the clocks of this installation and the provider differ.',
  ),
  sign_in_unknown: identity(
    403,
    'No account here',
    'The provider knows you, but nobody has given you access here yet.',
    'Ask an administrator for an invitation, and accept it with the provider’s button.',
    'If you have an account with a password, sign in with it and link the provider on your account’s page.',
  ),
  sign_in_not_linked: identity(
    403,
    'This provider is not linked to your account',
    'An account with your e-mail address exists, but the provider may not vouch for it.',
    'Sign in as you did until now, and link the provider on your account’s page.',
  ),
  access_ended: identity(
    403,
    'Your access was switched off',
    'The provider knows you, but your account here is switched off.',
    'Ask an administrator, or whoever looks after the groups of your directory.',
  ),
  provider_off: identity(
    403,
    'Identity provider switched off',
    'Signing in with this provider is switched off.',
    'Sign in another way, or ask an administrator.',
  ),
  provider_in_use: identity(
    409,
    'Identity provider in use',
    'Persons or token rules hang on it.',
    'Switch it off instead: sessions and tokens end at once.',
    'To delete it, remove first what the detail names.',
  ),
  identity_taken: identity(
    409,
    'Linked to somebody else',
    'This account at the provider belongs to another person here.',
    'Sign in with it to see whose it is, or take another account at the provider.',
  ),
  last_way_in: identity(
    409,
    'Last way to sign in',
    'Without it nobody could sign in to this account any more.',
    'Set a password or link another provider first.',
  ),
} as const satisfies Record<string, ProblemEntry>
