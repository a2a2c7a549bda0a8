import { DOMParser } from '@xmldom/xmldom'
import { ProviderError } from '../adapter.ts'

export const protocolSpace = 'urn:oasis:names:tc:SAML:2.0:protocol'
export const assertionSpace = 'urn:oasis:names:tc:SAML:2.0:assertion'
export const metadataSpace = 'urn:oasis:names:tc:SAML:2.0:metadata'
export const signatureSpace = 'http://www.w3.org/2000/09/xmldsig#'
export const encryptionSpace = 'http://www.w3.org/2001/04/xmlenc#'

const deepest = 48
const mostElements = 20_000

/**
 * Parses XML that comes from outside. No document type, so no entities and nothing that is fetched (XXE, billion laughs); no processing
 * instructions. `strict` also refuses comments and CDATA, which no provider writes into a message and which split text, so that two
 * readers of one name read two names.
 */
export function parseXml(text: string, what: string, options: { strict: boolean }): Document {
  const body = text.replace(/^\ufeff?\s*<\?xml\s[^?>]*\?>/, '')
  if (/<!DOCTYPE|<!ENTITY/i.test(body)) throw malformed(`${what} has a document type, which is not read.`)
  if (body.includes('<?')) throw malformed(`${what} has processing instructions, which are not read.`)
  if (options.strict && body.includes('<!')) throw malformed(`${what} has comments or CDATA, which are not read.`)
  const problems: string[] = []
  const note = (message: unknown) => problems.push(String(message))
  const document = parse(body, note)
  const root = document?.documentElement
  if (document === undefined || !root || problems.length > 0) throw malformed(`${what} is no well-formed XML.`)
  judgeSize(root, what)
  return document
}

function parse(body: string, note: (message: unknown) => void): Document | undefined {
  try {
    const errorHandler = { warning: note, error: note, fatalError: note }
    return new DOMParser({ errorHandler, locator: {} }).parseFromString(body, 'text/xml')
  } catch {
    return undefined
  }
}

/** What follows works by recursion, so depth is judged before. */
function judgeSize(root: Element, what: string): void {
  let level: Element[] = [root]
  let count = 0
  for (let depth = 0; level.length > 0; depth += 1) {
    count += level.length
    if (depth > deepest || count > mostElements) throw new ProviderError('too_large', `${what} is too large.`)
    level = level.flatMap((element) => children(element))
  }
}

/** Child elements, all or those of a name. */
export function children(element: Element, space?: string, name?: string): Element[] {
  const found: Element[] = []
  for (let node = element.firstChild; node; node = node.nextSibling) {
    if (node.nodeType !== 1) continue
    const child = node as Element
    if ((space === undefined || child.namespaceURI === space) && (name === undefined || child.localName === name))
      found.push(child)
  }
  return found
}

/** The only child of a name; undefined where there is none or more than one. */
export function onlyChild(element: Element, space: string, name: string): Element | undefined {
  const found = children(element, space, name)
  return found.length === 1 ? found[0] : undefined
}

/** The element and all below it. */
export function allElements(root: Element): Element[] {
  const found = [root]
  for (let at = 0; at < found.length; at += 1) {
    const element = found[at]
    if (element) found.push(...children(element))
  }
  return found
}

/** Text of an element that has no elements in it. */
export function textOf(element: Element | undefined): string | undefined {
  if (element === undefined || children(element).length > 0) return undefined
  const text = (element.textContent ?? '').trim()
  return text === '' ? undefined : text
}

/** An attribute without namespace; undefined where it is not there. */
export function attributeOf(element: Element | undefined, name: string): string | undefined {
  const value = element?.getAttributeNode(name)?.value
  return value === undefined || value === '' ? undefined : value
}

export function malformed(sentence: string): ProviderError {
  return new ProviderError('malformed', sentence)
}
