import type { ConfiguredDeprecation, ConfiguredVersion } from '@gatehouse/contracts/configuration'
import type { DeprecationPlan } from '@gatehouse/contracts/endpoints/deprecations'
import { deprecationPlan } from '@gatehouse/contracts/endpoints/deprecations'
import type { LifecycleState } from '@gatehouse/contracts/snapshot'
import { requireVersion } from '../apis/find-version.ts'
import { cancelDeprecation } from '../deprecation/cancel-deprecation.ts'
import { judgePlan } from '../deprecation/judge-plan.ts'
import { loadProgram } from '../deprecation/load-program.ts'
import { putDeprecation } from '../deprecation/put-deprecation.ts'
import type { Context } from '../grammar/context.ts'
import { DomainError } from '../grammar/domain-error.ts'
import type { Reader } from '../grammar/query.ts'
import type { LoadedVersion } from './load-apis.ts'
import type { VersionPlace } from './plan-version.ts'
import { blockedStep, checkVersion, differences, fieldNames, type Planning, type Step, step } from './planning.ts'

const fields = ['deprecatedAt', 'sunsetAt', 'successor', 'guideUrl', 'message', 'brownOuts', 'reminderDays'] as const
const reason = 'Set by configuration files'

/** The program by which a version ends: judged by the rules of its own act, so that a plan says already what these refuse. */
export async function planDeprecation(
  planning: Planning,
  { api, at }: VersionPlace,
  wanted: ConfiguredVersion,
  current: LoadedVersion,
): Promise<Step[]> {
  const { name, deprecation } = wanted
  if (deprecation === undefined) return []
  const object = `apis/${api}/${name}/deprecation`
  const path = { api, version: name }
  const { program } = current
  if (deprecation === null) {
    if (program === null) return []
    const change = {
      act: 'delete' as const,
      object,
      sentence: `The deprecation program of ${api} ${name} is taken back`,
    }
    if (program.written.sunsetAt !== null && Date.parse(program.written.sunsetAt) <= planning.ctx.now().getTime())
      return [blockedStep({ ...change, blocked: 'Its sunset has come: a date ahead takes that back, or extensions.' })]
    return [step(change, (ctx) => cancelDeprecation({ ctx, input: { ...path, reason } }))]
  }
  if (deprecation.successor !== null) checkVersion(planning, deprecation.successor, `${at}/deprecation/successor`)
  const said = normal(deprecation)
  const changed = differences(said, program?.written ?? {}, fields)
  if (changed.length === 0) return []
  const change = {
    act: program === null ? ('create' as const) : ('change' as const),
    object,
    sentence:
      program === null
        ? `${api} ${name} gets a deprecation program`
        : `The deprecation program of ${api} ${name} changes: ${fieldNames(changed)}`,
    fields: changed,
  }
  const blocked = await refusalOf(planning, path, said, wanted, current)
  if (blocked !== null) return [blockedStep({ ...change, blocked })]
  return [
    step(change, async (ctx) => {
      const input = await planOf(ctx, ctx.db.prisma, said)
      await putDeprecation({ ctx, input: { ...path, ...input }, ifMatch: program?.etag ?? 1 })
    }),
  ]
}

/** As a program is kept: instants whole, days from the largest. */
function normal(said: ConfiguredDeprecation): ConfiguredDeprecation {
  const whole = (instant: string) => new Date(instant).toISOString()
  return {
    ...said,
    deprecatedAt: whole(said.deprecatedAt),
    sunsetAt: said.sunsetAt === null ? null : whole(said.sunsetAt),
    brownOuts: said.brownOuts
      .map(({ from, to }) => ({ from: whole(from), to: whole(to) }))
      .sort((a, b) => (a.from < b.from ? -1 : 1)),
    reminderDays: [...new Set(said.reminderDays)].sort((a, b) => b - a),
  }
}

/** The plan with its successor's id. */
async function planOf(
  _ctx: Context,
  db: Reader,
  { successor, ...said }: ConfiguredDeprecation,
): Promise<DeprecationPlan> {
  const id = successor === null ? null : (await requireVersion(db, successor)).id
  return { ...said, successor: id, reason }
}

/** What the rules refuse already now; what this very document makes before is judged when it is there. */
async function refusalOf(
  { ctx, db, state }: Planning,
  path: { api: string; version: string },
  said: ConfiguredDeprecation,
  wanted: ConfiguredVersion,
  current: LoadedVersion,
): Promise<string | null> {
  const known = ({ api, version }: { api: string; version: string }) =>
    state.apiNames.some(({ slug, versions }) => slug === api && versions.some(({ name }) => name === version))
  const moves = wanted.state !== undefined && wanted.state !== current.state
  if (current.id === '' || moves || (said.successor !== null && !known(said.successor))) return null
  try {
    const version = await requireVersion(db, path)
    const input = deprecationPlan.parse(await planOf(ctx, db, said))
    await judgePlan(db, ctx, version, await loadProgram(db, version.id), input)
    return null
  } catch (error) {
    if (error instanceof DomainError) return error.message
    throw error
  }
}

/** Whether the state is what the program has made of the one that is said: dates go on while files stay as they are. */
export function movedByProgram(wanted: ConfiguredVersion, current: LoadedVersion, now: Date): boolean {
  const program = wanted.deprecation === undefined ? current.program?.written : wanted.deprecation
  if (!program || wanted.state === undefined || wanted.state === 'draft') return false
  const came = (instant: string | null) => instant !== null && Date.parse(instant) <= now.getTime()
  const order: readonly LifecycleState[] = ['published', 'deprecated', 'retired']
  const reached = came(program.sunsetAt) ? 2 : came(program.deprecatedAt) ? 1 : 0
  const [said, is] = [order.indexOf(wanted.state), order.indexOf(current.state)]
  return said < is && is <= reached
}
