import { ProviderError } from '../adapter.ts'
import { askProvider, type ProviderNetwork } from '../provider-network.ts'
import { postBinding } from './own-metadata.ts'
import { readCertificates } from './provider-certificates.ts'
import {
  allElements,
  attributeOf,
  children,
  malformed,
  metadataSpace,
  parseXml,
  protocolSpace,
  signatureSpace,
  textOf,
} from './xml-document.ts'

/** What a provider says of itself, as the settings take it. */
export type ProviderMetadata = {
  readonly entityId: string
  readonly signOnUrl: string
  readonly signOnBinding: 'redirect' | 'post'
  /** PEM. */
  readonly certificates: readonly string[]
  /** It refuses requests that are not signed. */
  readonly wantsSignedRequests: boolean
  readonly validUntil?: string
}

const redirectBinding = 'urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect'
export const longestMetadata = 1024 * 1024
const mostCertificates = 4

/** Reads SAML metadata of one identity provider. Throws ProviderError for what is none, too large, or has no place to sign on. */
export function readProviderMetadata(text: string): ProviderMetadata {
  if (Buffer.byteLength(text) > longestMetadata)
    throw new ProviderError('too_large', 'The metadata is larger than one provider’s ever is.')
  const root = parseXml(text, 'The metadata', { strict: false }).documentElement
  const providers = allElements(root).filter(
    (element) =>
      element.localName === 'EntityDescriptor' && element.namespaceURI === metadataSpace && roles(element).length > 0,
  )
  const [entity, another] = providers
  if (entity === undefined) throw malformed('The metadata describes no SAML 2.0 identity provider.')
  if (another !== undefined)
    throw new ProviderError('settings', 'The metadata describes several providers: give that of one.')
  const entityId = attributeOf(entity, 'entityID')
  const [role] = roles(entity)
  if (entityId === undefined || role === undefined) throw malformed('The metadata does not name its provider.')
  const services = children(role, metadataSpace, 'SingleSignOnService')
  const place = (binding: string) =>
    attributeOf(
      services.find((service) => attributeOf(service, 'Binding') === binding),
      'Location',
    )
  const [redirect, post] = [place(redirectBinding), place(postBinding)]
  const signOnUrl = redirect ?? post
  if (signOnUrl === undefined || !/^https?:$/.test(URL.canParse(signOnUrl) ? new URL(signOnUrl).protocol : ''))
    throw new ProviderError('settings', 'The metadata names no address to sign on at (redirect or POST binding).')
  const validUntil = attributeOf(entity, 'validUntil') ?? attributeOf(root, 'validUntil')
  return {
    entityId,
    signOnUrl,
    signOnBinding: redirect === undefined ? 'post' : 'redirect',
    certificates: signingCertificates(role),
    wantsSignedRequests: /^(true|1)$/.test(attributeOf(role, 'WantAuthnRequestsSigned') ?? ''),
    ...(validUntil === undefined ? {} : { validUntil }),
  }
}

/** Fetches metadata from the address that a provider publishes it at, guarded like every address that somebody enters. */
export async function fetchProviderMetadata(
  network: ProviderNetwork,
  url: string,
  signal: AbortSignal,
): Promise<ProviderMetadata> {
  const answer = await askProvider({ ...network, maxBytes: longestMetadata }, 'The metadata address', {
    url,
    headers: { accept: 'application/samlmetadata+xml, application/xml, text/xml' },
    signal,
  })
  if (answer.status !== 200)
    throw new ProviderError('settings', `The metadata address answers ${answer.status} instead of metadata.`)
  return readProviderMetadata(Buffer.from(answer.body).toString('utf8'))
}

function roles(entity: Element): Element[] {
  return children(entity, metadataSpace, 'IDPSSODescriptor').filter((role) =>
    (attributeOf(role, 'protocolSupportEnumeration') ?? '').split(/\s+/).includes(protocolSpace),
  )
}

function signingCertificates(role: Element): string[] {
  const bodies = children(role, metadataSpace, 'KeyDescriptor')
    .filter((descriptor) => (attributeOf(descriptor, 'use') ?? 'signing') === 'signing')
    .flatMap(allElements)
    .filter((element) => element.localName === 'X509Certificate' && element.namespaceURI === signatureSpace)
    .map((element) => (textOf(element) ?? '').replace(/\s/g, ''))
  const unique = [...new Set(bodies.filter((body) => body !== ''))].slice(0, mostCertificates)
  if (unique.length === 0) throw new ProviderError('settings', 'The metadata names no certificate that signs.')
  return readCertificates(unique).map(({ pem }) => pem)
}
