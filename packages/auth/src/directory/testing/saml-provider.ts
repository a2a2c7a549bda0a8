import { createPrivateKey, createPublicKey, randomBytes } from 'node:crypto'
import { inflateRawSync } from 'node:zlib'
import { SignedXml } from 'xml-crypto'
import { encrypt } from 'xml-encryption'
import { makeCertificate } from '../certificate.ts'
import { escaped, persistentFormat } from '../saml/own-metadata.ts'
import { testKey } from './certificates.ts'

export type SamlAnswer = {
  readonly requestId: string
  readonly answerUrl: string
  readonly audience: string
  readonly now: Date
  readonly nameId?: string
  readonly nameIdFormat?: string
  readonly attributes?: Readonly<Record<string, readonly string[]>>
  readonly sign?: 'assertion' | 'response' | 'both' | 'none'
  readonly hash?: 'sha256' | 'sha512' | 'sha1'
  /** PEM of whom the assertion is encrypted for. */
  readonly encryptFor?: string
  readonly issuer?: string
  readonly recipient?: string
  readonly destination?: string | null
  readonly inResponseTo?: string
  readonly notBefore?: Date
  readonly until?: Date
  readonly assertionId?: string
  readonly session?: string
  readonly status?: string
  /** Changes the XML before it is signed. */
  readonly before?: (xml: string) => string
}

export type SamlTestProvider = {
  readonly entityId: string
  readonly certificate: string
  readonly metadata: (signOnUrl: string, more?: readonly string[]) => string
  readonly xml: (answer: SamlAnswer) => Promise<string>
  /** The fields that the browser posts. */
  readonly answer: (answer: SamlAnswer) => Promise<URLSearchParams>
}

const minute = 60_000

/** An identity provider of a test, which signs what it is told to. */
export function samlTestProvider(entityId = 'https://idp.harbour.example/saml'): SamlTestProvider {
  const key = testKey()
  const certificate = makeCertificate({
    subject: 'Harbour IdP',
    issuer: 'Harbour IdP',
    publicKey: createPublicKey(createPrivateKey(key)),
    issuerKey: createPrivateKey(key),
    from: new Date(Date.now() - 24 * 60 * minute),
    until: new Date(Date.now() + 365 * 24 * 60 * minute),
  })
  const body = (pem: string) => pem.replace(/-----[A-Z ]+-----|\s/g, '')
  const xml = async (answer: SamlAnswer) => {
    const { sign = 'assertion', hash = 'sha256', before = (text: string) => text } = answer
    let assertion = before(assertionXml(entityId, answer))
    if (sign === 'assertion' || sign === 'both') assertion = signed(assertion, 'Assertion', key, certificate, hash)
    if (answer.encryptFor !== undefined) assertion = await encrypted(assertion, answer.encryptFor)
    const response = responseXml(entityId, answer, assertion)
    return sign === 'response' || sign === 'both' ? signed(response, 'Response', key, certificate, hash) : response
  }
  return {
    entityId,
    certificate,
    xml,
    metadata: (signOnUrl, more = []) =>
      `<?xml version="1.0"?>
<EntityDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata" xmlns:ds="http://www.w3.org/2000/09/xmldsig#" entityID="${escaped(entityId)}">
  <!-- as providers write it -->
  <IDPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">
    ${[certificate, ...more].map((pem) => `<KeyDescriptor use="signing"><ds:KeyInfo><ds:X509Data><ds:X509Certificate>${body(pem)}</ds:X509Certificate></ds:X509Data></ds:KeyInfo></KeyDescriptor>`).join('\n    ')}
    <SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST" Location="${escaped(signOnUrl)}"/>
    <SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect" Location="${escaped(signOnUrl)}"/>
  </IDPSSODescriptor>
</EntityDescriptor>`,
    answer: async (answer) => posted(await xml(answer)),
  }
}

/** XML as the field that a browser posts. */
export function posted(xml: string, relayState = 'state'): URLSearchParams {
  return new URLSearchParams({ SAMLResponse: Buffer.from(xml).toString('base64'), RelayState: relayState })
}

/** The request that a redirect brings. */
export function requestOf(url: string): { xml: string; id: string; signature: string | null } {
  const { searchParams } = new URL(url)
  const xml = inflateRawSync(Buffer.from(searchParams.get('SAMLRequest') ?? '', 'base64')).toString('utf8')
  return { xml, id: / ID="([^"]+)"/.exec(xml)?.[1] ?? '', signature: searchParams.get('Signature') }
}

