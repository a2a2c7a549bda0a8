import { z } from 'zod'
import { ciRun } from './revision-origin.ts'

/** Where an imported contract came from. */
export const importOrigin = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('upload') }),
  z.strictObject({ kind: z.literal('paste') }),
  z.strictObject({ kind: z.literal('cli'), ci: ciRun.optional() }),
  z.strictObject({ kind: z.literal('url'), url: z.string() }),
  z.strictObject({
    kind: z.literal('git'),
    /** Address of the repository, https. */
    url: z.string(),
    ref: z.string(),
    path: z.string(),
    /** The commit that `ref` meant then. */
    commit: z.string(),
  }),
])
export type ImportOrigin = z.infer<typeof importOrigin>
