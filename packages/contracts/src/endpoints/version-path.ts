import { z } from 'zod'

/** Names an API by its id or its slug. */
export const apiPath = z.strictObject({ api: z.string().min(1).max(120) })

/** Names a version by the API's id or slug and its own id or name (`v1`). */
export const versionPath = z.strictObject({ ...apiPath.shape, version: z.string().min(1).max(120) })

/** Number of a revision. */
export const revisionNumber = z.number().int().min(1).max(2_147_483_647)

/** Names a stage by its id or slug, inside a body or query. */
export const stageName = z.string().min(1).max(120)

export const namedTeam = z.strictObject({ id: z.string(), name: z.string() })

export const slug = z
  .string()
  .regex(/^[a-z0-9](?:[a-z0-9-]{0,58}[a-z0-9])?$/, 'lower-case letters, digits and hyphens, at most 60')
