import { z } from 'zod'
import { type Json, json } from './json.ts'

/**
 * Redacted shape of a call: enough to make a request that a contract judges alike, and nothing that a caller wrote. In clear stand only
 * texts of the contract itself: names that it declares, values of its enums, names of its formats; besides `true`, `false` and `null`.
 * Everything else is type and length. Keys are short, as a shape travels in a usage record of 4 KiB.
 */
export type ValueShape =
  /** A value of the contract's enum, or true, false, null. */
  | { k: 'e'; v: Json }
  /** Text of `n` characters: digits only (`d`), letters, digits, `_` and `-` (`w`); the format that it satisfies; whether it fits all patterns. */
  | { k: 's'; n: number; c?: 'd' | 'w' | undefined; f?: string | undefined; p?: boolean | undefined }
  /** Number with `d` digits before and `f` behind the point, negative (`m`), outside of the range that the contract declares (`o`). */
  | { k: 'n'; d: number; f?: number | undefined; m?: true | undefined; o?: true | undefined }
  /** `n` items, the first of them shaped; all different (`u`). */
  | { k: 'a'; n: number; i: ValueShape[]; u?: true | undefined }
  /** Declared properties by name; undeclared ones by the length of their name. */
  | { k: 'o'; p: [name: string, ValueShape][]; u?: [nameLength: number, ValueShape][] | undefined }
  /** JSON text inside a parameter. */
  | { k: 'j'; v: ValueShape }

const length = z.number().int().min(0).max(10_000_000)

export const valueShape: z.ZodType<ValueShape> = z.lazy(() =>
  z.discriminatedUnion('k', [
    z.strictObject({ k: z.literal('e'), v: json }),
    z.strictObject({
      k: z.literal('s'),
      n: length,
      c: z.enum(['d', 'w']).optional(),
      f: z.string().optional(),
      p: z.boolean().optional(),
    }),
    z.strictObject({
      k: z.literal('n'),
      d: z.number().int().min(1).max(400),
      f: z.number().int().min(1).max(400).optional(),
      m: z.literal(true).optional(),
      o: z.literal(true).optional(),
    }),
    z.strictObject({ k: z.literal('a'), n: length, i: z.array(valueShape), u: z.literal(true).optional() }),
    z.strictObject({
      k: z.literal('o'),
      p: z.array(z.tuple([z.string(), valueShape])),
      u: z.array(z.tuple([length, valueShape])).optional(),
    }),
    z.strictObject({ k: z.literal('j'), v: valueShape }),
  ]),
)

export const callShape = z.strictObject({
  v: z.literal(1),
  /** Parameters as they came; an undeclared query parameter by the length of its name. Declared ones only for the rest. */
  p: z.array(
    z.tuple([z.enum(['path', 'query', 'header', 'cookie']), z.union([z.string(), z.number().int()]), valueShape]),
  ),
  /** The contract's media type that the body came under; absent: no body. `?`: one that the contract does not name. */
  m: z.string().optional(),
  /** The body, where it was looked into. */
  b: valueShape.optional(),
})
export type CallShape = z.infer<typeof callShape>

/** Items of an array that are shaped one by one; further ones repeat them. */
export const shapedItems = 20
