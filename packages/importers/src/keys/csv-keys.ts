import { csvRows } from './csv-rows.ts'
import { judgeKey, type KeyFile, keyFileOf, named, type SourceFile, UnreadableKeyFile } from './key-file.ts'

/** Names that a column may have, without case, spaces, dashes and underscores. */
const columns = {
  value: ['key', 'apikey', 'value', 'keyvalue', 'token'],
  sha256: ['sha256', 'hash', 'keyhash', 'keysha256'],
  name: ['name', 'keyname', 'label'],
  consumer: ['consumer', 'application', 'app', 'applicationname', 'client', 'username', 'customerid'],
  groups: ['plan', 'plans', 'group', 'groups'],
  scopes: ['scope', 'scopes'],
  expiresAt: ['expires', 'expiresat', 'expiry', 'validuntil', 'end'],
} as const
type Column = keyof typeof columns

/** One key a row, by a first row of names. */
export function readCsvKeys(file: SourceFile, now: number): KeyFile {
  const [head, ...rows] = csvRows(file.text)
  if (head === undefined) throw new UnreadableKeyFile(`${file.name} is empty.`)
  const places = head.cells.map(columnOf)
  if (!places.includes('value') && !places.includes('sha256'))
    throw new UnreadableKeyFile(
      `${file.name}: the first row must name the columns, one of them “key” or “sha256”. It has: ${head.cells.slice(0, 10).join(', ').slice(0, 200)}.`,
    )
  const unknown = head.cells.filter((cell, at) => places[at] === undefined && cell.trim() !== '')
  const judged = rows.map(({ line, cells }) => {
    const cell = (column: Column) => cells[places.indexOf(column)]?.trim() ?? ''
    const origin = { at: `line ${line}`, name: named(cell('name')), consumer: named(cell('consumer')) }
    if (cells.length > head.cells.length && cells.slice(head.cells.length).some((more) => more.trim() !== ''))
      return { ...origin, reason: 'The row has more cells than the first one.' }
    const split = (column: Column, by: RegExp) =>
      cell(column)
        .split(by)
        .flatMap((one) => named(one) ?? [])
    return judgeKey(
      origin,
      {
        value: cell('value'),
        sha256: cell('sha256'),
        groups: split('groups', /[;|]/),
        scopes: split('scopes', /[\s;|]+/),
        expiresAt: cell('expiresAt'),
      },
      now,
    )
  })
  return keyFileOf(judged, new Map(unknown.map((cell) => [`column “${cell.trim().slice(0, 60)}”`, rows.length])))
}

function columnOf(cell: string): Column | undefined {
  const plain = cell.toLowerCase().replaceAll(/[\s_-]/g, '')
  return (Object.keys(columns) as Column[]).find((name) => (columns[name] as readonly string[]).includes(plain))
}
