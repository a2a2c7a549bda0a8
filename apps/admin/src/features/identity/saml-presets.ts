import type { ProviderPreset } from './provider-form.ts'

const claims = 'http://schemas.xmlsoap.org/ws/2005/05/identity/claims'

/** What is different from provider to provider. */
export const samlPresets: readonly ProviderPreset[] = [
  {
    id: 'entra-saml',
    name: 'Microsoft Entra ID (SAML)',
    hint: 'Where OpenID Connect is not wanted',
    fields: {
      subject: 'http://schemas.microsoft.com/identity/claims/objectidentifier',
      name: 'http://schemas.microsoft.com/identity/claims/displayname',
      email: `${claims}/emailaddress`,
      groups: 'http://schemas.microsoft.com/ws/2008/06/identity/claims/groups',
    },
    steps: [
      'Enterprise applications → New → Create your own → non-gallery; then Single sign-on → SAML.',
      'Identifier is the entity id below, reply URLs are the two addresses below.',
      'Attributes & Claims → Add a group claim: security groups, source attribute Group ID.',
      'SAML Certificates → App Federation Metadata Url: paste it below.',
    ],
  },
  {
    id: 'okta-saml',
    name: 'Okta (SAML)',
    hint: 'Where OpenID Connect is not wanted',
    fields: { subject: 'id', name: 'name', email: 'email', groups: 'groups' },
    steps: [
      'Applications → Create App Integration → SAML 2.0.',
      'Single sign-on URL is the console’s address below (add the portal’s as “other requestable SSO URL”), audience URI is the entity id below.',
      'Attribute statements: id → user.id, name → user.displayName, email → user.email. Group attribute statement: groups, matches regex “.*”.',
      'Sign On → Metadata URL: paste it below.',
    ],
  },
  {
    id: 'saml',
    name: 'Another SAML provider',
    hint: 'Keycloak, AD FS, Shibboleth …',
    fields: { name: 'name', email: 'email' },
    steps: [
      'Register Gatehouse as a service provider with the entity id and the two addresses below (ACS, HTTP-POST), or import our metadata once this is connected.',
      'Have it send a persistent NameID, or an attribute with an id that never changes.',
      'Assertions or responses must be signed with RSA and SHA-256 or better.',
    ],
  },
]
