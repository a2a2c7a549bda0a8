import { canonicalJson, type Json } from '@gatehouse/contracts/json'
import { code, jsonCode } from './change-list.ts'
import type { SchemaDiff } from './diff-schemas.ts'
import type { Steps } from './diff-touches.ts'
import { type Bound, type BoundKind, boundKinds, type SchemaView, tighter } from './schema-view.ts'

const unit: Record<BoundKind, [text: (bound: Bound) => string, none: string]> = {
  minimum: [({ value, exclusive }) => `numbers ${exclusive ? 'above' : 'from'} ${value}`, 'any smaller number'],
  maximum: [({ value, exclusive }) => `numbers ${exclusive ? 'below' : 'up to'} ${value}`, 'any larger number'],
  'min-length': [({ value }) => `texts of ${value} or more characters`, 'shorter texts'],
  'max-length': [({ value }) => `texts of up to ${value} characters`, 'longer texts'],
  'min-items': [({ value }) => `lists of ${value} or more items`, 'shorter lists'],
  'max-items': [({ value }) => `lists of up to ${value} items`, 'longer lists'],
  'min-properties': [({ value }) => `objects of ${value} or more properties`, 'objects with fewer properties'],
  'max-properties': [({ value }) => `objects of up to ${value} properties`, 'objects with more properties'],
}

/** The keywords that judge a value without looking into it: type, enum, format, pattern and limits. */
export function compareValues(diff: SchemaDiff, old: SchemaView, now: SchemaView, path: Steps): void {
  compareTypes(diff, old, now, path)
  compareEnums(diff, old, now, path)
  compareTexts(diff, old, now, path)
  for (const kind of boundKinds) compareBound(diff, kind, old, now, path)
  compareNumbers(diff, old, now, path)
}

function typeNames(types: ReadonlySet<string> | undefined): string {
  if (types === undefined) return 'any type'
  const shown = [...types].filter((type) => type !== 'integer' || !types.has('number'))
  return shown.length === 0 ? 'nothing' : shown.map((text) => code(text)).join(' or ')
}

function within(part: ReadonlySet<string>, whole: ReadonlySet<string>): boolean {
  return [...part].every((type) => whole.has(type))
}

function compareTypes(diff: SchemaDiff, old: SchemaView, now: SchemaView, path: Steps): void {
  const facts = { before: typeNames(old.types), after: typeNames(now.types) }
  const pointer = `${now.pointer}/type`
  const [was, is] = [old.types, now.types]
  if (was === undefined || is === undefined) {
    if (was === is) return
    diff.add(is === undefined ? 'schema.type-widened' : 'schema.type-narrowed', path, pointer, facts)
    return
  }
  const plain = (types: ReadonlySet<string>) => new Set([...types].filter((type) => type !== 'null'))
  const [before, after] = [plain(was), plain(is)]
  if (was.has('null') && !is.has('null')) diff.add('schema.null-refused', path, pointer)
  if (!was.has('null') && is.has('null')) diff.add('schema.null-allowed', path, pointer)
  const [less, more] = [!within(before, after), !within(after, before)]
  if (!less && !more) return
  const bare = { before: typeNames(before), after: typeNames(after) }
  diff.add(
    less && more ? 'schema.type-changed' : less ? 'schema.type-narrowed' : 'schema.type-widened',
    path,
    pointer,
    bare,
  )
}

function compareEnums(diff: SchemaDiff, old: SchemaView, now: SchemaView, path: Steps): void {
  const pointer = `${now.pointer}/enum`
  const shown = (values: readonly Json[]) =>
    values.slice(0, 8).map(jsonCode).join(', ') + (values.length > 8 ? ' …' : '')
  if (old.enum === undefined || now.enum === undefined) {
    if (now.enum) diff.add('schema.enum-added', path, pointer, { after: shown(now.enum) }, { after: now.enum })
    else if (old.enum) diff.add('schema.enum-removed', path, pointer, { before: shown(old.enum) }, { before: old.enum })
    return
  }
  const [before, after] = [old.enum, now.enum].map((values) => new Set(values.map(canonicalJson)))
  for (const value of old.enum)
    if (!after?.has(canonicalJson(value)))
      diff.add('schema.enum-value-removed', path, pointer, { valued: valued(diff, value, path) }, { before: value })
  for (const value of now.enum)
    if (!before?.has(canonicalJson(value)))
      diff.add('schema.enum-value-added', path, pointer, { valued: valued(diff, value, path) }, { after: value })
}

/** `status=open` for a parameter, "`"open"` in `status` of the request body" elsewhere. */
function valued(diff: SchemaDiff, value: Json, path: Steps): string {
  const { parameter, root } = diff.place
  if (parameter !== undefined && path.join('').replace('[]', '') === '')
    return code(`${parameter}=${typeof value === 'string' ? value : JSON.stringify(value)}`)
  return `${jsonCode(value)} in ${path.length === 0 ? root : `${code(path.join('').replace(/^\./, ''))} of ${root}`}`
}

function compareTexts(diff: SchemaDiff, old: SchemaView, now: SchemaView, path: Steps): void {
  for (const [keyword, was, is] of [
    ['format', old.formats, now.formats],
    ['pattern', old.patterns, now.patterns],
  ] as const) {
    const [gone, came] = [was.filter((text) => !is.includes(text)), is.filter((text) => !was.includes(text))]
    const facts = {
      before: gone.map((text) => code(text)).join(', '),
      after: came.map((text) => code(text)).join(', '),
    }
    const pointer = `${now.pointer}/${keyword}`
    if (gone.length > 0 && came.length > 0)
      diff.add(`schema.${keyword}-changed`, path, pointer, facts, { before: gone, after: came })
    else if (came.length > 0) diff.add(`schema.${keyword}-added`, path, pointer, facts, { after: came })
    else if (gone.length > 0) diff.add(`schema.${keyword}-removed`, path, pointer, facts, { before: gone })
  }
}

function compareBound(diff: SchemaDiff, kind: BoundKind, old: SchemaView, now: SchemaView, path: Steps): void {
  const [was, is] = [old.bounds[kind], now.bounds[kind]]
  if (was?.value === is?.value && was?.exclusive === is?.exclusive) return
  const [text, none] = unit[kind]
  const narrower = is !== undefined && (was === undefined || tighter(kind, is, was))
  const facts = { after: is === undefined ? none : text(is), was: was === undefined ? '' : ` (before: ${text(was)})` }
  const values = { before: was?.value, after: is?.value }
  const upwards = kind.startsWith('min') ? narrower : !narrower
  diff.add(`schema.${kind}-${upwards ? 'raised' : 'lowered'}`, path, now.pointer, facts, values)
}

function compareNumbers(diff: SchemaDiff, old: SchemaView, now: SchemaView, path: Steps): void {
  if (old.multipleOf !== now.multipleOf) {
    const rule = multipleOfRule(old.multipleOf, now.multipleOf)
    const facts = { before: jsonCode(old.multipleOf), after: jsonCode(now.multipleOf) }
    diff.add(`schema.multiple-of-${rule}`, path, `${now.pointer}/multipleOf`, facts, {
      before: old.multipleOf,
      after: now.multipleOf,
    })
  }
  if (old.uniqueItems !== now.uniqueItems)
    diff.add(`schema.unique-items-${now.uniqueItems ? 'added' : 'removed'}`, path, now.pointer)
}

function multipleOfRule(was: number | undefined, is: number | undefined): 'added' | 'removed' | 'widened' | 'changed' {
  if (was === undefined) return 'added'
  if (is === undefined) return 'removed'
  return was % is === 0 ? 'widened' : 'changed'
}
