import { ProviderError } from '../adapter.ts'
import {
  allElements,
  assertionSpace,
  attributeOf,
  children,
  encryptionSpace,
  malformed,
  onlyChild,
  protocolSpace,
  signatureSpace,
} from './xml-document.ts'

const signatureMethods = [
  'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256',
  'http://www.w3.org/2001/04/xmldsig-more#rsa-sha512',
  'http://www.w3.org/2007/05/xmldsig-more#sha256-rsa-MGF1',
]
const digestMethods = ['http://www.w3.org/2001/04/xmlenc#sha256', 'http://www.w3.org/2001/04/xmlenc#sha512']
const canonical = 'http://www.w3.org/2001/10/xml-exc-c14n#'
const enveloped = 'http://www.w3.org/2000/09/xmldsig#enveloped-signature'
const dataMethods = [
  'http://www.w3.org/2009/xmlenc11#aes128-gcm',
  'http://www.w3.org/2009/xmlenc11#aes256-gcm',
  'http://www.w3.org/2001/04/xmlenc#aes128-cbc',
  'http://www.w3.org/2001/04/xmlenc#aes256-cbc',
]
const keyMethod = 'http://www.w3.org/2001/04/xmlenc#rsa-oaep-mgf1p'

/**
 * Refuses every message that is not of the one shape that providers send: a Response with exactly one Assertion (or encrypted one)
 * directly in it and none anywhere else, each id once, signatures only of the element that they are in. What signature wrapping
 * rearranges cannot be rearranged in this shape, whatever the code that checks signatures would make of it.
 */
export function judgeResponse(root: Element): { assertion?: Element; encrypted?: Element } {
  if (root.localName !== 'Response' || root.namespaceURI !== protocolSpace)
    throw malformed('The answer is no SAML response.')
  if (attributeOf(root, 'Version') !== '2.0') throw malformed('The answer is not of SAML 2.0.')
  const elements = allElements(root)
  const named = (name: string) => elements.filter((element) => element.localName === name)
  const assertions = [...named('Assertion'), ...named('EncryptedAssertion')]
  const [one] = assertions
  if (one === undefined) throw malformed('The answer holds no assertion.')
  if (assertions.length > 1)
    throw new ProviderError('untrusted', 'The answer holds more than one assertion: it may have been tampered with.')
  if (one.parentNode !== root || one.namespaceURI !== assertionSpace || named('Response').length > 1) throw wrapped()
  judgeIds(elements)
  judgeSignatures(elements, [root, one])
  if (one.localName === 'EncryptedAssertion') {
    judgeEncryption(one)
    return { encrypted: one }
  }
  return { assertion: one }
}

/** The same for an assertion that stood encrypted in a response. */
export function judgeAssertion(root: Element): void {
  if (root.localName !== 'Assertion' || root.namespaceURI !== assertionSpace)
    throw malformed('What was encrypted is no assertion.')
  const elements = allElements(root)
  if (elements.some((element) => element !== root && /^(Encrypted)?Assertion$|^Response$/.test(element.localName)))
    throw wrapped()
  judgeIds(elements)
  judgeSignatures(elements, [root])
}

function judgeIds(elements: readonly Element[]): void {
  const seen = new Set<string>()
  for (const element of elements) {
    for (const { localName, value } of Array.from(element.attributes)) {
      if (localName?.toLowerCase() !== 'id') continue
      if (seen.has(value) || !/^[\w.-]{1,256}$/.test(value)) throw wrapped()
      seen.add(value)
    }
  }
}

function judgeSignatures(elements: readonly Element[], owners: readonly Element[]): void {
  for (const element of elements) {
    const parent = element.parentNode as Element | null
    if (element.localName === 'Signature') {
      const owner = owners.find((one) => one === parent)
      if (owner === undefined || element.namespaceURI !== signatureSpace) throw wrapped()
      if (children(owner, signatureSpace, 'Signature').length > 1) throw wrapped()
      judgeSignature(element, owner)
    } else if (/^(SignedInfo|SignatureValue|Object|Manifest)$/.test(element.localName)) {
      const inSignature = parent?.localName === 'Signature' && parent.namespaceURI === signatureSpace
      if (element.localName === 'Object' || element.localName === 'Manifest' || !inSignature) throw wrapped()
    }
  }
}

function judgeSignature(signature: Element, owner: Element): void {
  const info = onlyChild(signature, signatureSpace, 'SignedInfo')
  const reference = info && onlyChild(info, signatureSpace, 'Reference')
  const value = onlyChild(signature, signatureSpace, 'SignatureValue')
  if (info === undefined || reference === undefined || value === undefined) throw wrapped()
  const id = attributeOf(owner, 'ID')
  if (id === undefined || attributeOf(reference, 'URI') !== `#${id}`) throw wrapped()
  const algorithm = (of: Element, name: string) => attributeOf(onlyChild(of, signatureSpace, name), 'Algorithm') ?? ''
  const method = algorithm(info, 'SignatureMethod')
  const digest = algorithm(reference, 'DigestMethod')
  if (!signatureMethods.includes(method) || !digestMethods.includes(digest))
    throw new ProviderError(
      'untrusted',
      /sha1/i.test(`${method}${digest}`)
        ? 'The answer is signed with SHA-1, which proves nothing any more: set SHA-256 at the provider.'
        : 'The answer is signed with an algorithm that is not taken: set RSA with SHA-256 at the provider.',
    )
  if (algorithm(info, 'CanonicalizationMethod') !== canonical) throw wrapped()
  const transforms = onlyChild(reference, signatureSpace, 'Transforms')
  const used = transforms ? children(transforms, signatureSpace, 'Transform') : []
  const names = used.map((transform) => attributeOf(transform, 'Algorithm') ?? '')
  if (names[0] !== enveloped || names[1] !== canonical || names.length !== 2) throw wrapped()
}

function judgeEncryption(encrypted: Element): void {
  const elements = allElements(encrypted)
  const methods = elements.filter(({ localName }) => localName === 'EncryptionMethod')
  const of = (name: string) =>
    methods
      .filter(({ parentNode }) => (parentNode as Element).localName === name)
      .map((method) => attributeOf(method, 'Algorithm') ?? '')
  const [data, key] = [of('EncryptedData'), of('EncryptedKey')]
  const single = (name: string) =>
    elements.filter((element) => element.localName === name && element.namespaceURI === encryptionSpace).length === 1
  if (!single('EncryptedData') || !single('EncryptedKey') || data.length !== 1 || key.length !== 1)
    throw malformed('The encrypted assertion is not of the form that is read: one key for us, in it.')
  if (!dataMethods.includes(data[0] ?? '') || key[0] !== keyMethod)
    throw new ProviderError(
      'untrusted',
      'The assertion is encrypted with an algorithm that is not taken: set AES-GCM or AES-CBC with RSA-OAEP at the provider.',
    )
}

function wrapped(): ProviderError {
  return new ProviderError(
    'untrusted',
    'The answer’s signatures do not cover what they should: it may have been tampered with.',
  )
}
