import { z } from 'zod'
import { planLimits } from './access.ts'
import { operationExtension } from './contract-extensions.ts'
import { updateApi } from './endpoints/apis.ts'
import { deprecationPlan } from './endpoints/deprecations.ts'
import { planPrice } from './endpoints/products.ts'
import { updateStage } from './endpoints/stages.ts'
import { slug } from './endpoints/version-path.ts'
import { webhookFields } from './endpoints/webhooks.ts'
import { lintRuleset } from './lint.ts'
import { revisionBackend } from './revision.ts'
import { keyLocation, lifecycleState, policyUse } from './snapshot.ts'
import { backendAddress, stageValues } from './stage-values.ts'

/**
 * What an installation is set to, as one document that people keep in files: without secrets, without persons, without ids of one
 * installation, without what happens in it (deployments, subscriptions, credentials, pauses). What a document does not mention stays
 * as it is. Named things (teams, stages, APIs, versions, operations, plans) are mentioned one by one; a list or the values of one stage
 * are said as a whole.
 */
export const configurationFormat = 1

const teamName = z.string().trim().min(1).max(80)
const short = z.string().trim().min(1).max(120)

/** A list that names each of its things once. */
function eachOnce<T>(items: z.ZodArray<z.ZodType<T>>, name: (item: T) => string) {
  return items.superRefine((list, ctx) => {
    const seen = new Set<string>()
    for (const [index, item] of list.entries()) {
      if (seen.has(name(item))) ctx.addIssue({ code: 'custom', path: [index], message: `names ${name(item)} again` })
      seen.add(name(item))
    }
  })
}

/** By its name; its secret is never part of a file. */
export const configuredWebhook = z.strictObject({
  name: webhookFields.shape.name,
  ...webhookFields.omit({ name: true }).partial().shape,
})
export type ConfiguredWebhook = z.output<typeof configuredWebhook>

export const configuredTeam = z.strictObject({ name: teamName })

/** A check `custom` of the gate names its webhook by its name. */
export const configuredStage = z.strictObject({ slug, ...updateStage.body.shape })
export type ConfiguredStage = z.output<typeof configuredStage>

/** A backend's header; the value is left out unless it names a secret: then it stays what it is on the installation. */
const configuredHeader = backendAddress.shape.headers.unwrap().element.partial({ value: true })
const configuredBackend = z.discriminatedUnion('mock', [
  z.strictObject({ mock: z.literal(true) }),
  z.strictObject({ ...backendAddress.shape, headers: z.array(configuredHeader).max(20).default([]) }),
])
export const configuredValues = z.strictObject({
  ...stageValues.shape,
  backends: z.record(z.string(), configuredBackend),
})
export type ConfiguredValues = z.output<typeof configuredValues>

export const configuredWaiver = z.strictObject({
  rule: z.string().min(1).max(80),
  /** Null: everywhere in the version. */
  place: z.string().startsWith('/').max(2_000).nullable().default(null),
  reason: z.string().trim().min(1).max(1_000),
  expiresAt: z.iso.datetime(),
})

/** How a version ends; said as a whole. The successor is named, not an id. */
const { successor: _successor, reason: _reason, ...programFields } = deprecationPlan.shape
export const configuredDeprecation = z.strictObject({
  ...programFields,
  successor: z.strictObject({ api: short, version: short }).nullable().default(null),
})
export type ConfiguredDeprecation = z.output<typeof configuredDeprecation>

export const configuredVersion = z.strictObject({
  name: z.string().regex(/^[a-z0-9][a-z0-9.-]{0,29}$/, 'lower-case letters, digits, dots and hyphens, at most 30'),
  state: lifecycleState.optional(),
  /** Slugs of the portals that show it. */
  portals: z.array(short).max(20).optional(),
  /** A document of any format that an import reads; exported as OpenAPI 3.1. Its `x-gatehouse` is not looked at. */
  contract: z.record(z.string(), z.unknown()).optional(),
  backends: z.array(revisionBackend).min(1).max(100).optional(),
  /** Null: header `x-api-key` and what the contract’s apiKey schemes say. */
  keyLocations: z.array(keyLocation).max(10).nullable().optional(),
  policies: z.array(policyUse).max(50).optional(),
  /** What the gateway does with an operation, by `GET /orders`; said as a whole for each. */
  operations: z.record(z.string(), operationExtension).optional(),
  /** Values by the slug of the stage. */
  stages: z.record(z.string(), configuredValues).optional(),
  waivers: z.array(configuredWaiver).max(500).optional(),
  /** Null: no program. */
  deprecation: configuredDeprecation.nullable().optional(),
})
export type ConfiguredVersion = z.output<typeof configuredVersion>

