import type { SamlSettings } from '@gatehouse/contracts/identity-providers'
import { ProviderError, type VerifiedPerson } from '../adapter.ts'
import { ownEntityId, persistentFormat } from './own-metadata.ts'
import { readAttributes } from './person-attributes.ts'
import { assertionSpace, attributeOf, children, malformed, onlyChild, textOf } from './xml-document.ts'

/** How far the clocks of a provider and ours may be apart. */
export const skewMs = 60_000
/** An assertion without an end would be good for ever. */
const longestMs = 24 * 3600_000
const bearer = 'urn:oasis:names:tc:SAML:2.0:cm:bearer'

export type Expected = {
  readonly providerId: string
  readonly settings: SamlSettings
  readonly requestId: string
  readonly answerUrl: string
  readonly now: Date
}

/**
 * Judges an assertion whose signature was verified, and nothing else: who made it, for whom, for which request, until when; then reads who
 * it speaks of (SAML profiles §4.1.4.3).
 */
export function personOf(assertion: Element, expected: Expected): VerifiedPerson {
  const { settings, now } = expected
  if (attributeOf(assertion, 'Version') !== '2.0') throw malformed('The assertion is not of SAML 2.0.')
  const id = attributeOf(assertion, 'ID')
  if (id === undefined) throw malformed('The assertion has no id.')
  if (textOf(onlyChild(assertion, assertionSpace, 'Issuer')) !== settings.entityId)
    throw new ProviderError('untrusted', 'The assertion is of another provider than the settings name.')
  const subject = onlyChild(assertion, assertionSpace, 'Subject')
  if (subject === undefined) throw malformed('The assertion does not say whom it speaks of.')
  const until = judgeConditions(assertion, expected)
  const confirmedUntil = judgeConfirmation(subject, expected)
  const statement = onlyChild(assertion, assertionSpace, 'AuthnStatement')
  if (statement === undefined) throw malformed('The assertion does not say that somebody signed in.')
  const ends = instantOf(statement, 'SessionNotOnOrAfter')
  if (ends !== undefined && ends + skewMs <= now.getTime()) throw expired('The session at the provider is over.')
  const session = attributeOf(statement, 'SessionIndex')
  const nameId = onlyChild(subject, assertionSpace, 'NameID')
  return {
    ...readAttributes(assertion, settings, persistentName(nameId)),
    ...(session === undefined ? {} : { session: session.slice(0, 500) }),
    once: { id: `saml ${id}`, expiresAt: new Date(Math.min(until, confirmedUntil) + skewMs) },
  }
}

/** A NameID that stays: only these name somebody for good. Others (an address, a transient name) are another's tomorrow. */
function persistentName(nameId: Element | undefined): { value?: string; format: string } {
  const format = attributeOf(nameId, 'Format') ?? 'urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified'
  const value = textOf(nameId)
  return { format, ...(format === persistentFormat && value !== undefined ? { value } : {}) }
}

function judgeConditions(assertion: Element, { providerId, now }: Expected): number {
  const conditions = onlyChild(assertion, assertionSpace, 'Conditions')
  if (conditions === undefined) throw malformed('The assertion says neither for whom nor until when it is.')
  const until = judgeTimes(conditions, now)
  const restrictions = children(conditions, assertionSpace, 'AudienceRestriction')
  const own = ownEntityId(providerId)
  const forUs = (restriction: Element) =>
    children(restriction, assertionSpace, 'Audience').some((audience) => textOf(audience) === own)
  if (restrictions.length === 0 || !restrictions.every(forUs))
    throw new ProviderError(
      'untrusted',
      `The assertion is for somebody else: its audience must be ${own}, the entity id of Gatehouse at this provider.`,
    )
  return until
}

/** One confirmation must hold in all its parts; those for others are passed over. */
function judgeConfirmation(subject: Element, expected: Expected): number {
  const confirmations = children(subject, assertionSpace, 'SubjectConfirmation').filter(
    (confirmation) => attributeOf(confirmation, 'Method') === bearer,
  )
  const failures: ProviderError[] = []
  for (const confirmation of confirmations) {
    try {
      const data = onlyChild(confirmation, assertionSpace, 'SubjectConfirmationData')
      if (data === undefined) throw malformed('The assertion is not confirmed for anybody.')
      if (attributeOf(data, 'Recipient') !== expected.answerUrl)
        throw new ProviderError('untrusted', 'The assertion is for another address than this one (Recipient).')
      if (attributeOf(data, 'InResponseTo') !== expected.requestId)
        throw new ProviderError('replayed', 'The assertion answers another request than this sign-in’s.')
      return judgeTimes(data, expected.now)
    } catch (error) {
      if (!(error instanceof ProviderError)) throw error
      failures.push(error)
    }
  }
  throw failures[0] ?? malformed('The assertion is not confirmed for a browser that brings it (bearer).')
}

function judgeTimes(element: Element, now: Date): number {
  const from = instantOf(element, 'NotBefore')
  const until = instantOf(element, 'NotOnOrAfter')
  if (until === undefined) throw malformed('The assertion has no end.')
  if (until > now.getTime() + longestMs) throw malformed('The assertion is good for longer than a day.')
  if (until + skewMs <= now.getTime())
    throw expired(
      'The assertion is past its end: it came too late, or the clocks of the provider and of Gatehouse differ.',
    )
  if (from !== undefined && from - skewMs > now.getTime())
    throw expired(
      'The assertion is not valid yet: the clocks of the provider and of Gatehouse differ by more than a minute.',
    )
  return until
}

function instantOf(element: Element, name: string): number | undefined {
  const text = attributeOf(element, name)
  if (text === undefined) return undefined
  // Times are UTC and say so (SAML core §1.3.3).
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?Z$/.test(text))
    throw malformed(`A time of the assertion is none (${name}).`)
  const at = Date.parse(text)
  if (Number.isNaN(at)) throw malformed(`A time of the assertion is none (${name}).`)
  return at
}

function expired(sentence: string): ProviderError {
  return new ProviderError('expired', sentence)
}
