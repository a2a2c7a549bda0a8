import type { ChangeDirection, ChangeTouch, ContractChange } from '@gatehouse/contracts/contract-diff'
import type { Json } from '@gatehouse/contracts/json'
import { type DiffRule, operationRules } from './diff-rules-operations.ts'
import { schemaRules } from './diff-rules-schemas.ts'

/** All rules of the diff, by id: class per direction and sentence. */
export const diffRules = { ...operationRules, ...schemaRules }
export type DiffRuleId = keyof typeof diffRules

/** What fills the places of a rule's sentence; already in Markdown. */
export type Facts = Partial<Record<'op' | 'what' | 'value' | 'valued' | 'status' | 'before' | 'after' | 'was', string>>

export interface Found {
  pointer: string
  operation?: string
  before?: unknown
  after?: unknown
  touches?: ChangeTouch | undefined
}

/** Inline code that a value can not break out of; a value is cut at 80 characters, the name of an operation never. */
export function code(text: string, longest = 80): string {
  const cut = text.length > longest ? `${text.slice(0, longest - 1)}…` : text
  return `\`${cut.replaceAll('`', 'ˋ').replace(/\s+/g, ' ')}\``
}

export function jsonCode(value: Json | undefined): string {
  return code(JSON.stringify(value) ?? 'nothing')
}

export function operationCode(key: string): string {
  return code(key, Number.POSITIVE_INFINITY)
}

/** As it would travel: members that are `undefined` are none. */
function plain(value: unknown): Json {
  return typeof value === 'object' && value !== null
    ? JSON.parse(JSON.stringify(value))
    : value === undefined
      ? null
      : (value as Json)
}

/** Collects changes; the same sentence about the same operation is kept once (several media types share a schema). */
export class ChangeList {
  readonly changes: ContractChange[] = []
  readonly #known = new Map<string, ContractChange>()

  add(rule: DiffRuleId, direction: ChangeDirection, facts: Facts, found: Found): void {
    const entry: DiffRule = diffRules[rule]
    const text = entry[direction]
    if (text === undefined) throw new Error(`rule ${rule} has no sentence for ${direction}`)
    const [changeClass, template] = text
    const sentence = template.replace(/\{(\w+)\}/g, (_, name: keyof Facts) => facts[name] ?? '')
    const id = `${rule} ${sentence}`
    const known = this.#known.get(id)
    if (known !== undefined) {
      for (const use of found.touches?.uses ?? []) {
        if (known.touches?.uses.includes(use) === false) known.touches.uses.push(use)
      }
      return
    }
    const { pointer, operation, before, after, touches } = found
    const change: ContractChange = {
      rule,
      class: changeClass,
      direction,
      ...(operation !== undefined && { operation }),
      pointer,
      sentence,
      ...(before !== undefined && { before: plain(before) }),
      ...(after !== undefined && { after: plain(after) }),
      ...(touches !== undefined && { touches }),
    }
    this.#known.set(id, change)
    this.changes.push(change)
  }
}
