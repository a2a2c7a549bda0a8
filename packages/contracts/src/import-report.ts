import { z } from 'zod'

export const importFormats = [
  'openapi-2.0',
  'openapi-3.0',
  'openapi-3.1',
  'openapi-3.2',
  'api-blueprint',
  'raml-0.8',
  'raml-1.0',
] as const
export type ImportFormat = (typeof importFormats)[number]

/** What became of one construct of the source. Every key of the source is in exactly one of the three. */
export const importFate = z.enum(['enforced', 'documented', 'dropped'])

export const importReportItem = z.strictObject({
  fate: importFate,
  /** JSON Pointer into the source document. */
  pointer: z.string(),
  /** File inside an archive or behind a reference; absent: the file that was given. */
  file: z.string().optional(),
  /** 1-based line in the source, where known. */
  line: z.number().int().positive().optional(),
  /** What it is, in words: "Query parameter `status`", "Schema keyword `discriminator`". */
  construct: z.string(),
  /** Why it is not enforced; absent for `enforced`. */
  reason: z.string().optional(),
  /** How many keys a group of `enforced` stands for; absent: one. */
  count: z.number().int().positive().optional(),
})
export type ImportReportItem = z.infer<typeof importReportItem>

export const importReport = z.strictObject({
  format: z.enum(importFormats),
  counts: z.strictObject({ enforced: z.number(), documented: z.number(), dropped: z.number(), operations: z.number() }),
  /** `documented` and `dropped` one by one; `enforced` grouped by construct. Cut at 2,000 items, then `truncated` is true. */
  items: z.array(importReportItem),
  truncated: z.boolean(),
})
export type ImportReport = z.infer<typeof importReport>

/** One place in the source that keeps it from being imported at all. */
export const importIssue = z.strictObject({
  rule: z.string(),
  message: z.string(),
  pointer: z.string().optional(),
  file: z.string().optional(),
  line: z.number().int().positive().optional(),
  /** What to do about it. */
  fix: z.string().optional(),
})
export type ImportIssue = z.infer<typeof importIssue>
