/** A line of a blueprint; indentation counts a tab as four columns. */
export interface Line {
  /** 1-based. */
  number: number
  indent: number
  /** Without indentation. */
  text: string
  raw: string
}

/** A bullet with all that stands indented below it; its nested lines are read as blocks only where they are no asset. */
export interface Item {
  kind: 'item'
  line: Line
  /** What follows the bullet. */
  text: string
  nested: Line[]
}

export interface TextBlock {
  kind: 'text'
  lines: Line[]
  /** Indented as code, or fenced: an asset rather than words. */
  code: boolean
}

export type Block = Item | TextBlock

const bulletPattern = /^[+*-]\s+(.*)$/

export function linesOf(text: string): Line[] {
  return text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .map((given, index) => {
      const raw = given.replace(/^[ \t]+/, (space) => space.replaceAll('\t', '    '))
      const text = raw.trim()
      return { number: index + 1, indent: text === '' ? 0 : raw.length - raw.trimStart().length, text, raw }
    })
}

function fenceOf(line: Line): string | undefined {
  return /^(`{3,}|~{3,})/.exec(line.text)?.[1]
}

/** True for each line that stands in a fenced block, fences included. */
export function fencedLines(lines: readonly Line[]): boolean[] {
  let open: string | undefined
  return lines.map((line) => {
    const fence = fenceOf(line)
    if (open === undefined) {
      open = fence
      return fence !== undefined
    }
    if (fence?.startsWith(open) && /^[`~]+$/.test(line.text)) open = undefined
    return true
  })
}

/** Text and items of lines whose content begins at column `base`; four columns further is code (CommonMark §4.4). */
export function blocksOf(lines: readonly Line[], base: number): Block[] {
  const fenced = fencedLines(lines)
  const blocks: Block[] = []
  const isBullet = (index: number) => {
    const line = lines[index]
    return line !== undefined && !fenced[index] && line.indent < base + 4 && bulletPattern.test(line.text)
  }
  let at = 0
  while (at < lines.length) {
    const line = lines[at]
    if (line === undefined) break
    if (line.text === '') {
      at += 1
      continue
    }
    const start = at
    if (isBullet(at)) {
      at = endOfItem(lines, fenced, at)
      blocks.push({
        kind: 'item',
        line,
        text: bulletPattern.exec(line.text)?.[1]?.trim() ?? '',
        nested: lines.slice(start + 1, at),
      })
      continue
    }
    const code = line.indent >= base + 4 || fenced[at] === true
    while (at < lines.length && !isBullet(at)) {
      const next = lines[at]
      if (next !== undefined && next.text !== '' && (next.indent >= base + 4 || fenced[at] === true) !== code) break
      at += 1
    }
    blocks.push({ kind: 'text', lines: trimmed(lines.slice(start, at)), code })
  }
  return blocks
}

/** Everything indented deeper than the bullet, and lines that continue a paragraph without a blank one before them. */
function endOfItem(lines: readonly Line[], fenced: readonly boolean[], start: number): number {
  const bullet = lines[start]?.indent ?? 0
  let at = start + 1
  for (; at < lines.length; at += 1) {
    const line = lines[at]
    if (line === undefined || line.text === '' || fenced[at] || line.indent > bullet) continue
    const lazy = lines[at - 1]?.text !== '' && !bulletPattern.test(line.text)
    if (!lazy) break
  }
  return at
}

export function itemBlocks(item: Item): Block[] {
  return blocksOf(item.nested, item.line.indent + 2)
}

/** Without blank lines at both ends. */
export function trimmed(lines: readonly Line[]): Line[] {
  let start = 0
  let end = lines.length
  while (start < end && lines[start]?.text === '') start += 1
  while (end > start && lines[end - 1]?.text === '') end -= 1
  return lines.slice(start, end)
}

/** Lines as they stand, without the indentation that all share and without fences around them. */
export function textOf(lines: readonly Line[]): string {
  const inner = trimmed(lines)
  const [first] = inner
  const last = inner.at(-1)
  const fenced = first && last && inner.length > 1 && fenceOf(first) !== undefined && fenceOf(last) === last.text
  return wordsOf(fenced ? inner.slice(1, -1) : inner)
}

/** The same with the fences. */
function wordsOf(lines: readonly Line[]): string {
  const inner = trimmed(lines)
  const shared = Math.min(...inner.filter(({ text }) => text !== '').map(({ indent }) => indent))
  return inner.map(({ raw, text }) => (text === '' ? '' : raw.slice(shared).trimEnd())).join('\n')
}

/** A block as the words of a description, bullets included. */
export function blockText(block: Block): string {
  return wordsOf(block.kind === 'text' ? block.lines : [block.line, ...block.nested])
}
