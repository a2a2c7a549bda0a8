import type { Permission } from './permissions.ts'

/** Permissions by what they are about, in the order of the console's rail; each stands in exactly one area. */
export const permissionAreas: readonly { area: string; permissions: readonly Permission[] }[] = [
  {
    area: 'APIs',
    permissions: ['api.read', 'api.create', 'api.edit', 'api.deploy', 'api.promote', 'api.publish', 'lint.manage'],
  },
  { area: 'Promotions', permissions: ['promotion.approve', 'promotion.override'] },
  { area: 'Products and subscriptions', permissions: ['product.read', 'product.manage', 'subscription.decide'] },
  { area: 'Applications', permissions: ['application.read', 'application.manage'] },
  {
    area: 'Access rules',
    permissions: ['guardrail.read', 'guardrail.manage', 'access.approve', 'campaign.manage'],
  },
  {
    area: 'People, teams and roles',
    permissions: ['person.read', 'person.manage', 'team.read', 'team.manage', 'role.assign', 'role.manage'],
  },
  { area: 'Machines', permissions: ['service-account.read', 'service-account.manage'] },
  {
    area: 'Identity and OAuth',
    permissions: [
      'identity.read',
      'identity.manage',
      'issuer.read',
      'issuer.manage',
      'end-user.read',
      'end-user.manage',
    ],
  },
  { area: 'Stages and gateways', permissions: ['stage.read', 'stage.manage', 'webhook.manage'] },
  {
    area: 'Traffic and audit',
    permissions: ['request.read', 'usage.read', 'audit.read', 'audit.export', 'audit.manage'],
  },
  { area: 'Organization', permissions: ['organization.manage', 'portal.manage'] },
]
