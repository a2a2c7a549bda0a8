import { z } from 'zod'

/** A real backend. A header's value is text, or the name of a secret (`${secret:NAME}` as a whole). */
export const backendAddress = z.strictObject({
  mock: z.literal(false).optional(),
  url: z.url({ protocol: /^https?$/ }),
  connectTimeoutMs: z.number().int().min(50).max(60_000).default(2_000),
  timeoutMs: z.number().int().min(50).max(600_000).default(30_000),
  headers: z
    .array(
      z.strictObject({
        name: z
          .string()
          .regex(/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/)
          .max(100),
        value: z.string().max(4_000),
      }),
    )
    .max(20)
    .default([]),
})
export type BackendAddress = z.infer<typeof backendAddress>

/** What a backend's name stands for on a stage: an address, or the mock, which answers from the contract's examples and schemas. */
export const backendValues = z.discriminatedUnion('mock', [z.strictObject({ mock: z.literal(true) }), backendAddress])
export type BackendValues = z.infer<typeof backendValues>

/** Values of one version on one stage. */
export const stageValues = z.strictObject({
  /** By the backend names of the revision. */
  backends: z.record(z.string(), backendValues),
  /** Request validation on this stage, where it differs from the operation's own. */
  requestValidation: z.enum(['off', 'report', 'block']).optional(),
  /** Response validation on this stage; absent: `off`. */
  responseValidation: z.enum(['off', 'report', 'block']).optional(),
  /** The same for single operations, by `operationKey`; they win. */
  operations: z
    .record(
      z.string(),
      z.strictObject({
        requestValidation: z.enum(['off', 'report', 'block']).optional(),
        responseValidation: z.enum(['off', 'report', 'block']).optional(),
      }),
    )
    .optional(),
})
export type StageValues = z.infer<typeof stageValues>
