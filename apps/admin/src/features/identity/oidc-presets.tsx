import type { ProviderPreset } from './provider-form.ts'

const common = { scopes: 'openid profile email' }

/** What is different from product to product. Names of their screens as they are called there. */
export const oidcPresets: readonly ProviderPreset[] = [
  {
    id: 'okta',
    name: 'Okta',
    hint: 'Workforce Identity',
    fields: { ...common, scopes: 'openid profile email groups', groups: 'groups' },
    placeholders: { issuer: 'https://your-company.okta.com', clientId: '0oa…' },
    steps: [
      'Applications → Create App Integration → OIDC, Web Application.',
      'Register the sign-in redirect addresses below, and assign the people who may sign in.',
      'For groups: Sign On → OpenID Connect ID Token → Groups claim “groups”, matches regex “.*”.',
      'Issuer is your Okta domain, or that of a custom authorization server.',
    ],
  },
  {
    id: 'entra',
    name: 'Microsoft Entra ID',
    hint: 'Formerly Azure AD',
    fields: { ...common, groups: 'groups', emailVerified: 'xms_edov' },
    placeholders: { issuer: 'https://login.microsoftonline.com/TENANT-ID/v2.0', clientId: 'Application (client) ID' },
    subjectClaim: 'oid',
    steps: [
      'App registrations → New registration; platform Web, with the redirect addresses below.',
      'Certificates & secrets → New client secret; copy its value, not its id.',
      'Token configuration → Add groups claim (group ID), and the optional claims “email” and “xms_edov”, which says that an address is confirmed.',
      'Take the issuer of your own tenant: with “common” anybody’s tenant could sign in.',
    ],
  },
  {
    id: 'keycloak',
    name: 'Keycloak',
    hint: 'Or Red Hat build of it',
    fields: { ...common, groups: 'groups' },
    placeholders: { issuer: 'https://keycloak.example.com/realms/your-realm', clientId: 'gatehouse' },
    steps: [
      'Clients → Create client: OpenID Connect, client authentication on, standard flow only.',
      'Register the redirect addresses below as valid redirect URIs, and the logout address as backchannel logout URL.',
      'For groups: client scopes → dedicated → Add mapper → Group membership, claim “groups”, full path off.',
    ],
  },
  {
    id: 'auth0',
    name: 'Auth0',
    hint: 'Issuer ends in a slash',
    fields: common,
    placeholders: { issuer: 'https://your-tenant.eu.auth0.com/', clientId: 'Client ID' },
    steps: [
      'Applications → Create Application → Regular Web Application.',
      'Register the redirect addresses below as allowed callback URLs.',
      'The issuer ends in a slash. Groups need an Action that sets a claim with a name of your own, such as https://example.com/groups.',
    ],
  },
  {
    id: 'google',
    name: 'Google Workspace',
    hint: 'Persons of your domain',
    fields: { ...common, issuer: 'https://accounts.google.com' },
    placeholders: { clientId: '….apps.googleusercontent.com' },
    steps: [
      'Google Cloud console → APIs & Services → Credentials → OAuth client ID, Web application.',
      'Set the consent screen to Internal: otherwise every Google account can sign in there.',
      'Register the redirect addresses below. Google tells no groups here: use SCIM or roles by hand.',
    ],
  },
  {
    id: 'other',
    name: 'Other OpenID Connect',
    hint: 'Any certified provider',
    fields: common,
    placeholders: { issuer: 'https://login.example.com', clientId: 'gatehouse' },
    steps: [
      'Make a confidential web client with the authorization code flow and PKCE.',
      'Register the redirect addresses below, and the logout address as back-channel logout URI if it has that.',
    ],
  },
]
