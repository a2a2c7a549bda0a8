import { UnreadableKeyFile } from './key-file.ts'

/** Rows of CSV (RFC 4180; also with semicolons or tabs) with the line where each begins. Empty lines are none. */
export function csvRows(text: string): { line: number; cells: string[] }[] {
  const source = text.startsWith('\ufeff') ? text.slice(1) : text
  const separator = separatorOf(source)
  const rows: { line: number; cells: string[] }[] = []
  let at = 0
  let line = 1
  while (at < source.length) {
    const begun = line
    const cells: string[] = []
    for (;;) {
      let cell = ''
      if (source[at] === '"') {
        at += 1
        for (;;) {
          const quote = source.indexOf('"', at)
          if (quote < 0) throw new UnreadableKeyFile(`The quoted cell that begins on line ${begun} has no end.`)
          cell += source.slice(at, quote)
          at = quote + 1
          if (source[at] !== '"') break
          cell += '"'
          at += 1
        }
        line += cell.split('\n').length - 1
      }
      const from = at
      while (at < source.length && source[at] !== separator && source[at] !== '\n' && source[at] !== '\r') at += 1
      cells.push(cell + source.slice(from, at))
      if (source[at] !== separator) break
      at += 1
    }
    if (source[at] === '\r') at += 1
    if (source[at] === '\n') at += 1
    line += 1
    if (cells.length > 1 || cells[0]?.trim() !== '') rows.push({ line: begun, cells })
  }
  return rows
}

function separatorOf(source: string): string {
  const first = /^[^\r\n]*/.exec(source)?.[0] ?? ''
  const counts = [',', ';', '\t'].map((separator) => [separator, first.split(separator).length] as const)
  return counts.reduce((best, one) => (one[1] > best[1] ? one : best))[0]
}
