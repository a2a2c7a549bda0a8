import { z } from 'zod'
import { planLimits } from '../access.ts'
import { endpoint, etag, instant, pageOf, pageQuery } from '../endpoint.ts'
import { idOf } from '../ids.ts'

const slug = z
  .string()
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/)
  .max(60)

/** Limits that hold everywhere, and per stage where they differ. An absent limit is "unlimited". */
export const planStageLimits = z.strictObject({ default: planLimits, stages: z.record(z.string(), planLimits) })
/** Only free plans until prices arrive with billing. */
export const planPrice = z.discriminatedUnion('model', [z.strictObject({ model: z.literal('free') })])

export const productItemView = z.strictObject({
  id: idOf('productItem'),
  include: z.enum(['version', 'tag', 'operations']),
  versionId: idOf('version'),
  apiSlug: z.string(),
  apiName: z.string(),
  versionName: z.string(),
  tag: z.string().nullable(),
  operationIds: z.array(idOf('operation')),
  operations: z.number().int(),
})

export const planView = z.strictObject({
  id: idOf('plan'),
  slug: z.string(),
  name: z.string(),
  description: z.string(),
  planVersionId: idOf('planVersion'),
  number: z.number().int(),
  limits: planStageLimits,
  price: planPrice,
  approval: z.enum(['automatic', 'manual']),
  retiredAt: instant.nullable(),
  subscriptions: z.number().int(),
  etag,
})

/** Which operations AI agents are offered as tools of the gateways' MCP endpoint: none (null), all of the product, or chosen ones. */
export const productTools = z.union([z.literal('all'), z.array(idOf('operation')).min(1).max(500)]).nullable()

export const productView = z.strictObject({
  id: idOf('product'),
  slug: z.string(),
  name: z.string(),
  description: z.string(),
  team: z.strictObject({ id: idOf('team'), name: z.string() }),
  items: z.array(productItemView),
  tools: productTools,
  plans: z.array(planView),
  portals: z.array(z.strictObject({ id: idOf('portal'), name: z.string() })),
  subscriptions: z.strictObject({ pending: z.number().int(), active: z.number().int() }),
  createdAt: instant,
  etag,
})

export const productItemInput = z.discriminatedUnion('include', [
  z.strictObject({ include: z.literal('version'), versionId: idOf('version') }),
  z.strictObject({ include: z.literal('tag'), versionId: idOf('version'), tag: z.string().min(1).max(200) }),
  z.strictObject({
    include: z.literal('operations'),
    versionId: idOf('version'),
    operationIds: z.array(idOf('operation')).min(1).max(5_000),
  }),
])

export const planInput = z.strictObject({
  name: z.string().trim().min(1).max(60),
  description: z.string().max(2_000).default(''),
  limits: planStageLimits,
  price: planPrice.default({ model: 'free' }),
  approval: z.enum(['automatic', 'manual']).default('automatic'),
})

