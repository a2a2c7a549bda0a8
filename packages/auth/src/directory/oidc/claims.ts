import type { OidcSettings } from '@gatehouse/contracts/identity-providers'
import { ProviderError, type VerifiedPerson } from '../adapter.ts'

export type Claims = Readonly<Record<string, unknown>>
const maxGroups = 5_000

/** Whether claims say all that the settings ask for; else userinfo is asked, too. */
export function areComplete(settings: OidcSettings, claims: Claims): boolean {
  const { name, email, groups } = settings.claims
  const wanted = [name, email, ...(groups === undefined || isOverage(claims, groups) ? [] : [groups])]
  return wanted.every((claim) => readClaim(claims, claim) !== undefined)
}

/** Who the claims speak of. `subjectClaim`: the claim that names the person as the provider's directory does. */
export function personOf(settings: OidcSettings, claims: Claims, subjectClaim: string | undefined): VerifiedPerson {
  const subject = textClaim(claims, 'sub', 255)
  if (subject === undefined)
    throw new ProviderError('malformed', 'The ID token does not say who signed in: “sub” is missing.')
  const names = settings.claims
  const name = textClaim(claims, names.name, 200)
  const email = textClaim(claims, names.email, 320)
  const verified = readClaim(claims, names.emailVerified)
  const session = textClaim(claims, 'sid', 500)
  const directoryId = subjectClaim === undefined ? undefined : textClaim(claims, subjectClaim, 255)
  const groups = names.groups === undefined ? undefined : groupsOf(claims, names.groups)
  return {
    subject,
    emailVerified: verified === true || verified === 'true',
    ...(name === undefined ? {} : { name }),
    ...(email === undefined ? {} : { email }),
    ...(session === undefined ? {} : { session }),
    ...(directoryId === undefined ? {} : { directoryId }),
    ...(groups === undefined ? {} : { groups }),
  }
}

/**
 * Groups by id. A claim that is missing is a person in no group, so that leaving the last one counts; only where the provider says that
 * there are too many to list (`_claim_names`, Entra) it does not say.
 */
function groupsOf(claims: Claims, claim: string): readonly string[] | undefined {
  if (isOverage(claims, claim)) return undefined
  const value = readClaim(claims, claim)
  const listed = Array.isArray(value) ? value : value === undefined ? [] : [value]
  return [...new Set(listed.filter((one): one is string => typeof one === 'string' && one !== ''))].slice(0, maxGroups)
}

function isOverage(claims: Claims, claim: string): boolean {
  const names = claims._claim_names
  return typeof names === 'object' && names !== null && Object.hasOwn(names, claim)
}

/** A claim by its name, or by the path that dots make of it (`realm_access.roles`). */
export function readClaim(claims: Claims, name: string): unknown {
  if (Object.hasOwn(claims, name)) return claims[name] ?? undefined
  let value: unknown = claims
  for (const part of name.split('.')) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, part)) return undefined
    value = (value as Claims)[part]
  }
  return value ?? undefined
}

function textClaim(claims: Claims, name: string, longest: number): string | undefined {
  const value = readClaim(claims, name)
  if (typeof value !== 'string' || value.trim() === '') return undefined
  if (!value.isWellFormed() || value.includes('\0')) return undefined
  // A name that is cut is still a name; a subject or an address that is cut is another one's.
  return value.length <= longest ? value : name === 'sub' ? undefined : value.slice(0, longest)
}