const { teamId: _teamId, ...apiFields } = updateApi.body.shape
export const configuredApi = z.strictObject({
  slug,
  ...apiFields,
  /** By name; a new API needs one. */
  team: teamName.optional(),
  versions: eachOnce(z.array(configuredVersion).max(100), ({ name }) => name).optional(),
})
export type ConfiguredApi = z.output<typeof configuredApi>

const versionName = z.strictObject({ api: short, version: short })
export const configuredItem = z.discriminatedUnion('include', [
  z.strictObject({ include: z.literal('version'), ...versionName.shape }),
  z.strictObject({ include: z.literal('tag'), ...versionName.shape, tag: z.string().min(1).max(200) }),
  z.strictObject({
    include: z.literal('operations'),
    ...versionName.shape,
    operations: z.array(z.string()).min(1).max(5_000),
  }),
])
export type ConfiguredItem = z.output<typeof configuredItem>

const productSlug = z
  .string()
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/)
  .max(60)

export const configuredPlan = z.strictObject({
  slug: productSlug,
  name: z.string().trim().min(1).max(60).optional(),
  description: z.string().max(2_000).optional(),
  limits: z.strictObject({ default: planLimits, stages: z.record(z.string(), planLimits).default({}) }).optional(),
  price: planPrice.optional(),
  approval: z.enum(['automatic', 'manual']).optional(),
})
export type ConfiguredPlan = z.output<typeof configuredPlan>

const toolOperations = z.strictObject({
  ...versionName.shape,
  operations: z.array(z.string()).min(1).max(500),
})
export const configuredProduct = z.strictObject({
  slug: productSlug,
  name: z.string().trim().min(1).max(80).optional(),
  description: z.string().max(5_000).optional(),
  /** By name; a new product needs one, and keeps it. */
  team: teamName.optional(),
  items: z.array(configuredItem).max(100).optional(),
  /** Operations that AI agents are offered; null: none. */
  tools: z
    .union([z.literal('all'), z.array(toolOperations).min(1).max(100)])
    .nullable()
    .optional(),
  plans: eachOnce(z.array(configuredPlan).max(20), (plan) => plan.slug).optional(),
  portals: z.array(short).max(20).optional(),
})
export type ConfiguredProduct = z.output<typeof configuredProduct>

export const configuredRole = z.strictObject({
  role: short,
  /** Where it holds: a team by name, or an API by slug; neither: everywhere. */
  team: teamName.optional(),
  api: short.optional(),
})
export const configuredServiceAccount = z.strictObject({
  name: z.string().trim().min(1).max(80),
  team: teamName,
  roles: z.array(configuredRole).max(100).optional(),
})

export const configurationDocument = z.strictObject({
  format: z.literal(configurationFormat),
  organization: z.strictObject({ name: z.string().trim().min(1).max(120) }).optional(),
  teams: eachOnce(z.array(configuredTeam).max(5_000), ({ name }) => name).optional(),
  webhooks: eachOnce(z.array(configuredWebhook).max(200), ({ name }) => name).optional(),
  /** In their order. */
  stages: eachOnce(z.array(configuredStage).max(100), (stage) => stage.slug).optional(),
  lint: lintRuleset.optional(),
  serviceAccounts: eachOnce(
    z.array(configuredServiceAccount).max(1_000),
    ({ team, name }) => `${team}/${name}`,
  ).optional(),
  apis: eachOnce(z.array(configuredApi).max(5_000), (api) => api.slug).optional(),
  products: eachOnce(z.array(configuredProduct).max(5_000), (product) => product.slug).optional(),
})
export type ConfigurationDocument = z.output<typeof configurationDocument>

export const configurationChange = z.strictObject({
  act: z.enum(['create', 'change', 'delete']),
  /** `apis/orders/v1/contract` */
  object: z.string(),
  sentence: z.string(),
  /** What differs in it; values of headers are never among it. */
  fields: z.array(z.strictObject({ name: z.string(), before: z.unknown(), after: z.unknown() })),
  /** Of a contract: what it means for callers, one sentence each; at most 200. */
  contract: z.array(z.strictObject({ severity: z.enum(['breaking', 'risky', 'safe']), sentence: z.string() })),
  /** Why it cannot be made; null: it can. */
  blocked: z.string().nullable(),
})
export type ConfigurationChange = z.infer<typeof configurationChange>