export const listProducts = endpoint({
  id: 'listProducts',
  method: 'GET',
  path: '/products',
  tag: 'Products',
  summary: 'List products',
  audience: 'management',
  permission: 'product.read',
  query: pageQuery.extend({ q: z.string().max(100).optional() }),
  response: pageOf(productView),
})
export const getProduct = endpoint({
  id: 'getProduct',
  method: 'GET',
  path: '/products/{productId}',
  tag: 'Products',
  summary: 'Get a product',
  audience: 'management',
  permission: 'product.read',
  params: z.strictObject({ productId: idOf('product') }),
  response: productView,
  etag: 'sent',
})
export const createProduct = endpoint({
  id: 'createProduct',
  method: 'POST',
  path: '/products',
  tag: 'Products',
  summary: 'Create a product with its first plans',
  audience: 'management',
  permission: 'product.manage',
  body: z.strictObject({
    name: z.string().trim().min(1).max(80),
    slug: slug.optional(),
    description: z.string().max(5_000).default(''),
    teamId: idOf('team'),
    items: z.array(productItemInput).max(100).default([]),
    plans: z.array(planInput).max(20).default([]),
    portalIds: z.array(idOf('portal')).max(20).default([]),
  }),
  response: productView,
  status: 201,
})
/** The one step that L27 needs: product, free plan and portal for one version. */
export const offerVersion = endpoint({
  id: 'offerVersion',
  method: 'POST',
  path: '/versions/{versionId}/offer',
  tag: 'Products',
  summary: 'Offer a version with a product and a free plan made for it',
  audience: 'management',
  permission: 'product.manage',
  params: z.strictObject({ versionId: idOf('version') }),
  body: z.strictObject({ plan: planInput.optional(), portalIds: z.array(idOf('portal')).max(20).optional() }),
  response: productView,
  status: 201,
})
export const updateProduct = endpoint({
  id: 'updateProduct',
  method: 'PATCH',
  path: '/products/{productId}',
  tag: 'Products',
  summary: 'Change a product',
  audience: 'management',
  permission: 'product.manage',
  params: z.strictObject({ productId: idOf('product') }),
  body: z.strictObject({
    name: z.string().trim().min(1).max(80).optional(),
    description: z.string().max(5_000).optional(),
    portalIds: z.array(idOf('portal')).max(20).optional(),
  }),
  response: productView,
  etag: 'required',
})
export const deleteProduct = endpoint({
  id: 'deleteProduct',
  method: 'DELETE',
  path: '/products/{productId}',
  tag: 'Products',
  summary: 'Delete a product to which nobody ever subscribed',
  audience: 'management',
  permission: 'product.manage',
  params: z.strictObject({ productId: idOf('product') }),
  response: z.strictObject({ deleted: z.literal(true) }),
})
export const setProductItems = endpoint({
  id: 'setProductItems',
  method: 'PUT',
  path: '/products/{productId}/items',
  tag: 'Products',
  summary: 'Set what a product bundles',
  audience: 'management',
  permission: 'product.manage',
  params: z.strictObject({ productId: idOf('product') }),
  body: z.strictObject({ items: z.array(productItemInput).max(100) }),
  response: productView,
  etag: 'required',
})
export const setProductTools = endpoint({
  id: 'setProductTools',
  method: 'PUT',
  path: '/products/{productId}/tools',
  tag: 'Products',
  summary: 'Set which operations of a product AI agents are offered',
  description:
    'They become tools of the MCP endpoint (`/mcp`) of each gateway, for applications with access to the product; it holds at once.',
  audience: 'management',
  permission: 'product.manage',
  params: z.strictObject({ productId: idOf('product') }),
  body: z.strictObject({ tools: productTools }),
  response: productView,
  etag: 'required',
})
export const createPlan = endpoint({
  id: 'createPlan',
  method: 'POST',
  path: '/products/{productId}/plans',
  tag: 'Products',
  summary: 'Add a plan',
  audience: 'management',
  permission: 'product.manage',
  params: z.strictObject({ productId: idOf('product') }),
  body: planInput.extend({
    /** Absent: from the name. */
    slug: slug.optional(),
  }),
  response: planView,
  status: 201,
})
export const revisePlan = endpoint({
  id: 'revisePlan',
  method: 'PUT',
  path: '/plans/{planId}',
  tag: 'Products',
  summary: 'Make a new version of a plan',
  description:
    'It holds for new subscriptions; with `moveSubscriptions` open ones move to it at once, which is announced by the caller.',
  audience: 'management',
  permission: 'product.manage',
  params: z.strictObject({ planId: idOf('plan') }),
  body: planInput.extend({ moveSubscriptions: z.boolean().default(false) }),
  response: planView,
  etag: 'required',
})
export const retirePlan = endpoint({
  id: 'retirePlan',
  method: 'POST',
  path: '/plans/{planId}/retire',
  tag: 'Products',
  summary: 'Stop offering a plan; its subscriptions stay',
  audience: 'management',
  permission: 'product.manage',
  params: z.strictObject({ planId: idOf('plan') }),
  response: planView,
})
export const portalView = z.strictObject({ id: idOf('portal'), slug: z.string(), name: z.string(), url: z.string() })
export const listPortals = endpoint({
  id: 'listPortals',
  method: 'GET',
  path: '/portals',
  tag: 'Products',
  summary: 'List portals',
  audience: 'management',
  permission: 'product.read',
  query: pageQuery,
  response: pageOf(portalView),
})
