import { z } from 'zod'
import { policyUse, undeclaredRule, validationMode } from './snapshot.ts'

const limit = (most: number) => z.number().int().min(1).max(most).nullable()

const mediaRange = /^(?:\*|[a-z0-9!#$&^_.+-]+)\/(?:\*|[a-z0-9!#$&^_.+-]+)$/

/** Limits on the structure of bodies that an operation has of its own; null: the default (operation-limits.ts), and any type of file. */
export const structuralSettings = z.strictObject({
  jsonDepth: limit(512),
  jsonKeys: limit(1_000_000),
  arrayItems: limit(10_000_000),
  stringLength: limit(104_857_600),
  xmlDepth: limit(512),
  formFields: limit(100_000),
  uploadTypes: z
    .array(z.string())
    .min(1)
    .max(50)
    // Of the list as a whole, so that a form shows it at the one field that holds them.
    .refine((types) => types.every((type) => mediaRange.test(type)), 'Each is a media type or a range: image/*')
    .nullable(),
})
export type StructuralSettings = z.infer<typeof structuralSettings>

/** What happens to undeclared parts of a request, by place. */
export const undeclaredSettings = z.strictObject({
  query: undeclaredRule,
  header: undeclaredRule,
  cookie: undeclaredRule,
  form: undeclaredRule,
  body: undeclaredRule,
})
export type UndeclaredSettings = z.infer<typeof undeclaredSettings>

/** What people set on one operation of the working copy. */
export const operationSettings = z.strictObject({
  /** Name of a backend; null: the first one. */
  backend: z.string().nullable(),
  upstream: z.strictObject({ method: z.string(), path: z.string() }).nullable(),
  /** Callable without a credential, and why. */
  anonymous: z.strictObject({ reason: z.string().trim().min(1).max(500) }).nullable(),
  requestValidation: validationMode,
  undeclared: undeclaredSettings,
  bodyBytes: z.number().int().min(1).max(104_857_600),
  structure: structuralSettings,
  policies: z.array(policyUse),
})
