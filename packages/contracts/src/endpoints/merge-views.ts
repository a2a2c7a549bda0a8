import { z } from 'zod'

/** Whose word holds at a place: the new file's, or that of what people did by hand. */
export const mergeSide = z.enum(['file', 'mine'])
export type MergeSide = z.infer<typeof mergeSide>

/** Choices by pointer of a conflict, or of an operation that the file no longer has (`mine` keeps it). */
export const mergeResolutions = z
  .record(z.string().max(2_000), mergeSide)
  .refine((choices) => Object.keys(choices).length <= 5_000, { error: 'at most 5,000 choices' })

/** One place of the contract, with what each side says there as readable text; null: the side has nothing there. */
export const mergePlace = z.strictObject({
  /** Names the place in `resolutions`; items of lists by name: `/operations/GET ~1orders/parameters/query status`. */
  pointer: z.string(),
  /** `GET /orders`; null when it is about the whole contract. */
  operation: z.string().nullable(),
  /** In words, Markdown with inline code only: "the summary of `GET /orders`". */
  place: z.string(),
  /** At the last import. */
  base: z.string().nullable(),
  /** In the working copy. */
  mine: z.string().nullable(),
  /** In the new file. */
  file: z.string().nullable(),
})
export type MergePlace = z.infer<typeof mergePlace>

export const mergeConflict = z.strictObject({
  ...mergePlace.shape,
  chosen: mergeSide,
  /** Whether the caller chose; otherwise `chosen` is what would hold. */
  resolved: z.boolean(),
})
export type MergeConflict = z.infer<typeof mergeConflict>

/** An operation that the last file had and this one does not have, with what hangs on it. */
export const mergeRemoval = z.strictObject({
  pointer: z.string(),
  operation: z.string(),
  /** People changed its contract since the last import. */
  touched: z.boolean(),
  /** People set policies, validation, a backend or the like on it. They are kept aside and return with the operation. */
  settings: z.boolean(),
  /** Products that list it by itself. */
  products: z.array(z.strictObject({ id: z.string(), name: z.string() })),
  /** Calls in the last 30 days; null for who may not read usage. */
  calls: z.number().int().nullable(),
  /** Something hangs on it, so it goes only when the caller says so. */
  needsChoice: z.boolean(),
  chosen: mergeSide,
  resolved: z.boolean(),
})
export type MergeRemoval = z.infer<typeof mergeRemoval>

/** What became of the file, of what people did since the last import, and of places where both say something else. */
export const mergeView = z.strictObject({
  counts: z.strictObject({
    /** Places that come from the file because people left them alone. */
    fromFile: z.number().int(),
    kept: z.number().int(),
    conflicts: z.number().int(),
    removals: z.number().int(),
    /** Conflicts and removals that still need a choice. */
    open: z.number().int(),
  }),
  /** What people did by hand and the file leaves alone. */
  kept: z.array(mergePlace),
  conflicts: z.array(mergeConflict),
  removals: z.array(mergeRemoval),
  /** Shared parts that one side removed and something else still needs: they stay. */
  restored: z.array(z.string()),
  /** What no file touches, as sentences: settings, policies, backends, products. */
  stays: z.array(z.string()),
  /** `kept` is cut at 500; conflicts and removals never are. */
  truncated: z.boolean(),
})
export type MergeView = z.infer<typeof mergeView>
