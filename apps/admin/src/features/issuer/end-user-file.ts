import type { EndpointInput } from '@gatehouse/contracts/endpoint'
import type { importEndUsers } from '@gatehouse/contracts/endpoints/end-users'

export type FileEndUser = EndpointInput<typeof importEndUsers>['endUsers'][number]
/** As many as one call takes. */
export const partSize = 1_000

/** Rows of a CSV with the columns email, name, emailVerified, passwordHash; a sentence where it is none. */
export function readEndUserFile(text: string): FileEndUser[] | string {
  const [head, ...rows] = rowsOf(text)
  const names = (head ?? []).map((cell) =>
    cell
      .trim()
      .toLowerCase()
      .replaceAll(/[\s_-]/g, ''),
  )
  const place = {
    email: names.indexOf('email'),
    name: names.indexOf('name'),
    verified: names.indexOf('emailverified'),
    hash: names.indexOf('passwordhash'),
  }
  if (place.email < 0 || place.name < 0)
    return 'The first row must name the columns “email” and “name”; “emailVerified” and “passwordHash” may stand beside them.'
  if (rows.length === 0) return 'There is nobody in the file.'
  return rows.map((cells) => {
    const hash = cells[place.hash]?.trim()
    return {
      email: cells[place.email]?.trim() ?? '',
      name: cells[place.name]?.trim() ?? '',
      emailVerified: /^(true|1|yes)$/i.test(cells[place.verified]?.trim() ?? ''),
      ...(hash ? { passwordHash: hash } : {}),
    }
  })
}

/** RFC 4180 with commas or semicolons; hashes of argon2 have commas, so they stand in quotes or between semicolons. */
function rowsOf(text: string): string[][] {
  const source = text.replace(/^\ufeff/, '')
  const separator = (source.split('\n')[0] ?? '').includes(';') ? ';' : ','
  const rows: string[][] = []
  let row: string[] = []
  let cell = ''
  let quoted = false
  for (let at = 0; at < source.length; at += 1) {
    const char = source[at] as string
    if (quoted) {
      if (char !== '"') cell += char
      else if (source[at + 1] === '"') {
        cell += '"'
        at += 1
      } else quoted = false
    } else if (char === '"') quoted = true
    else if (char === separator) {
      row.push(cell)
      cell = ''
    } else if (char === '\n') {
      rows.push([...row, cell])
      row = []
      cell = ''
    } else if (char !== '\r') cell += char
  }
  rows.push([...row, cell])
  return rows.filter((cells) => cells.some((one) => one.trim() !== ''))
}
