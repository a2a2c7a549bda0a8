import { z } from 'zod'
import { planLimits } from '../access.ts'
import { apiDescription } from '../api-description.ts'
import { endpoint, instant, pageOf, pageQuery } from '../endpoint.ts'
import { idOf } from '../ids.ts'
import { lifecycleState } from '../snapshot.ts'
import { portalDeprecation } from './deprecations.ts'

/** A stage as developers know it: its public name. Closed stages never appear. */
export const publicStage = z.strictObject({
  id: idOf('stage'),
  name: z.string(),
  exposure: z.enum(['sandbox', 'live']),
  /** Address of this version there: gateway address + base path. */
  baseUrl: z.string(),
  revisionNumber: z.number().int(),
  deployedAt: instant,
})

export const catalogueItem = z.strictObject({
  apiId: idOf('api'),
  slug: z.string(),
  name: z.string(),
  summary: z.string(),
  audience: z.enum(['internal', 'partner', 'public']),
  team: z.string(),
  tags: z.array(z.string()),
  versions: z.array(
    z.strictObject({ id: idOf('version'), name: z.string(), state: lifecycleState, operations: z.number().int() }),
  ),
  /** False: shown as "preview, not callable yet". */
  callable: z.boolean(),
})

export const offeredPlan = z.strictObject({
  id: idOf('plan'),
  name: z.string(),
  description: z.string(),
  limits: z.array(z.strictObject({ stageId: idOf('stage'), stage: z.string(), limits: planLimits })),
  approval: z.enum(['automatic', 'manual']),
  free: z.boolean(),
})

export const portalVersion = z.strictObject({
  api: catalogueItem,
  versionId: idOf('version'),
  versionName: z.string(),
  state: lifecycleState,
  stages: z.array(publicStage),
  /** What the reader may see of the contract: the revision on the last open stage, else the working copy's last revision. */
  description: apiDescription,
  operations: z.array(
    z.strictObject({
      id: idOf('operation'),
      /** URL part of the operation's page. */
      slug: z.string(),
      key: z.string(),
      anonymous: z.boolean(),
    }),
  ),
  keyLocations: z.array(z.strictObject({ in: z.enum(['header', 'query']), name: z.string() })),
  products: z.array(
    z.strictObject({
      id: idOf('product'),
      name: z.string(),
      description: z.string(),
      wholeVersion: z.boolean(),
      plans: z.array(offeredPlan),
    }),
  ),
  /** Of the signed-in reader: which of his applications have access. */
  access: z.array(
    z.strictObject({
      applicationId: idOf('application'),
      applicationName: z.string(),
      subscriptionId: idOf('subscription'),
      planName: z.string(),
      state: z.enum(['pending', 'active', 'suspended']),
    }),
  ),
  contact: z.strictObject({ email: z.string().nullable(), supportUrl: z.string().nullable() }),
  /** How it ends; null while nothing was announced. */
  deprecation: portalDeprecation.nullable(),
  /** What rests on the open stages, and why: calls get 503. */
  pauses: z.array(
    z.strictObject({
      stage: z.string(),
      /** Key of the operation that rests alone; null: the whole version. */
      operation: z.string().nullable(),
      reason: z.string(),
      since: instant,
    }),
  ),
})

export const listCatalogue = endpoint({
  id: 'listCatalogue',
  method: 'GET',
  path: '/portal/apis',
  tag: 'Catalogue',
  summary: 'List APIs that the reader may see',
  audience: 'public',
  query: pageQuery.extend({ q: z.string().max(100).optional(), tag: z.string().max(100).optional() }),
  response: pageOf(catalogueItem),
})
export const getPortalVersion = endpoint({
  id: 'getPortalVersion',
  method: 'GET',
  path: '/portal/apis/{slug}/{version}',
  tag: 'Catalogue',
  summary: 'Get a version as the reader may see it',
  audience: 'public',
  params: z.strictObject({ slug: z.string().max(100), version: z.string().max(60) }),
  response: portalVersion,
})
