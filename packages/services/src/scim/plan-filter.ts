import type { Filter } from '@gatehouse/auth/scim/filter'

/**
 * What of a filter the database can answer by an index. `sql` holds for every resource that fulfils the filter; `exact`: and for no
 * other. What is not exact is judged resource by resource afterwards.
 */
export type Planned = { sql: string; exact: boolean }
export type Column = (
  filter: Extract<Filter, { kind: 'compare' }>,
  param: (value: unknown) => string,
) => Planned | undefined

/** Plans a filter over columns named in lower case; parameters are added to `params`. Undefined: nothing of it is in a column. */
export function planFilter(
  filter: Filter,
  columns: Readonly<Record<string, Column>>,
  params: unknown[],
): Planned | undefined {
  const param = (value: unknown) => {
    params.push(value)
    return `$${params.length}`
  }
  const plan = (one: Filter): Planned | undefined => {
    switch (one.kind) {
      case 'and': {
        const [left, right] = [plan(one.left), plan(one.right)]
        if (!left || !right) return left ? { ...left, exact: false } : right && { ...right, exact: false }
        return { sql: `(${left.sql} AND ${right.sql})`, exact: left.exact && right.exact }
      }
      case 'or': {
        const left = plan(one.left)
        const right = left && plan(one.right)
        return left && right && { sql: `(${left.sql} OR ${right.sql})`, exact: left.exact && right.exact }
      }
      case 'not': {
        const inner = plan(one.filter)
        return inner?.exact ? { sql: `NOT coalesce(${inner.sql}, false)`, exact: true } : undefined
      }
      case 'has':
        return within(one.path.name, one.filter)
      case 'present':
        return undefined
      case 'compare':
        return one.path.schema === undefined ? columnOf(one) : undefined
    }
  }
  const columnOf = (one: Extract<Filter, { kind: 'compare' }>) => {
    const { name, sub } = one.path
    return columns[(sub === undefined ? name : `${name}.${sub}`).toLowerCase()]?.(one, param)
  }
  /** `emails[type eq "work" and value eq "x"]`: whoever fulfils it has the value. */
  const within = (name: string, inner: Filter): Planned | undefined => {
    if (inner.kind === 'and') {
      const found = within(name, inner.left) ?? within(name, inner.right)
      return found && { ...found, exact: false }
    }
    if (inner.kind !== 'compare' || inner.path.sub !== undefined || inner.op === 'ne') return undefined
    const planned = columnOf({ ...inner, path: { name, sub: inner.path.name } })
    return planned && { ...planned, exact: false }
  }
  return plan(filter)
}

const order: Readonly<Record<string, string>> = { gt: '>', ge: '>=', lt: '<', le: '<=' }
const likeText = (text: string) => text.replace(/[\\%_]/g, '\\$&')

/** A column of text. `lower`: it holds lower-case text and is compared so. `exact` false: others may be in it too. */
export function textColumn(column: string, options: { lower: boolean; exact?: boolean }): Column {
  const { lower, exact = true } = options
  return ({ op, value }, param) => {
    if (typeof value !== 'string') return undefined
    const text = lower ? value.toLowerCase() : value
    // The order of texts in the database is not that of the protocol.
    if (op in order) return undefined
    if (op === 'eq') return { sql: `${column} = ${param(text)}`, exact }
    if (op === 'ne') return exact ? { sql: `${column} IS DISTINCT FROM ${param(text)}`, exact } : undefined
    const pattern = `${op === 'sw' ? '' : '%'}${likeText(text)}${op === 'ew' ? '' : '%'}`
    return { sql: `${column} LIKE ${param(pattern)}`, exact }
  }
}

/** A column of instants. */
export function instantColumn(column: string): Column {
  return ({ op, value }, param) => {
    const sign = order[op] ?? (op === 'eq' ? '=' : undefined)
    const instant = typeof value === 'string' ? Date.parse(value) : Number.NaN
    if (sign === undefined || Number.isNaN(instant)) return undefined
    return { sql: `${column} ${sign} ${param(new Date(instant))}::timestamptz`, exact: true }
  }
}

/** A column that is true or false. */
export function flagColumn(column: string): Column {
  return ({ op, value }, param) => {
    const wanted = typeof value === 'string' ? value.toLowerCase() === 'true' : value
    if (op !== 'eq' || typeof wanted !== 'boolean') return undefined
    return { sql: `${column} = ${param(wanted)}`, exact: true }
  }
}

/** Whether a filter speaks of an attribute: what is dear to read is read only then. */
export function mentions(filter: Filter, name: string): boolean {
  switch (filter.kind) {
    case 'and':
    case 'or':
      return mentions(filter.left, name) || mentions(filter.right, name)
    case 'not':
      return mentions(filter.filter, name)
    default:
      return filter.path.name.toLowerCase() === name
  }
}
