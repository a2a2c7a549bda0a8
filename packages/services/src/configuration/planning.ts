import type { ConfigurationChange, ConfigurationDocument } from '@gatehouse/contracts/configuration'
import { canonicalJson } from '@gatehouse/contracts/json'
import type { ProblemError } from '@gatehouse/contracts/problems'
import type { Context } from '../grammar/context.ts'
import { DomainError } from '../grammar/domain-error.ts'
import type { Reader } from '../grammar/query.ts'
import type { Kind, State } from './load-state.ts'

/** One change with the act that makes it. */
export type Step = {
  change: ConfigurationChange
  /** What the change's own words leave out (contracts, values of headers): so that two different changes have two hashes. */
  fingerprint?: string
  run: (ctx: Context) => Promise<unknown>
}

/** What each planner reads; `refused` and `notes` it adds to. */
export type Planning = {
  ctx: Context
  db: Reader
  state: State
  document: ConfigurationDocument
  prune: boolean
  /** What the document says wrongly, each with its place. */
  refused: ProblemError[]
  notes: Set<string>
}

/** The same with every member said. */
export type Said<T> = { [K in keyof T]-?: Exclude<T[K], undefined> }

type Field = ConfigurationChange['fields'][number]

export function step(
  change: Pick<ConfigurationChange, 'act' | 'object' | 'sentence'> & Partial<ConfigurationChange>,
  run: Step['run'],
  fingerprint?: string,
): Step {
  const whole = { fields: [], contract: [], blocked: null, ...change }
  return { change: whole, run, ...(fingerprint === undefined ? {} : { fingerprint }) }
}

/** A step that cannot be made, and why. */
export function blockedStep(
  change: Pick<ConfigurationChange, 'act' | 'object' | 'sentence'> & { blocked: string },
): Step {
  return step(change, async () => {
    throw new DomainError('not_possible', change.blocked)
  })
}

export function sameJson(one: unknown, other: unknown): boolean {
  return canonicalJson(one) === canonicalJson(other)
}

/** The members that are said and differ. */
export function differences(said: object, current: object, names: readonly string[]): Field[] {
  const [wanted, known] = [said as Record<string, unknown>, current as Record<string, unknown>]
  return names.flatMap((name) => {
    const after = wanted[name]
    if (after === undefined || sameJson(after, known[name])) return []
    return { name, before: known[name] ?? null, after }
  })
}

/** The named members, as far as they are said. */
export function pick<T extends object, K extends keyof T>(from: T, names: readonly K[]): Partial<Pick<T, K>> {
  const picked: Partial<Pick<T, K>> = {}
  for (const name of names) if (from[name] !== undefined) picked[name] = from[name]
  return picked
}

/** `gate and approval`, `name, tags and team` */
export function fieldNames(fields: readonly { name: string }[]): string {
  const names = fields.map(({ name }) => name)
  const last = names.at(-1) ?? ''
  return names.length < 2 ? last : `${names.slice(0, -1).join(', ')} and ${last}`
}

/** Notes a place of the document that says what cannot be. */
export function refuse(planning: Planning, pointer: string, rule: string, expected: string): void {
  planning.refused.push({ in: 'body', pointer: `/document${pointer}`, rule, expected })
}

/** A team that exists, or that the document makes. */
export function checkTeam(planning: Planning, name: string, pointer: string): void {
  if ([...planning.state.teams, ...(planning.document.teams ?? [])].some((team) => team.name === name)) return
  refuse(planning, pointer, 'team', `the name of a team; there is none “${name}”`)
}

export function checkStage(planning: Planning, slug: string, pointer: string): void {
  const known = [...planning.state.stages.map(({ written }) => written), ...(planning.document.stages ?? [])]
  if (!known.some((stage) => stage.slug === slug))
    refuse(planning, pointer, 'stage', `the slug of a stage; there is none “${slug}”`)
}

export function checkPortal(planning: Planning, slug: string, pointer: string): void {
  if (!planning.state.portals.some((portal) => portal.slug === slug))
    refuse(planning, pointer, 'portal', `the slug of a portal; there is none “${slug}”`)
}

export function checkVersion(planning: Planning, named: { api: string; version: string }, pointer: string): void {
  const known = [...planning.state.apiNames, ...(planning.document.apis ?? [])]
  const found = known.some(
    ({ slug, versions = [] }) => slug === named.api && versions.some(({ name }) => name === named.version),
  )
  if (!found) refuse(planning, pointer, 'version', `a version that exists; there is no ${named.api} ${named.version}`)
}

/** The id behind a name when the step runs: what an earlier step made has one by then. */
export async function teamId(ctx: Context, name: string): Promise<string> {
  const row = await ctx.db.prisma.team.findFirst({
    where: { name, personalOfId: null },
    orderBy: { createdAt: 'asc' },
    select: { id: true },
  })
  if (!row) throw new DomainError('not_possible', `There is no team “${name}”.`)
  return row.id
}

/** Whether the document speaks of a kind; one that the caller may not read cannot be compared. */
export function speaksOf(planning: Planning, kind: Kind): boolean {
  if (planning.document[kind] === undefined) return false
  if (planning.state.hidden.has(kind)) throw new DomainError('forbidden', `You may not read what ${kind} are now.`)
  return true
}
