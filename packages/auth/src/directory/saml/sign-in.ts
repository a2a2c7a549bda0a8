import { randomBytes } from 'node:crypto'
import type { SamlSettings } from '@gatehouse/contracts/identity-providers'
import { SAML } from '@node-saml/node-saml'
import { decrypt } from 'xml-encryption'
import {
  type ProviderCall,
  ProviderError,
  type SignInAnswer,
  type SignInRedirect,
  type SignInRequest,
  type VerifiedPerson,
} from '../adapter.ts'
import { judgeAssertion, judgeResponse } from './message-shape.ts'
import { readOwnKeys } from './own-keys.ts'
import { ownEntityId, persistentFormat } from './own-metadata.ts'
import { readCertificates } from './provider-certificates.ts'
import { personOf } from './verified-assertion.ts'
import {
  attributeOf,
  children,
  malformed,
  onlyChild,
  parseXml,
  protocolSpace,
  signatureSpace,
  textOf,
} from './xml-document.ts'

type Call = ProviderCall<SamlSettings>

/** Longest answer, in bytes of XML: a person in thousands of groups. */
const longestAnswer = 512 * 1024
const success = 'urn:oasis:names:tc:SAML:2.0:status:Success'

/** Where the browser goes with a request of ours: by redirect, or posted. Signed, where we have keys. */
export async function beginSamlSignIn(call: Call, request: SignInRequest): Promise<SignInRedirect> {
  // An id is no name and begins with no digit (xs:ID).
  const requestId = `_${randomBytes(20).toString('hex')}`
  const saml = open(call, request.returnUrl, requestId)
  const remember = { requestId, since: String(call.now().getTime()) }
  if (call.settings.signOnBinding === 'redirect')
    return { url: await saml.getAuthorizeUrlAsync(request.state, undefined, {}), remember }
  const { SAMLRequest } = await saml.getAuthorizeMessageAsync(request.state)
  return {
    url: call.settings.signOnUrl,
    remember,
    post: { SAMLRequest: String(SAMLRequest), RelayState: request.state },
  }
}

/**
 * Judges an answer, cheapest first: size, form, shape, then signature, and only then what it says. Everything that counts is read from the
 * bytes that were verified, never from the message that they came in.
 */
export async function endSamlSignIn(call: Call, answer: SignInAnswer): Promise<VerifiedPerson> {
  const { requestId } = answer.remembered
  if (requestId === undefined) throw new ProviderError('expired', 'What began this sign-in is not known any more.')
  const { settings } = call
  const encoded = answer.parameters.get('SAMLResponse') ?? ''
  const root = parseXml(decoded(encoded), 'The answer', { strict: true }).documentElement
  judgeStatus(root)
  const { assertion: plain, encrypted } = judgeResponse(root)
  if (attributeOf(root, 'InResponseTo') !== requestId)
    throw new ProviderError('replayed', 'The answer is to another request than this sign-in’s.')
  const destination = attributeOf(root, 'Destination')
  if (destination !== undefined && destination !== answer.returnUrl)
    throw new ProviderError('untrusted', 'The answer is for another address than this one (Destination).')
  if (encrypted === undefined && settings.encrypted)
    throw new ProviderError(
      'untrusted',
      'The assertion came in the clear, but must come encrypted: set it so at the provider.',
    )
  const inside = encrypted === undefined ? plain : await decryptedAssertion(call, encrypted)
  const verified = await verify(call, answer.returnUrl, encoded, {
    response: isSigned(root),
    assertion: isSigned(inside),
  })
  const assertion = parseXml(verified, 'The assertion', { strict: true }).documentElement
  judgeAssertion(assertion)
  return personOf(assertion, {
    providerId: call.providerId,
    settings,
    requestId,
    answerUrl: answer.returnUrl,
    now: call.now(),
  })
}

function decoded(encoded: string): string {
  if (encoded === '') throw malformed('The provider sent no answer.')
  if (encoded.length > (longestAnswer * 4) / 3 + 4_096)
    throw new ProviderError('too_large', 'The provider answered more than an identity provider ever says.')
  if (!/^[A-Za-z0-9+/=\s]+$/.test(encoded)) throw malformed('The answer is not encoded as answers are (base64).')
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(encoded, 'base64'))
  } catch {
    throw malformed('The answer is no text.')
  }
}

