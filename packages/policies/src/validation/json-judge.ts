import type { JsonSchema } from '@gatehouse/contracts/api-description'
import type { UndeclaredRule } from '@gatehouse/contracts/snapshot'
import type { ValidationFinding } from '@gatehouse/contracts/usage-event'
import { LazyValidator } from '../snapshot/lazy-validator.ts'
import type { CompileSchema } from '../snapshot/validators.ts'
import {
  type BodyJudge,
  type BodySight,
  type BodyVerdict,
  found,
  type JudgeOptions,
  passed,
  tooMuch,
  unreadable,
} from './body-judge.ts'
import { DeclaredSchema, type Path } from './declared-schema.ts'
import { escapePointer, finding, findingsOf, maxFindings } from './findings.ts'
import { parseJsonBody } from './json-body.ts'
import { cutMembers, cutTree } from './json-cut.ts'
import type { Shared } from './opened-schema.ts'

/** JSON bodies of one operation. */
export class JsonJudge implements BodyJudge {
  readonly #validator: LazyValidator | null
  readonly #declared: DeclaredSchema | null
  readonly #rule: UndeclaredRule
  readonly #options: JudgeOptions

  constructor(
    schema: JsonSchema | undefined,
    shared: Shared,
    compile: CompileSchema,
    rule: UndeclaredRule,
    options: JudgeOptions,
  ) {
    const judged = schema !== undefined && schema !== true
    this.#validator = judged && options.contract ? new LazyValidator(schema, shared, compile) : null
    this.#declared = judged && rule !== 'pass' ? new DeclaredSchema(schema, shared, compile) : null
    this.#rule = rule
    this.#options = options
  }

  get validators(): LazyValidator[] {
    const own = this.#validator === null ? [] : [this.#validator]
    return this.#declared === null ? own : [...own, ...this.#declared.validators]
  }

  judge(bytes: Uint8Array, _contentType = '', sight?: BodySight): BodyVerdict {
    const parsed = parseJsonBody(bytes, this.#options.limits)
    if (!parsed.ok) {
      const place = `Line ${parsed.line}, column ${parsed.column}.`
      if (parsed.breach !== undefined) return tooMuch(parsed.breach, place)
      return unreadable('body_not_json', 'json', `${parsed.reason} ${place}`)
    }
    if (sight !== undefined) sight.bodyValue = parsed.value
    if (this.#declared !== null) return this.#judgeDeclared(bytes, parsed.value, this.#declared)
    const validator = this.#validator?.validator
    if (validator === undefined || validator(parsed.value)) return passed
    return found(findingsOf('body', '', validator.errors ?? [], parsed.value))
  }

  #judgeDeclared(bytes: Uint8Array, value: unknown, declared: DeclaredSchema): BodyVerdict {
    const paths = declared.undeclared(value)
    if (paths.length === 0) return found(this.#contract(value))
    // The contract is asked about the rest: what is undeclared is not told a second time as what it breaks.
    for (const path of paths) removeAt(value, path)
    if (this.#rule === 'refuse') return found(withUndeclared(paths, this.#contract(value)))
    const rewritten = cutMembers(bytes, cutTree(paths))
    return { findings: this.#contract(value), problem: null, rewritten, stripped: paths.length }
  }

  #contract(value: unknown): ValidationFinding[] {
    const validator = this.#validator?.validator
    return validator === undefined || validator(value) ? [] : findingsOf('body', '', validator.errors ?? [], value)
  }
}

/** A finding for each undeclared place, then the others; as many as an answer holds. */
export function withUndeclared(paths: readonly Path[], others: readonly ValidationFinding[]): ValidationFinding[] {
  const undeclared = paths.slice(0, maxFindings).map((path) => {
    const pointer = path.map((step) => `/${escapePointer(String(step))}`).join('')
    return finding('body', pointer, 'undeclared', 'no such property')
  })
  return [...undeclared, ...others].slice(0, maxFindings)
}

/** Takes a member out of a parsed value. */
export function removeAt(value: unknown, path: Path): void {
  let at = value as Record<string | number, unknown>
  for (const step of path.slice(0, -1)) at = at[step] as Record<string | number, unknown>
  delete at[path[path.length - 1] ?? '']
}
