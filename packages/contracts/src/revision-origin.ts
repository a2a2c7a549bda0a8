import { z } from 'zod'

/** The run of a pipeline that made a change, as the pipeline says it; links are shown only when they are http(s). */
export const ciRun = z.strictObject({
  /** `github`, `gitlab` or the name of another system. */
  system: z.string().trim().min(1).max(40),
  /** Address of the repository. */
  repository: z
    .url({ protocol: /^https?$/ })
    .max(500)
    .optional(),
  branch: z.string().trim().min(1).max(250).optional(),
  commit: z
    .string()
    .regex(/^[0-9a-f]{7,64}$/, 'must be a commit hash')
    .optional(),
  /** Address of the run's page. */
  run: z
    .url({ protocol: /^https?$/ })
    .max(500)
    .optional(),
  /** Address of the pull or merge request. */
  change: z
    .url({ protocol: /^https?$/ })
    .max(500)
    .optional(),
})
export type CiRun = z.infer<typeof ciRun>

/** Where a revision or promotion comes from: who, of which file, by which run. Stored with it. */
export const revisionOrigin = z.object({
  kind: z.string(),
  id: z.string(),
  fileName: z.string().optional(),
  importId: z.string().optional(),
  /** Of a contract that was read from Git. */
  commit: z.string().optional(),
  ci: ciRun.optional(),
})
export type RevisionOrigin = z.infer<typeof revisionOrigin>

/** The same for a reader: a person's edits, a file that was imported, or the run of a pipeline. */
export const revisionOriginView = z.strictObject({
  kind: z.enum(['person', 'file', 'ci']),
  fileName: z.string().nullable(),
  commit: z.string().nullable(),
  ci: ciRun.nullable(),
})
export type RevisionOriginView = z.infer<typeof revisionOriginView>
