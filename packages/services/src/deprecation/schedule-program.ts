import type { Transaction } from '@gatehouse/db/client'
import { addJob } from '../jobs/add-job.ts'
import { heldExtensions, type LoadedProgram } from './load-program.ts'
import { occasionsOf } from './program-events.ts'

/**
 * Puts the program's next step into the queue, at its instant; the one that waited there before goes. An hourly sweep is behind it,
 * so a lost job delays a mail, never a date: those hold by the gateways' own clocks.
 */
export async function scheduleProgram(
  tx: Transaction,
  program: LoadedProgram,
  state: string,
  now: Date,
): Promise<void> {
  const { versionId, deprecatedAt, sunsetAt } = program
  const extensions = await heldExtensions(tx, versionId, now)
  const entered = deprecatedAt <= now && (state === 'published' || program.announcedAt === null)
  const ahead = [deprecatedAt, ...occasionsOf(program).map(({ at }) => at), ...extensions.map(({ until }) => until)]
    .filter((at) => at > now)
    .map((at) => at.getTime())
  const ended = sunsetAt !== null && sunsetAt <= now && state === 'deprecated' && extensions.length === 0
  if (entered || ended) ahead.push(now.getTime())
  if (ahead.length === 0) return
  await addJob(
    tx,
    'deprecation',
    { versionId },
    { key: `deprecation:${versionId}`, runAt: new Date(Math.min(...ahead)) },
  )
}
