import type { Permission } from '@gatehouse/contracts/permissions'
import type { NavItem } from '@gatehouse/ui/rail-nav'
import {
  AppWindow,
  Boxes,
  Home,
  type LucideIcon,
  Package,
  ScrollText,
  Server,
  Settings,
  ShieldCheck,
  TrafficCone,
} from 'lucide-react'

export type Place = {
  label: string
  href: string
  icon: LucideIcon
  /** Holding one of them anywhere shows the place. */
  needs?: readonly Permission[]
  exact?: boolean
  keywords?: string[]
  places?: { label: string; href: string; needs?: Permission; keywords?: string[] }[]
}

/** Everything in the rail, in its order. The command palette and the breadcrumbs read the same list. */
export const places: readonly Place[] = [
  { label: 'Overview', href: '/', icon: Home, exact: true, keywords: ['home', 'start'] },
  {
    label: 'APIs',
    href: '/apis',
    icon: Boxes,
    needs: ['api.read'],
    keywords: ['contracts', 'versions'],
    places: [
      {
        label: 'Promotions',
        href: '/promotions',
        needs: 'api.read',
        keywords: ['approve', 'gate', 'release', 'production', 'canary'],
      },
    ],
  },
  {
    label: 'Products & plans',
    href: '/products',
    icon: Package,
    needs: ['product.read'],
    keywords: ['limits', 'quota', 'tier'],
  },
  {
    label: 'Applications',
    href: '/applications',
    icon: AppWindow,
    needs: ['application.read'],
    keywords: ['keys', 'credentials', 'consumers'],
    places: [
      {
        label: 'Requests for access',
        href: '/applications/access',
        keywords: ['approvals', 'subscriptions', 'waiting'],
      },
      {
        label: 'Import keys',
        href: '/applications/imports',
        needs: 'application.read',
        keywords: ['migrate', 'Kong', 'Tyk', 'AWS', 'CSV', 'move'],
      },
    ],
  },
  {
    label: 'Access',
    href: '/access',
    icon: ShieldCheck,
    needs: ['person.read', 'team.read', 'identity.read', 'service-account.read', 'guardrail.read'],
    places: [
      {
        label: 'Who can call what',
        href: '/access/matrix',
        needs: 'api.read',
        keywords: ['matrix', 'applications', 'operations', 'allowed', 'refused', 'why'],
      },
      {
        label: 'Guardrails',
        href: '/access/guardrails',
        needs: 'guardrail.read',
        keywords: ['policy', 'security', 'approve', 'reviewer', 'changes of access', 'block'],
      },
      {
        label: 'Access reviews',
        href: '/access/campaigns',
        keywords: ['campaign', 'recertification', 'who has what', 'keep', 'revoke', 'attestation'],
      },
      {
        label: 'Policy reviews',
        href: '/access/reviews',
        needs: 'api.read',
        keywords: ['reviewed', 'policy', 'changed since review', 'four eyes', 'access export', 'sign off'],
      },
      {
        label: 'Exposure',
        href: '/access/exposure',
        needs: 'api.read',
        keywords: ['unauthenticated', 'anonymous', 'unlimited', 'unvalidated', 'shadow', 'zombie', '404', 'OWASP'],
      },
      { label: 'People', href: '/access/people', needs: 'person.read', keywords: ['members', 'invite', 'users'] },
      { label: 'Roles', href: '/access/roles', needs: 'person.read', keywords: ['permissions'] },
      { label: 'Teams', href: '/access/teams', needs: 'team.read' },
      {
        label: 'OAuth',
        href: '/access/oauth',
        needs: 'issuer.read',
        keywords: ['issuer', 'tokens', 'scopes', 'end users', 'OpenID', 'signing keys', 'consents'],
      },
      {
        label: 'Identity providers',
        href: '/access/identity-providers',
        needs: 'identity.read',
        keywords: ['SSO', 'OIDC', 'SAML', 'LDAP', 'Okta', 'Entra', 'Keycloak', 'sign-in', 'directory'],
      },
      {
        label: 'Directories',
        href: '/access/directories',
        needs: 'identity.read',
        keywords: ['SCIM', 'groups', 'mapping', 'provisioning', 'LDAP', 'Entra', 'Okta', 'break-glass'],
      },
      {
        label: 'Service accounts',
        href: '/access/service-accounts',
        needs: 'service-account.read',
        keywords: ['management keys', 'CI', 'machines'],
      },
      {
        label: 'Simulator',
        href: '/access/simulator',
        needs: 'api.read',
        keywords: ['would it be let in', 'test', 'token', 'try', 'decide'],
      },
    ],
  },
  {
    label: 'Stages & gateways',
    href: '/stages',
    icon: Server,
    needs: ['stage.read'],
    keywords: ['environment', 'production', 'enrolment'],
  },
  {
    label: 'Traffic',
    href: '/traffic',
    icon: TrafficCone,
    needs: ['request.read', 'usage.read'],
    places: [
      { label: 'Requests', href: '/traffic/requests', needs: 'request.read', keywords: ['log', 'calls'] },
      { label: 'Errors', href: '/traffic/errors', needs: 'usage.read', keywords: ['problems', 'refusals'] },
      { label: 'Usage', href: '/traffic/usage', needs: 'usage.read', keywords: ['charts', 'latency'] },
    ],
  },
  {
    label: 'Audit',
    href: '/audit',
    icon: ScrollText,
    needs: ['audit.read'],
    keywords: ['history', 'who', 'verify', 'export'],
    places: [
      { label: 'Sinks', href: '/audit/sinks', needs: 'audit.manage', keywords: ['syslog', 'SIEM', 'CEF', 'stream'] },
    ],
  },
  {
    label: 'Settings',
    href: '/settings',
    icon: Settings,
    places: [
      { label: 'Organization', href: '/settings/organization' },
      {
        label: 'Lint rules',
        href: '/settings/lint',
        needs: 'api.read',
        keywords: ['ruleset', 'spectral', 'style', 'score'],
      },
      {
        label: 'Webhooks',
        href: '/settings/webhooks',
        needs: 'webhook.manage',
        keywords: ['events', 'notify', 'chat'],
      },
      {
        label: 'Data retention',
        href: '/settings/retention',
        keywords: ['privacy', 'GDPR', 'keep', 'days', 'delete', 'erase'],
      },
      { label: 'Your profile', href: '/settings/profile', keywords: ['password', 'sessions', 'account'] },
    ],
  },
]

/** The places that a person sees: without the permission, a section is not in the rail at all. */
export function visiblePlaces(may: (permission: Permission) => boolean): Place[] {
  return places
    .filter((place) => !place.needs || place.needs.some(may))
    .map((place) =>
      place.places ? { ...place, places: place.places.filter((one) => !one.needs || may(one.needs)) } : place,
    )
}

export function toNavItem({ label, href, icon: Icon, exact, places: below }: Place): NavItem {
  return {
    label,
    href,
    icon: <Icon aria-hidden />,
    ...(exact ? { exact } : {}),
    ...(below ? { items: below.map((one) => ({ label: one.label, href: one.href })) } : {}),
  }
}
