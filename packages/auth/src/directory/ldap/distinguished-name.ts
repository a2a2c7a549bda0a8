/**
 * A distinguished name in a form in which equal ones are equal texts (RFC 4514; values compared as most attributes of names are:
 * without case and without repeated spaces). Undefined where it is none.
 */
export function nameKey(name: string): string | undefined {
  const parts: string[] = []
  for (const part of splitAt(name, ',;')) {
    const pairs: string[] = []
    for (const pair of splitAt(part, '+')) {
      const at = pair.indexOf('=')
      if (at < 1) return undefined
      const value = unescaped(pair.slice(at + 1))
      if (value === undefined) return undefined
      pairs.push(`${pair.slice(0, at).trim().toLowerCase()}=${value.replace(/\s+/g, ' ').toLowerCase()}`)
    }
    parts.push(pairs.sort().join('\u0001'))
  }
  return parts.length === 0 ? undefined : parts.join('\u0000')
}

/** Splits at separators that are neither escaped nor quoted. */
function splitAt(text: string, separators: string): string[] {
  const parts: string[] = []
  let quoted = false
  let from = 0
  for (let at = 0; at < text.length; at += 1) {
    const character = text.charAt(at)
    if (character === '\\') at += 1
    else if (character === '"') quoted = !quoted
    else if (!quoted && separators.includes(character)) {
      parts.push(text.slice(from, at))
      from = at + 1
    }
  }
  parts.push(text.slice(from))
  return parts
}

function unescaped(raw: string): string | undefined {
  const text = raw.trimStart()
  const bytes: Buffer[] = []
  // Spaces at the end count only where they are escaped.
  let kept = 0
  for (let at = 0; at < text.length; at += 1) {
    const character = text.charAt(at)
    if (character === '"') continue
    if (character !== '\\') {
      bytes.push(Buffer.from(character))
      if (character !== ' ') kept = bytes.length
      continue
    }
    const hex = /^[0-9a-f]{2}/i.exec(text.slice(at + 1, at + 3))?.[0]
    const escaped = text.charAt(at + 1)
    if (hex === undefined && escaped === '') return undefined
    bytes.push(hex === undefined ? Buffer.from(escaped) : Buffer.from(hex, 'hex'))
    at += hex === undefined ? 1 : 2
    kept = bytes.length
  }
  return Buffer.concat(bytes.slice(0, kept)).toString('utf8')
}
