import { randomBytes } from 'node:crypto'

/** Journeys run side by side on one installation: what each makes has a name that nothing else has. */
export function unique(word: string): string {
  return `${word}-${randomBytes(4).toString('hex')}`
}
