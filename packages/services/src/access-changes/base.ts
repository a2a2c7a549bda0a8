import type { Json } from '@gatehouse/contracts/json'
import { z } from 'zod'
import { hashContent } from '../contracts/content-hash.ts'

/** What a change is based on, in parts: each with a name for people and what is compared. */
export const base = z.record(z.string(), z.object({ label: z.string(), value: z.json() }))
export type Base = Record<string, { label: string; value: Json }>

/** The hash that decisions are bound to: what is asked for, on what ground. */
export function boundHashOf(asked: { act: string; input: Json }, on: Base): string {
  const values = Object.fromEntries(Object.entries(on).map(([key, { value }]) => [key, value]))
  return hashContent({ ...asked, base: values })
}

/** What has changed between two looks, in one sentence; null: nothing. */
export function whatMoved(before: Base, now: Base): string | null {
  for (const [key, { label, value }] of Object.entries(before)) {
    const other = now[key]
    if (other === undefined) return `${label} is gone.`
    if (hashContent(other.value) === hashContent(value)) continue
    const numbers = typeof value === 'number' && typeof other.value === 'number'
    return numbers ? `${label} was changed: version ${other.value} now, not ${value}.` : `${label} was changed.`
  }
  const added = Object.entries(now).find(([key]) => before[key] === undefined)
  return added ? `${added[1].label} was added.` : null
}
