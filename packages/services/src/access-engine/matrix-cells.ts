import type { AccessMatrix } from '@gatehouse/contracts/endpoints/access-engine'
import type { AccessJudge, Judgement } from '@gatehouse/policies/matrix/access-judge'
import { type AccessNames, reasonOf } from './access-words.ts'
import { Breath } from './breathe.ts'
import type { Caller } from './load-callers.ts'
import { type Column, operationFor } from './matrix-columns.ts'

type Reason = AccessMatrix['reasons'][number]
export type Cells = {
  readonly reasons: readonly Reason[]
  /** Row by row: places in `reasons`. */
  readonly values: Uint16Array
}

const mostReasons = 65_000

/** Judges every application against every operation, with turns of the event loop in between. */
export async function judgeCells(
  judge: AccessJudge,
  callers: readonly Caller[],
  columns: readonly Column[],
  names: AccessNames,
): Promise<Cells> {
  const values = new Uint16Array(callers.length * columns.length)
  const reasons = new ReasonList(names)
  const breath = new Breath()
  let at = 0
  for (const caller of callers) {
    for (const column of columns) {
      const operation = operationFor(column, caller.id)
      values[at] = operation === null ? reasons.missing : reasons.placeOf(judge.application(caller, operation))
      at += 1
    }
    if (breath.due) await breath.take()
  }
  return { reasons: reasons.list, values }
}

/** Each reason once. Which words a judgement gets follows from the few things that `keyOf` names. */
class ReasonList {
  readonly list: Reason[] = []
  readonly #names: AccessNames
  readonly #places = new Map<string, number>()
  /** By problem code, or by the plan that lets in; a plan belongs to one product. */
  readonly #usual = new Map<object | string, number>()

  constructor(names: AccessNames) {
    this.#names = names
  }

  /** Of an operation that only the other revision has. */
  get missing(): number {
    return this.#place('missing', () => ({
      verdict: 'deny',
      code: 'no_route',
      sentence: 'Its revision does not have it.',
    }))
  }

  placeOf(judgement: Judgement): number {
    const { verdict, depends, decision, credential } = judgement
    // Most cells of a matrix: one look, without a text.
    const usual: object | string | null =
      verdict === 'deny'
        ? decision.ruling === null && decision.detail === null && credential?.kind !== 'external'
          ? decision.code
          : null
        : depends.length === 0 && decision.operation?.anonymous === false
          ? (decision.subscription?.plan ?? null)
          : null
    const known = usual === null ? undefined : this.#usual.get(usual)
    if (known !== undefined) return known
    const place = this.#place(keyOf(judgement), () => ({
      verdict: judgement.verdict,
      ...reasonOf(judgement, this.#names),
    }))
    if (usual !== null) this.#usual.set(usual, place)
    return place
  }

  #place(key: string, make: () => Reason): number {
    const known = this.#places.get(key)
    if (known !== undefined) return known
    if (this.list.length >= mostReasons) return 0
    this.list.push(make())
    this.#places.set(key, this.list.length - 1)
    return this.list.length - 1
  }
}

function keyOf({ verdict, decision, depends, credential }: Judgement): string {
  if (verdict === 'deny') {
    const { code, detail, ruling } = decision
    if (ruling === null) return `${code} ${detail ?? ''} ${credential?.kind === 'external'}`
    return `${code} ${detail ?? ''} ${ruling.owner} ${ruling.rule}`
  }
  const { subscription, operation } = decision
  const way =
    subscription === null || operation?.anonymous === true
      ? ''
      : `${subscription.plan.planId} ${subscription.product.id}`
  return `${depends.join()} ${way}`
}

/** The values in runs: how many, and which; two bytes each, little-endian, base64. */
export function encodeRuns(values: Uint16Array): string {
  const runs: number[] = []
  for (let at = 0; at < values.length; ) {
    let end = at + 1
    while (end < values.length && values[end] === values[at] && end - at < 65_535) end += 1
    runs.push(end - at, values[at] as number)
    at = end
  }
  const bytes = Buffer.alloc(runs.length * 2)
  for (const [at, value] of runs.entries()) bytes.writeUInt16LE(value, at * 2)
  return bytes.toString('base64')
}
