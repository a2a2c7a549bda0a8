import type { Shape } from './schema-shape.ts'

const integerText = /^-?(?:0|[1-9]\d{0,19})$/
const numberText = /^-?(?:0|[1-9]\d{0,63})(?:\.\d{1,64})?(?:[eE][+-]?\d{1,3})?$/

/** Text as an integer, strictly as JSON writes it: what other readers take for another number is no integer here. */
export function integerOf(text: string): number | undefined {
  return integerText.test(text) ? Number(text) : undefined
}

/** Text as a finite number, as JSON writes it. */
export function numberOf(text: string): number | undefined {
  if (!numberText.test(text)) return undefined
  const value = Number(text)
  return Number.isFinite(value) ? value : undefined
}

/** Each value that text can mean under a shape, most specific first; the text itself when nothing else fits. */
export function readings(text: string, shape: Shape): unknown[] {
  const { types } = shape
  const any = types.size === 0
  const found: unknown[] = []
  if ((any || types.has('boolean')) && (text === 'true' || text === 'false')) found.push(text === 'true')
  if (types.has('null') && (text === '' || text === 'null')) found.push(null)
  const number = any || types.has('number') ? numberOf(text) : types.has('integer') ? integerOf(text) : undefined
  if (number !== undefined) found.push(number)
  if (any || types.has('string') || found.length === 0) found.push(text)
  return found
}

/** The first reading: for items and properties, where trying all combinations would be without bound. */
export function read(text: string, shape: Shape | null | undefined): unknown {
  return shape === null || shape === undefined ? text : readings(text, shape)[0]
}
