import { certificateBody } from './own-keys.ts'
import { metadataSpace, protocolSpace, signatureSpace } from './xml-document.ts'

/** How we are called towards a provider. One name per provider, so an assertion for one is for no other; not an address, so it never moves. */
export function ownEntityId(providerId: string): string {
  return `urn:gatehouse:sp:${providerId}`
}

export const persistentFormat = 'urn:oasis:names:tc:SAML:2.0:nameid-format:persistent'
export const postBinding = 'urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST'

/** What a provider must know of us, as it imports it (SAML metadata, §2.4.4). */
export function ownMetadata(parts: {
  readonly providerId: string
  /** Where answers are posted to: console and portal. */
  readonly answerUrls: readonly string[]
  /** PEM; undefined: we have no keys, so sign nothing and can decrypt nothing. */
  readonly certificate: string | undefined
}): string {
  const key = (use: string) =>
    parts.certificate === undefined
      ? ''
      : `
    <md:KeyDescriptor use="${use}">
      <ds:KeyInfo><ds:X509Data><ds:X509Certificate>${certificateBody(parts.certificate)}</ds:X509Certificate></ds:X509Data></ds:KeyInfo>${
        use === 'encryption'
          ? `
      <md:EncryptionMethod Algorithm="http://www.w3.org/2009/xmlenc11#aes256-gcm"/>
      <md:EncryptionMethod Algorithm="http://www.w3.org/2001/04/xmlenc#rsa-oaep-mgf1p"/>`
          : ''
      }
    </md:KeyDescriptor>`
  const answers = parts.answerUrls
    .map(
      (url, index) => `
    <md:AssertionConsumerService Binding="${postBinding}" Location="${escaped(url)}" index="${index}"${index === 0 ? ' isDefault="true"' : ''}/>`,
    )
    .join('')
  return `<?xml version="1.0" encoding="UTF-8"?>
<md:EntityDescriptor xmlns:md="${metadataSpace}" xmlns:ds="${signatureSpace}" entityID="${escaped(ownEntityId(parts.providerId))}">
  <md:SPSSODescriptor protocolSupportEnumeration="${protocolSpace}" AuthnRequestsSigned="${parts.certificate !== undefined}" WantAssertionsSigned="true">${key('signing')}${key('encryption')}
    <md:NameIDFormat>${persistentFormat}</md:NameIDFormat>${answers}
  </md:SPSSODescriptor>
</md:EntityDescriptor>
`
}

export function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
}
