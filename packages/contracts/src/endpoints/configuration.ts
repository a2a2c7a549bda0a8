import { z } from 'zod'
import { configurationChange, configurationDocument } from '../configuration.ts'
import { endpoint } from '../endpoint.ts'
import { problem } from '../problems.ts'

const tag = 'Configuration'

/** 500 APIs with contracts of 120 kB. */
const documentBody = 64 * 1024 * 1024

const counts = z.strictObject({
  create: z.number().int(),
  change: z.number().int(),
  delete: z.number().int(),
  blocked: z.number().int(),
})

const asked = z.strictObject({
  document: configurationDocument,
  /** Removes what stands in a kind that the document holds but is not in it, unless somebody depends on it. */
  prune: z.boolean().default(false),
})

export const exportConfiguration = endpoint({
  id: 'configuration.export',
  method: 'GET',
  path: '/configuration',
  tag,
  summary: 'What the installation is set to, as one document',
  description:
    'Without secrets, persons and what happens in it. It holds what the caller may read; kinds that he may not read are absent.',
  audience: 'management',
  permission: 'api.read',
  query: z.strictObject({
    /** Only this API. */
    api: z.string().max(120).optional(),
  }),
  response: configurationDocument,
})

export const planConfiguration = endpoint({
  id: 'configuration.plan',
  method: 'POST',
  path: '/configuration/plan',
  tag,
  summary: 'What a document would change, in the order of the changes',
  description:
    'Changes nothing. Contracts are read as an import reads them, and refused with each place that is wrong.',
  audience: 'management',
  permission: 'api.read',
  body: asked,
  response: z.strictObject({
    changes: z.array(configurationChange),
    counts,
    /** What a person has to do besides: secrets to set, and what cannot be written into files. */
    notes: z.array(z.string()),
    /** Names exactly these changes. */
    hash: z.string(),
  }),
  maxBody: documentBody,
})

export const applyConfiguration = endpoint({
  id: 'configuration.apply',
  method: 'POST',
  path: '/configuration/apply',
  tag,
  summary: 'Make the installation what a document says',
  description:
    'Each change is the same act as in the console, with the permission, checks and audit entry of that act. It stops at the first that is refused, and after about half a minute: the same document again goes on. Applying what is applied changes nothing.',
  audience: 'management',
  permission: 'api.read',
  body: z.strictObject({
    ...asked.shape,
    /** Of the plan that was looked at: when the installation has moved since, nothing is changed. */
    hash: z
      .string()
      .regex(/^[0-9a-f]{64}$/)
      .optional(),
  }),
  response: z.strictObject({
    done: z.array(configurationChange),
    failed: z.strictObject({ change: configurationChange, problem }).nullable(),
    /** Changes that are possible and not made yet; `hash` is their plan's. */
    left: z.number().int(),
    hash: z.string().nullable(),
    blocked: z.array(configurationChange),
    notes: z.array(z.string()),
  }),
  maxBody: documentBody,
})
