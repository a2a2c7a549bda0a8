import { z } from 'zod'

/** Rules of a stage about what may come onto it. They are data: changing them needs no deploy. */

/** Wall-clock time to the minute, `2026-12-18T18:00`; the zone stands beside it. */
const wallClock = z.string().refine((text) => /^\d{4}-\d\d-\d\dT\d\d:\d\d$/.test(text) && validDay(text), {
  message: 'must be a day and time like 2026-12-18T18:00',
})

const weekMs = 604_800_000

/** A time in which nothing new goes onto the stage. Wall-clock times of a zone, so that a weekly window keeps its hour over summer time. */
export const freezeWindow = z
  .strictObject({
    name: z.string().trim().min(1).max(60),
    reason: z.string().trim().min(1).max(300),
    /** IANA name, `Europe/Berlin`. */
    zone: z.string().max(60).refine(isZone, { message: 'must be a time zone like Europe/Berlin' }),
    from: wallClock,
    to: wallClock,
    /** Again each week from then on. */
    weekly: z.boolean().default(false),
  })
  .refine(({ from, to }) => from < to, { message: 'must be after the begin', path: ['to'] })
  .refine(({ from, to, weekly }) => !weekly || Date.parse(`${to}Z`) - Date.parse(`${from}Z`) < weekMs, {
    message: 'must be less than a week after the begin, as the window comes each week',
    path: ['to'],
  })
export type FreezeWindow = z.output<typeof freezeWindow>

/** Checks that a gate can hold. */
export const checkName = z.enum(['breaking-change'])
export type CheckName = z.infer<typeof checkName>

/** A required check that fails keeps the revision from the stage; another one only warns. */
export const gateCheck = z.strictObject({ check: checkName, required: z.boolean() })
export type GateCheck = z.infer<typeof gateCheck>

export const freezeWindows = z.array(freezeWindow).max(50)
export const gate = z
  .array(gateCheck)
  .max(20)
  .refine((checks) => new Set(checks.map(({ check }) => check)).size === checks.length, {
    message: 'must name each check once',
  })

function validDay(text: string): boolean {
  const at = new Date(`${text}Z`)
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(text)
}

function isZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone })
    return true
  } catch {
    return false
  }
}
