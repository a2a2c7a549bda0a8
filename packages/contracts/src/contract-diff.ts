import { z } from 'zod'
import { json } from './json.ts'

/** breaking: a caller that was right before may fail now; risky: it depends on what the caller does; safe: nobody can notice harm. */
export const changeClasses = ['breaking', 'risky', 'safe'] as const
export const changeClass = z.enum(changeClasses)
export type ChangeClass = z.infer<typeof changeClass>

/** Whether the change is in what callers send, in what they get, or in neither. */
export const changeDirection = z.enum(['request', 'response', 'none'])
export type ChangeDirection = z.infer<typeof changeDirection>

/**
 * Which calls a change can touch, in the grammar of operation-features.ts: those that used one of `uses` (empty: all calls of the
 * operation), but for those that used one of `without`.
 */
export const changeTouch = z.strictObject({ uses: z.array(z.string()), without: z.array(z.string()) })
export type ChangeTouch = z.infer<typeof changeTouch>

/** One difference between two contracts. */
export const contractChange = z.strictObject({
  /** Id of the rule that found it, `parameter.became-required`. */
  rule: z.string(),
  class: changeClass,
  direction: changeDirection,
  /** `GET /orders/{orderId}`, as the newer contract writes it (the older one when it was removed). */
  operation: z.string().optional(),
  /** JSON Pointer into the newer description; into the older one for what was removed. */
  pointer: z.string(),
  /** For people, in Markdown with inline code only: "`GET /orders` no longer accepts `status=open`". */
  sentence: z.string(),
  before: json.optional(),
  after: json.optional(),
  /** Absent: any call of the operation. */
  touches: changeTouch.optional(),
})
export type ContractChange = z.infer<typeof contractChange>

export const changeSummary = z.strictObject({
  breaking: z.number().int(),
  risky: z.number().int(),
  safe: z.number().int(),
  /** "1 breaking, 2 safe"; "no changes" when there are none. */
  text: z.string(),
})
export type ChangeSummary = z.infer<typeof changeSummary>
