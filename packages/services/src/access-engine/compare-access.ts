import type { AccessVerdict } from '@gatehouse/contracts/access-diff'
import type { Product } from '@gatehouse/policies/access/terms'
import type { Snapshot } from '@gatehouse/policies/decide-types'
import type { AccessJudge, Judgement } from '@gatehouse/policies/matrix/access-judge'
import { byVersion, plannedOperations } from '@gatehouse/policies/matrix/judge-access'
import { productIncludes, revisionFor } from '@gatehouse/policies/matrix/reach'
import type { PlannedOperation } from '@gatehouse/policies/snapshot/runtime'
import type { Breath } from './breathe.ts'
import type { Caller } from './load-callers.ts'

/** An operation that a caller gains or loses. */
export type Found = {
  readonly operation: PlannedOperation
  /** Null: whoever comes without a credential. */
  readonly caller: Caller | null
  readonly from: AccessVerdict
  readonly to: AccessVerdict
  /** Of the first that is alike; null: the operation is not there any more, or it was told before. */
  readonly now: Judgement | null
}

/** One side of a comparison. */
export type Side = { readonly snapshot: Snapshot | null; readonly judge: AccessJudge | null }

type Pair = { before: readonly PlannedOperation[]; after: readonly PlannedOperation[] }

/** Operations of either side that can be judged differently. `rows`: the rows differ, so that any can. */
export function affectedOperations(before: Snapshot | null, after: Snapshot | null, rows: boolean): Map<string, Pair> {
  const pairs = new Map<string, { before: PlannedOperation[]; after: PlannedOperation[] }>()
  const collect = (snapshot: Snapshot | null, side: 'before' | 'after') => {
    for (const operation of snapshot === null ? [] : plannedOperations(snapshot)) {
      const pair = pairs.get(operation.id) ?? { before: [], after: [] }
      pair[side].push(operation)
      pairs.set(operation.id, pair)
    }
  }
  collect(before, 'before')
  collect(after, 'after')
  if (rows || before === null || after === null) return pairs
  const surroundings = { before: new Surroundings(before), after: new Surroundings(after) }
  for (const [id, pair] of pairs) {
    const same =
      pair.before.length === pair.after.length &&
      pair.before.every((operation, at) => {
        const other = pair.after[at] as PlannedOperation
        return (
          operation.definition === other.definition &&
          surroundings.before.of(operation) === surroundings.after.of(other)
        )
      })
    if (same) pairs.delete(id)
  }
  return pairs
}

/** What of a snapshot, beside its own definition, an operation's verdicts can come from, as a text. */
class Surroundings {
  readonly #snapshot: Snapshot
  readonly #versions = new Map<string, string>()
  readonly #guardrails = new Map<string, string>()

  readonly #sources: ReadonlyMap<string, Snapshot['manifest']['versions'][number]>

  constructor(snapshot: Snapshot) {
    this.#snapshot = snapshot
    this.#sources = new Map(snapshot.manifest.versions.map((version) => [version.id, version]))
  }

  of({ definition, deployment }: PlannedOperation): string {
    const source = this.#sources.get(deployment.versionId)
    const key = `${source?.audience ?? ''} ${definition.tags.join('\n')}`
    let guardrails = this.#guardrails.get(key)
    if (guardrails === undefined) {
      const holding = this.#snapshot.manifest.guardrails.filter(
        ({ audience, tag }) =>
          (audience === undefined || audience === source?.audience) &&
          (tag === undefined || definition.tags.includes(tag)),
      )
      guardrails = JSON.stringify(holding)
      this.#guardrails.set(key, guardrails)
    }
    let version = this.#versions.get(deployment.versionId)
    if (version === undefined) {
      const { audience: _, ...rest } = source ?? { audience: undefined }
      version = JSON.stringify(rest)
      this.#versions.set(deployment.versionId, version)
    }
    return `${version} ${guardrails}`
  }
}

