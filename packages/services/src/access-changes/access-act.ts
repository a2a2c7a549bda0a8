import type { AccessChangeSide } from '@gatehouse/contracts/endpoints/access-changes'
import type { ProposedChange } from '@gatehouse/contracts/endpoints/access-engine'
import type { JsonObject } from '@gatehouse/contracts/json'
import type { Transaction } from '@gatehouse/db/client'
import type { z } from 'zod'
import type { Context } from '../grammar/context.ts'
import type { Verb } from '../grammar/verb.ts'
import type { Base } from './base.ts'

export type Target = { kind: string; id: string }
export type Place = { stages: { id: string; name: string }[]; apis: number; operations: number }

/** How a use case is asked for, shown and carried out on behalf of whoever asked. `I`: what it takes, parsed. */
export type AccessActDefinition<I> = {
  verb: Pick<Verb<z.ZodType, unknown>, 'input' | 'enact'>
  /** `Switch the guardrail “No anonymous calls” on` */
  title: (tx: Transaction, input: I) => Promise<string>
  /** What it is about; null before it is there. `answer`: of the use case, where it has run. */
  target: (input: I, answer?: unknown) => Target | null
  /** What it is based on. */
  base: (tx: Transaction, input: I) => Promise<Base>
  /** Count of edits for If-Match, of what `base` found. */
  etag?: (tx: Transaction, input: I) => Promise<number | undefined>
  /** The thing as it stands, in words and as JSON; null: it is not there. */
  side: (tx: Transaction, ctx: Context, target: Target) => Promise<AccessChangeSide | null>
  /** Where it holds, as it stands in this transaction; asked before and after. */
  where: (tx: Transaction, input: I, target: Target | null) => Promise<Place>
  /** Exposures of the stages that it belongs to; absent: to none. */
  exposures?: (tx: Transaction, input: I) => Promise<string[]>
  /** For the access diff; null: it cannot be told from what runs. */
  diff: (tx: Transaction, input: I) => Promise<ProposedChange | null>
  /** Fields of the input that are stored sealed and never shown. */
  secrets?: readonly (keyof I & string)[]
  /** Guardrails: stages are built with it before it can be asked for. */
  builds?: true
  /** Whether it may be applied first and reviewed afterwards; a reason where not. Absent: never. */
  urgent?: (tx: Transaction, input: I) => Promise<string | null>
  /** What brings back the state before; asked before it runs. */
  undo?: {
    keep: (tx: Transaction, input: I) => Promise<JsonObject>
    /** Null: it was changed since and stays. */
    back: (call: Parameters<Verb<z.ZodType, unknown>['enact']>[0], kept: JsonObject, target: Target) => Promise<boolean>
  }
}
