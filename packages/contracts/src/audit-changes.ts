import type { Json } from './json.ts'

/** One field that an entry changed, added or took away. `null` values stand as they are; absent means that there was none. */
export type AuditChange = { path: string[]; before?: Json; after?: Json }

type Members = { [key: string]: Json }

/** Longest list of changes of one entry; whoever needs more reads the record itself. */
const most = 500

/**
 * What an entry changed, field by field, in the order of the fields: only what differs where both sides are known, otherwise all that
 * is known. Lists of things with an id or a name are compared by it, so that one thing moving up is no change of all below it.
 */
export function auditChanges(before: Json | null, after: Json | null): AuditChange[] {
  const found: AuditChange[] = []
  walk([], before ?? undefined, after ?? undefined, found)
  return found.slice(0, most)
}

function walk(path: string[], before: Json | undefined, after: Json | undefined, found: AuditChange[]): void {
  if (found.length >= most || same(before, after)) return
  const one = membersOf(before)
  const other = membersOf(after)
  const compared = one !== undefined && other !== undefined
  const whole = before === undefined || after === undefined
  if (compared || (whole && (one ?? other) !== undefined && Object.keys(one ?? other ?? {}).length > 0)) {
    for (const key of keysOf(one ?? {}, other ?? {})) walk([...path, key], member(one, key), member(other, key), found)
    return
  }
  found.push({ path, ...(before === undefined ? {} : { before }), ...(after === undefined ? {} : { after }) })
}

function member(members: Members | undefined, key: string): Json | undefined {
  return members !== undefined && Object.hasOwn(members, key) ? members[key] : undefined
}

/** Fields in the order in which they stand after the change, what was taken away last. */
function keysOf(before: Members, after: Members): string[] {
  return [...new Set([...Object.keys(after), ...Object.keys(before)])]
}

/** An object's members; those of a list whose items have names of their own. Lists of plain values are one value. */
function membersOf(value: Json | undefined): Members | undefined {
  if (value === undefined || value === null || typeof value !== 'object') return undefined
  if (!Array.isArray(value)) return value
  const named = value.map((item) => {
    const key =
      item !== null && typeof item === 'object' && !Array.isArray(item) ? (item.id ?? item.name ?? item.key) : undefined
    return typeof key === 'string' ? ([key, item] as const) : undefined
  })
  const entries = named.filter((entry) => entry !== undefined)
  if (entries.length === 0 || entries.length !== value.length) return undefined
  const members = Object.fromEntries(entries)
  return Object.keys(members).length === value.length ? members : undefined
}

function same(one: Json | undefined, other: Json | undefined): boolean {
  if (one === other) return true
  if (one === undefined || other === undefined || one === null || other === null) return false
  if (typeof one !== 'object' || typeof other !== 'object') return false
  const [keys, others] = [Object.keys(one), Object.keys(other)]
  if (Array.isArray(one) !== Array.isArray(other) || keys.length !== others.length) return false
  return keys.every((key) => Object.hasOwn(other, key) && same((one as Members)[key], (other as Members)[key]))
}

/** The changes as one line of text: `limits.rate: 100 → 200; name: "Gold"`. */
export function auditChangesText(before: Json | null, after: Json | null): string {
  return auditChanges(before, after)
    .map((change) => {
      const sides = [change.before, change.after]
        .filter((side) => side !== undefined)
        .map((side) => JSON.stringify(side))
      const gone = 'before' in change && !('after' in change) && after !== null
      return `${change.path.join('.') || 'value'}: ${gone ? `${sides[0]} → none` : sides.join(' → ')}`
    })
    .join('; ')
}
