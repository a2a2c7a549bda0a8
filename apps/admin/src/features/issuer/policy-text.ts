import type { IssuerPolicy } from '@gatehouse/contracts/issuer-policy'

const units = [
  { name: 'day', seconds: 86_400 },
  { name: 'hour', seconds: 3_600 },
  { name: 'minute', seconds: 60 },
  { name: 'second', seconds: 1 },
] as const
export type Unit = (typeof units)[number]['name']

/** A time in its largest whole unit: 600 is 10 minutes. */
export function inUnit(seconds: number): { amount: number; unit: Unit } {
  const unit = units.find((one) => seconds % one.seconds === 0) ?? units[3]
  return { amount: seconds / unit.seconds, unit: unit.name }
}

export const secondsOf = (amount: number, unit: Unit): number =>
  Math.round(amount * (units.find(({ name }) => name === unit)?.seconds ?? 1))

export function lifetimeText(seconds: number): string {
  const { amount, unit } = inUnit(seconds)
  return `${amount} ${unit}${amount === 1 ? '' : 's'}`
}

export const unitOptions = units.toReversed().map(({ name }) => ({ value: name, label: `${name}s` }))

export const grantTexts: Record<IssuerPolicy['grants'][number], { label: string; description: string }> = {
  client_credentials: {
    label: 'Client credentials',
    description: 'Applications get tokens for themselves, without a person.',
  },
  authorization_code: {
    label: 'Authorization code with PKCE',
    description: 'End users sign in and allow an application to act for them.',
  },
  refresh_token: {
    label: 'Refresh tokens',
    description: 'Applications renew tokens without a new sign-in; each is good once.',
  },
}

export const lifetimeTexts: Record<keyof IssuerPolicy['lifetimes'], { label: string; hint: string }> = {
  accessTokenSeconds: {
    label: 'Access tokens',
    hint: 'At most a day. Revoking refuses them within a second in any case.',
  },
  refreshIdleSeconds: {
    label: 'Unused refresh tokens',
    hint: 'After this much silence a person signs in again.',
  },
  refreshSeconds: { label: 'Refresh tokens in all', hint: 'Of one sign-in, however often they are renewed.' },
  sessionSeconds: {
    label: 'An end user’s sign-in',
    hint: 'Meanwhile other applications are allowed without a password.',
  },
  codeSeconds: { label: 'Authorization codes', hint: 'A minute is enough for every client; at most ten.' },
}

const audiences = { stage: 'every API of its stage', api: 'one API alone, which the client names' }
const constraints = { none: 'nobody', public: 'clients without a secret', all: 'every client' }

/** What a change of the policy does, in sentences; empty: nothing changes. */
export function policyChanges(before: IssuerPolicy, after: IssuerPolicy): string[] {
  const sentences: string[] = []
  for (const grant of Object.keys(grantTexts) as IssuerPolicy['grants']) {
    const [had, has] = [before.grants.includes(grant), after.grants.includes(grant)]
    const { label } = grantTexts[grant]
    if (had && !has)
      sentences.push(`${label}: no client gets a token this way any more. Tokens that live stay good until they end.`)
    if (!had && has) sentences.push(`${label}: clients that are set up for it may use it.`)
  }
  for (const name of Object.keys(lifetimeTexts) as (keyof IssuerPolicy['lifetimes'])[]) {
    const [from, to] = [before.lifetimes[name], after.lifetimes[name]]
    if (from !== to)
      sentences.push(
        `${lifetimeTexts[name].label} live ${lifetimeText(to)} instead of ${lifetimeText(from)}, from the next one on.`,
      )
  }
  if (before.audience !== after.audience)
    sentences.push(
      `New access tokens are good for ${audiences[after.audience]}, no longer for ${audiences[before.audience]}.`,
    )
  if (before.algorithm !== after.algorithm)
    sentences.push(
      `New tokens are signed with ${after.algorithm}; the keys of ${before.algorithm} stay published until the last of their tokens has ended.`,
    )
  if (before.senderConstraint !== after.senderConstraint)
    sentences.push(
      `Tokens must be bound to a key (DPoP) for ${constraints[after.senderConstraint]}; before, for ${constraints[before.senderConstraint]}.`,
    )
  if (before.pushedRequests !== after.pushedRequests)
    sentences.push(
      after.pushedRequests === 'required'
        ? 'Clients that do not push their authorization requests (PAR) cannot start a sign-in any more.'
        : 'Authorization requests need not be pushed any more.',
    )
  if (before.registration !== after.registration)
    sentences.push(
      after.registration
        ? 'Applications may register clients themselves.'
        : 'No new client can register itself; those that did stay.',
    )
  if (before.selfSignUp !== after.selfSignUp)
    sentences.push(
      after.selfSignUp
        ? 'Anybody can make an account as an end user.'
        : 'New end users come by invitation or import only.',
    )
  return sentences
}