/** Signs the element of a name, with the signature where schemas want it: after the issuer. */
export function signed(xml: string, element: string, key: string, certificate: string, hash = 'sha256'): string {
  const sha1 = hash === 'sha1'
  const signer = new SignedXml({
    privateKey: key,
    publicCert: certificate,
    signatureAlgorithm: `http://www.w3.org/${sha1 ? '2000/09/xmldsig#rsa-sha1' : `2001/04/xmldsig-more#rsa-${hash}`}`,
    canonicalizationAlgorithm: 'http://www.w3.org/2001/10/xml-exc-c14n#',
  })
  signer.addReference({
    xpath: `//*[local-name(.)='${element}']`,
    transforms: ['http://www.w3.org/2000/09/xmldsig#enveloped-signature', 'http://www.w3.org/2001/10/xml-exc-c14n#'],
    digestAlgorithm: sha1 ? 'http://www.w3.org/2000/09/xmldsig#sha1' : `http://www.w3.org/2001/04/xmlenc#${hash}`,
  })
  const location = {
    reference: `//*[local-name(.)='${element}']/*[local-name(.)='Issuer']`,
    action: 'after' as const,
  }
  signer.computeSignature(xml, { prefix: 'ds', location })
  return signer.getSignedXml()
}

function assertionXml(entityId: string, answer: SamlAnswer): string {
  const { now, requestId, answerUrl } = answer
  const until = (answer.until ?? new Date(now.getTime() + 5 * minute)).toISOString()
  const from = (answer.notBefore ?? new Date(now.getTime() - minute)).toISOString()
  const attributes = Object.entries(answer.attributes ?? {})
    .map(
      ([name, values]) =>
        `<saml:Attribute Name="${escaped(name)}">${values.map((value) => `<saml:AttributeValue>${escaped(value)}</saml:AttributeValue>`).join('')}</saml:Attribute>`,
    )
    .join('')
  return `<saml:Assertion xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="${answer.assertionId ?? `_a${randomBytes(12).toString('hex')}`}" Version="2.0" IssueInstant="${now.toISOString()}"><saml:Issuer>${escaped(answer.issuer ?? entityId)}</saml:Issuer><saml:Subject><saml:NameID Format="${answer.nameIdFormat ?? persistentFormat}">${escaped(answer.nameId ?? 'noor-4711')}</saml:NameID><saml:SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:bearer"><saml:SubjectConfirmationData InResponseTo="${answer.inResponseTo ?? requestId}" Recipient="${escaped(answer.recipient ?? answerUrl)}" NotOnOrAfter="${until}"/></saml:SubjectConfirmation></saml:Subject><saml:Conditions NotBefore="${from}" NotOnOrAfter="${until}"><saml:AudienceRestriction><saml:Audience>${escaped(answer.audience)}</saml:Audience></saml:AudienceRestriction></saml:Conditions><saml:AuthnStatement AuthnInstant="${now.toISOString()}" SessionIndex="${answer.session ?? '_session'}"><saml:AuthnContext><saml:AuthnContextClassRef>urn:oasis:names:tc:SAML:2.0:ac:classes:Password</saml:AuthnContextClassRef></saml:AuthnContext></saml:AuthnStatement>${attributes === '' ? '' : `<saml:AttributeStatement>${attributes}</saml:AttributeStatement>`}</saml:Assertion>`
}

function responseXml(entityId: string, answer: SamlAnswer, assertion: string): string {
  const { now, requestId, destination = answer.answerUrl } = answer
  const status = answer.status ?? 'urn:oasis:names:tc:SAML:2.0:status:Success'
  return `<samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" ID="_r${randomBytes(12).toString('hex')}" Version="2.0" IssueInstant="${now.toISOString()}"${destination === null ? '' : ` Destination="${escaped(destination)}"`} InResponseTo="${requestId}"><saml:Issuer xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion">${escaped(entityId)}</saml:Issuer><samlp:Status><samlp:StatusCode Value="${status}"/></samlp:Status>${assertion}</samlp:Response>`
}

async function encrypted(assertion: string, certificate: string): Promise<string> {
  const publicKey = createPublicKey(certificate).export({ type: 'spki', format: 'pem' }) as string
  const data = await new Promise<string>((resolve, reject) =>
    encrypt(
      assertion,
      {
        rsa_pub: publicKey,
        pem: certificate,
        encryptionAlgorithm: 'http://www.w3.org/2009/xmlenc11#aes256-gcm',
        keyEncryptionAlgorithm: 'http://www.w3.org/2001/04/xmlenc#rsa-oaep-mgf1p',
      },
      (error, result) => (error || typeof result !== 'string' ? reject(error) : resolve(result)),
    ),
  )
  return `<saml:EncryptedAssertion xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion">${data}</saml:EncryptedAssertion>`
}