/** A refusal needs no signature: it only denies. */
function judgeStatus(root: Element): void {
  if (root.localName !== 'Response' || root.namespaceURI !== protocolSpace) return
  const status = onlyChild(root, protocolSpace, 'Status')
  const code = status && onlyChild(status, protocolSpace, 'StatusCode')
  const value = attributeOf(code, 'Value')
  if (value === success) return
  const inner = attributeOf(code && onlyChild(code, protocolSpace, 'StatusCode'), 'Value')
  const word = /([A-Za-z]{1,40})$/.exec(inner ?? value ?? '')?.[1] ?? 'no reason'
  const told = textOf(status && onlyChild(status, protocolSpace, 'StatusMessage'))
  throw new ProviderError(
    'refused',
    `The provider refused the sign-in (${word}${told === undefined ? '' : `: ${told.slice(0, 200)}`}).`,
  )
}

/** What is inside is judged as strictly as what is outside, before anything verifies it. Whatever fails here is one sentence: it is no oracle. */
async function decryptedAssertion(call: Call, encrypted: Element): Promise<Element> {
  const keys = readOwnKeys(call.secret)
  if (keys === undefined)
    throw new ProviderError('settings', 'The assertion is encrypted, but there is no key for it here: make one.')
  let inside: string
  try {
    inside = await new Promise<string>((resolve, reject) =>
      decrypt(
        encrypted.toString(),
        { key: keys.privateKey, disallowDecryptionWithInsecureAlgorithm: false },
        (error, text) => (error || typeof text !== 'string' ? reject(error) : resolve(text)),
      ),
    )
    const assertion = parseXml(inside, 'The assertion', { strict: true }).documentElement
    judgeAssertion(assertion)
    return assertion
  } catch (error) {
    if (error instanceof ProviderError && error.fault === 'untrusted') throw error
    throw new ProviderError(
      'untrusted',
      'The encrypted assertion cannot be read: it is for another key, or was changed.',
    )
  }
}

/** Every signature that is there must hold, and those that the settings ask for must be there. */
async function verify(
  call: Call,
  returnUrl: string,
  encoded: string,
  there: { response: boolean; assertion: boolean },
): Promise<string> {
  const { signed } = call.settings
  if (!there.response && !there.assertion) throw new ProviderError('untrusted', unproven(call.settings))
  const saml = open(call, returnUrl, '_', {
    wantAssertionsSigned: there.assertion || signed === 'assertion' || signed === 'both',
    wantAuthnResponseSigned: there.response || signed === 'response' || signed === 'both',
  })
  try {
    const { profile } = await saml.validatePostResponseAsync({ SAMLResponse: encoded })
    const verified = profile?.getAssertionXml?.()
    if (typeof verified === 'string' && verified !== '') return verified
  } catch (error) {
    if (error instanceof ProviderError) throw error
    throw new ProviderError('untrusted', unproven(call.settings), { cause: error })
  }
  throw new ProviderError('untrusted', unproven(call.settings))
}

function isSigned(element: Element | undefined): boolean {
  return element !== undefined && children(element, signatureSpace, 'Signature').length > 0
}

function unproven({ signed }: SamlSettings): string {
  const what = {
    either: 'neither the answer nor its assertion',
    both: 'not both the answer and its assertion',
    assertion: 'the assertion not',
    response: 'the answer not',
  }
  return `It is not proven that the provider sent this: ${what[signed]} signed by a certificate of the settings. Where the provider has a new one, add it.`
}

/** The library, for one request or answer. Times, audience and request are judged here with our clock, so it leaves them alone. */
function open(
  call: Call,
  returnUrl: string,
  requestId: string,
  wanted: { wantAssertionsSigned?: boolean; wantAuthnResponseSigned?: boolean } = {},
): SAML {
  const { settings, secret, providerId } = call
  const keys = readOwnKeys(secret)
  return new SAML({
    callbackUrl: returnUrl,
    issuer: ownEntityId(providerId),
    entryPoint: settings.signOnUrl,
    idpCert: readCertificates(settings.certificates).map(({ pem }) => pem),
    audience: false,
    acceptedClockSkewMs: -1,
    ...wanted,
    identifierFormat: settings.subject === undefined ? persistentFormat : null,
    disableRequestedAuthnContext: true,
    // Only what travels in an address is compressed (SAML bindings §3.4.4, §3.5.4).
    skipRequestCompression: settings.signOnBinding === 'post',
    signatureAlgorithm: 'sha256',
    digestAlgorithm: 'sha256',
    generateUniqueId: () => requestId,
    ...(keys === undefined
      ? {}
      : { privateKey: keys.privateKey, publicCert: keys.certificate, decryptionPvk: keys.privateKey }),
  })
}
