import type { SamlSettings } from '@gatehouse/contracts/identity-providers'
import { ProviderError, type VerifiedPerson } from '../adapter.ts'
import { assertionSpace, attributeOf, children, textOf } from './xml-document.ts'

const mostGroups = 5_000
/** Entra names no groups but a place to ask for them, where somebody has too many. */
const groupsElsewhere = 'http://schemas.microsoft.com/claims/groups.link'

/** Reads person and groups from a verified assertion's attributes. */
export function readAttributes(
  assertion: Element,
  settings: SamlSettings,
  nameId: { readonly value?: string; readonly format: string },
): VerifiedPerson {
  const attributes = attributesOf(assertion)
  const first = (name: string) => attributes.get(name)?.[0]
  const { claims, subject: subjectAttribute } = settings
  const subject = subjectAttribute === undefined ? nameId.value : only(attributes, subjectAttribute)
  if (subject === undefined) throw nameless(subjectAttribute, nameId.format)
  if (subject.length > 255) throw new ProviderError('malformed', 'The person’s id is longer than any id.')
  const name = first(claims.name)
  const email = first(claims.email)
  const groups =
    claims.groups === undefined || attributes.has(groupsElsewhere) ? undefined : (attributes.get(claims.groups) ?? [])
  return {
    subject,
    emailVerified: email !== undefined && isConfirmed(email, first(claims.emailVerified), settings),
    ...(name === undefined ? {} : { name: name.slice(0, 200) }),
    ...(email === undefined || email.length > 320 ? {} : { email }),
    ...(claims.groups === undefined || groups === undefined
      ? {}
      : { groups: [...new Set(groups)].slice(0, mostGroups) }),
  }
}

/** Providers of SAML rarely say whether an address was confirmed. Whoever names a domain in the settings says that this one hands out its mailboxes. */
function isConfirmed(email: string, said: string | undefined, settings: SamlSettings): boolean {
  if (said !== undefined) return /^(true|1)$/i.test(said)
  const domain = email.slice(email.lastIndexOf('@') + 1).toLowerCase()
  return settings.linkDomains.some((one) => one.toLowerCase() === domain)
}

function attributesOf(assertion: Element): Map<string, string[]> {
  const found = new Map<string, string[]>()
  for (const statement of children(assertion, assertionSpace, 'AttributeStatement')) {
    for (const attribute of children(statement, assertionSpace, 'Attribute')) {
      const name = attributeOf(attribute, 'Name')
      if (name === undefined) continue
      const values = children(attribute, assertionSpace, 'AttributeValue').flatMap((value) => textOf(value) ?? [])
      found.set(name, [...(found.get(name) ?? []), ...values])
    }
  }
  return found
}

/** The value of an attribute that must have one. Two ids are nobody's. */
function only(attributes: ReadonlyMap<string, readonly string[]>, name: string): string | undefined {
  const values = attributes.get(name) ?? []
  return values.length === 1 ? values[0] : undefined
}

function nameless(attribute: string | undefined, format: string): ProviderError {
  if (attribute !== undefined)
    return new ProviderError(
      'settings',
      `The assertion has no attribute “${attribute}”, or several: it must name the person by one id.`,
    )
  const short = format.slice(format.lastIndexOf(':') + 1)
  return new ProviderError(
    'settings',
    `The provider names persons in a form that does not stay (NameID “${short}”): set it to “persistent”, or name an attribute that holds an unchanging id.`,
  )
}
