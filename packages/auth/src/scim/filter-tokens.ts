import { ScimError } from './scim-error.ts'

export type Token =
  | { readonly kind: 'word'; readonly text: string }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: '(' | ')' | '[' | ']' }

const longest = 4_000
const space = /\s/
const ends = /[\s()[\]"]/

/** Cuts a filter into words, quoted texts and brackets. Throws `invalidFilter`. */
export function tokensOf(filter: string): Token[] {
  if (filter.length > longest) throw refused(`A filter has at most ${longest} characters.`)
  if (filter.includes('\0')) throw refused('A filter has no NUL characters.')
  const tokens: Token[] = []
  let at = 0
  while (at < filter.length) {
    const char = filter.charAt(at)
    if (space.test(char)) at += 1
    else if (char === '(' || char === ')' || char === '[' || char === ']') {
      tokens.push({ kind: char })
      at += 1
    } else if (char === '"') {
      const end = endOfText(filter, at)
      tokens.push({ kind: 'text', text: unquote(filter.slice(at, end)) })
      at = end
    } else {
      let end = at
      while (end < filter.length && !ends.test(filter.charAt(end))) end += 1
      tokens.push({ kind: 'word', text: filter.slice(at, end) })
      at = end
    }
  }
  return tokens
}

function endOfText(filter: string, start: number): number {
  for (let at = start + 1; at < filter.length; at += 1) {
    if (filter.charAt(at) === '\\') at += 1
    else if (filter.charAt(at) === '"') return at + 1
  }
  throw refused('A quotation mark is missing.')
}

/** Texts are JSON strings (RFC 7644 §3.4.2.2). */
function unquote(quoted: string): string {
  try {
    const text: unknown = JSON.parse(quoted)
    if (typeof text === 'string' && text.isWellFormed() && !text.includes('\0')) return text
  } catch {
    // Said below.
  }
  throw refused(`${quoted.slice(0, 100)} is no JSON string.`)
}

export function refused(detail: string): ScimError {
  return new ScimError(400, detail, 'invalidFilter')
}
