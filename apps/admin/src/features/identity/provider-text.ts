import type { IdentityProviderView } from '@gatehouse/contracts/endpoints/identity-providers'
import type { StatusWord } from '@gatehouse/ui/status-word'
import type { ComponentProps } from 'react'

type Tone = ComponentProps<typeof StatusWord>['tone']

const kinds: Readonly<Record<string, string>> = {
  oidc: 'OpenID Connect',
  saml: 'SAML 2.0',
  ldap: 'LDAP / Active Directory',
  scim: 'SCIM only',
}

/** A kind as people call it; one that the installation brought along by its own name. */
export const kindText = (kind: string): string => kinds[kind] ?? kind.replace(/^x-/, '')

/** How a provider is, in a word. */
export function healthLook({ enabled, health, kind }: IdentityProviderView): { tone: Tone; word: string } {
  if (!enabled) return { tone: 'neutral', word: 'Switched off' }
  if (kind === 'scim') return { tone: 'neutral', word: 'Writes here' }
  switch (health.state) {
    case 'well':
      return { tone: 'ok', word: 'Well' }
    case 'failing':
      return { tone: 'bad', word: 'Failing' }
    case 'away':
      return { tone: 'warn', word: 'Away' }
    case 'unknown':
      return { tone: 'neutral', word: 'Not asked yet' }
  }
}

/** The place that makes a provider the one that it is. */
export function placeOf({ settings }: IdentityProviderView): string {
  const { issuer, entityId, url } = settings as Record<string, unknown>
  return ([issuer, entityId, url].find((value) => typeof value === 'string') as string | undefined) ?? ''
}
