import type { EndpointAudience } from '@gatehouse/contracts/endpoint'
import type { Route } from '@gatehouse/http/route'
import { routes } from '@gatehouse/http/routes'
import { code, page, table } from './markdown.ts'

const audiences: readonly [EndpointAudience, string, string][] = [
  [
    'management',
    'Management',
    'For members in the console (session) and for service accounts (management key). These stand in [openapi.json](openapi.json).',
  ],
  ['developer', 'Developers', 'For developers who are signed in to the portal. Session only.'],
  ['person', 'Own account', 'For anybody who is signed in to the console or the portal. Session only.'],
  ['public', 'Public', 'For everybody.'],
]

export function managementApiPage(): string {
  return page(
    'Management API',
    '`packages/contracts/src/endpoints/`, bound in `packages/http/src/routes.ts`',
    'Everything is below `/api/v1`. Service accounts send `Authorization: Bearer gh_mgmt_…` to the control plane (`CONTROL_URL`); the console and the portal serve the same routes to their own sessions.',
    '* Lists page by cursor: `?limit=` (1–200, 50 unless said) and `?cursor=` with the `next` of the answer before.\n* Writes take `Idempotency-Key`: the same key with the same input has one effect and one answer, for 24 hours.\n* **ETag**: the answer carries one; a write marked so needs `If-Match`, else 428, and 412 when it changed meanwhile.\n* Refusals are [problems](problems.md). Without the permission that makes a thing visible, it is a 404 like any that does not exist.',
    ...audiences.flatMap(([audience, title, text]) => section(audience, title, text)),
  )
}

function section(audience: EndpointAudience, title: string, text: string): string[] {
  const mine = routes.filter(({ endpoint }) => endpoint.audience === audience)
  const tags = [...new Set(mine.map(({ endpoint }) => endpoint.tag))].sort()
  return [
    `## ${title}`,
    `${text} ${mine.length} endpoints.`,
    ...tags.flatMap((tag) => [
      `### ${tag}`,
      table(
        ['Endpoint', 'What it does', 'Permission', 'ETag'],
        mine.filter(({ endpoint }) => endpoint.tag === tag).map(row),
      ),
    ]),
  ]
}

function row({ endpoint, allowed }: Route): string[] {
  const roles = Array.isArray(allowed.developer) ? `team role ${allowed.developer.join(' or ')}` : ''
  const permission = endpoint.permission ?? allowed.permission
  return [
    code(`${endpoint.method} ${endpoint.path}`),
    endpoint.summary,
    permission ? code(permission) : roles || 'none',
    endpoint.etag === 'required' ? 'If-Match' : endpoint.etag === 'sent' ? 'sent' : '',
  ]
}
