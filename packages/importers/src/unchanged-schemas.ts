import { type JsonSchema, schemaReferenceName } from '@gatehouse/contracts/api-description'
import { canonicalJson, type Json } from '@gatehouse/contracts/json'

interface Fingerprint {
  text: string
  names: Set<string>
}

/** Tells at once that two schemas are equal, references included, so that a diff only walks into what changed. */
export class UnchangedSchemas {
  readonly #fingerprints = new WeakMap<object, Fingerprint>()
  /** Shared schemas that differ, or lead to one that does. */
  readonly #changed: Set<string>

  constructor(before: Record<string, JsonSchema>, after: Record<string, JsonSchema>) {
    const changed = new Set<string>()
    const usedBy = new Map<string, string[]>()
    for (const name of new Set([...Object.keys(before), ...Object.keys(after)])) {
      const [old, now] = [before, after].map((schemas) => (Object.hasOwn(schemas, name) ? schemas[name] : undefined))
      if (old === undefined || now === undefined || this.#of(old).text !== this.#of(now).text) changed.add(name)
      for (const used of now === undefined ? [] : this.#of(now).names) {
        const users = usedBy.get(used)
        if (users) users.push(name)
        else usedBy.set(used, [name])
      }
    }
    const open = [...changed]
    for (let name = open.pop(); name !== undefined; name = open.pop()) {
      for (const user of usedBy.get(name) ?? []) {
        if (changed.has(user)) continue
        changed.add(user)
        open.push(user)
      }
    }
    this.#changed = changed
  }

  same(before: Json | undefined, after: Json | undefined): boolean {
    if (before === undefined || after === undefined) return before === after
    const old = this.#of(before)
    if (old.text !== this.#of(after).text) return false
    for (const name of old.names) if (this.#changed.has(name)) return false
    return true
  }

  #of(value: Json): Fingerprint {
    if (typeof value !== 'object' || value === null) return { text: canonicalJson(value), names: new Set() }
    const known = this.#fingerprints.get(value)
    if (known !== undefined) return known
    const names = new Set<string>()
    collect(value, names)
    const fingerprint = { text: canonicalJson(value), names }
    this.#fingerprints.set(value, fingerprint)
    return fingerprint
  }
}

function collect(value: Json, names: Set<string>): void {
  if (typeof value !== 'object' || value === null) return
  if (Array.isArray(value)) {
    for (const inner of value) collect(inner, names)
    return
  }
  for (const [key, inner] of Object.entries(value)) {
    const name = key === '$ref' && typeof inner === 'string' ? schemaReferenceName(inner) : undefined
    if (name === undefined) collect(inner, names)
    else names.add(name)
  }
}