/** Callers without a credential, wherever either side takes such. */
export function compareNobody(before: Side, after: Side, pairs: ReadonlyMap<string, Pair>): Found[] {
  const found = new FoundList()
  for (const pair of pairs.values()) {
    const operation = pair.after[0] ?? pair.before[0]
    if (operation === undefined || ![...pair.before, ...pair.after].some(({ anonymous }) => anonymous)) continue
    found.note(operation, null, judgeOne(before, pair.before, null), judgeOne(after, pair.after, null))
  }
  return found.list
}

/**
 * Applications, each over the operations that one of its subscriptions has in it before or afterwards: of others it may call none on
 * either side but those that are open to everybody, and these are nobody's.
 */
export async function compareCallers(
  before: Side,
  after: Side,
  pairs: ReadonlyMap<string, Pair>,
  callers: readonly { before: Caller; after: Caller }[],
  breath: Breath,
): Promise<Found[]> {
  const found = new FoundList()
  const reaches = { before: new Reach(before, 'before', pairs), after: new Reach(after, 'after', pairs) }
  for (const caller of callers) {
    const reached = new Set([...reaches.before.of(caller.before), ...reaches.after.of(caller.after)])
    for (const pair of reached) {
      const operation = pair.after[0] ?? pair.before[0]
      if (operation === undefined) continue
      const was = judgeOne(before, pair.before, caller.before)
      const now = judgeOne(after, pair.after, caller.after)
      found.note(operation, caller.after, was, now)
    }
    if (breath.due) await breath.take()
  }
  return found.list
}

/** Which of the compared operations applications have by their subscriptions; products are looked through once. */
class Reach {
  readonly #side: Side
  readonly #pairs: readonly Pair[]
  readonly #of: 'before' | 'after'
  readonly #products = new Map<Product, readonly Pair[]>()

  constructor(side: Side, of: 'before' | 'after', pairs: ReadonlyMap<string, Pair>) {
    this.#side = side
    this.#of = of
    this.#pairs = [...pairs.values()]
  }

  of(caller: Caller): readonly Pair[] {
    const { judge } = this.#side
    const [credential] = caller.credentials
    const known = judge === null || credential === undefined ? null : judge.deps.access.findClient(credential.id)
    return (known?.subscriptions ?? []).flatMap(({ state, product }) => (state === 'active' ? this.#in(product) : []))
  }

  #in(product: Product): readonly Pair[] {
    const known = this.#products.get(product)
    if (known !== undefined) return known
    const { snapshot } = this.#side
    const includes = snapshot === null ? () => false : productIncludes(product, snapshot)
    const made = this.#pairs.filter((pair) => pair[this.#of].some(includes))
    this.#products.set(product, made)
    return made
  }
}

/** Null: the operation is not there. */
function judgeOne({ snapshot, judge }: Side, operations: readonly PlannedOperation[], caller: Caller | null) {
  if (snapshot === null || judge === null || operations.length === 0) return null
  const planned = byVersion(snapshot).get(operations[0]?.deployment.versionId ?? '')
  const deployment = planned === undefined ? undefined : revisionFor(planned, caller?.id ?? null)
  const operation = operations.find((one) => one.deployment === deployment)
  // Beside a canary one of the two revisions may lack it.
  if (operation === undefined) return null
  return caller === null ? judge.nobody(operation) : judge.application(caller, operation)
}

/** What was found, of what is alike the last judgement once: they are large. */
class FoundList {
  readonly list: Found[] = []
  readonly #told = new Set<string>()

  note(operation: PlannedOperation, caller: Caller | null, was: Judgement | null, now: Judgement | null): void {
    const from = was?.verdict ?? 'deny'
    const to = now?.verdict ?? 'deny'
    if (from === to) return
    // Open to everybody on one of the sides: told once, of nobody.
    if (caller !== null && [was, now].some((one) => one?.verdict === 'allow' && one.credential === null)) return
    const key = `${operation.id} ${from} ${to}`
    const first = !this.#told.has(key)
    this.#told.add(key)
    this.list.push({ operation, caller, from, to, now: first ? now : null })
  }
}
