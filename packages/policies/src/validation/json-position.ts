const space = /[ \t\n\r]*/y
const token =
  /[{}[\],:]|"(?:[ !#-[\]-\uffff]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y

/**
 * Offset of the first place at which text stops being JSON (RFC 8259): the token that cannot stand there, or the end. Only for text
 * that JSON.parse refused, whose own message does not always name the place.
 */
export function jsonErrorOffset(text: string): number {
  /** What closes each open object or array. */
  const open: string[] = []
  let expected: 'value' | 'value or ]' | 'name' | 'name or }' | 'colon' | 'comma or end' = 'value'
  let at = 0
  for (;;) {
    space.lastIndex = at
    space.test(text)
    at = space.lastIndex
    token.lastIndex = at
    const found = token.exec(text)?.[0]
    if (found === undefined) return at
    const closing = open[open.length - 1]
    switch (expected) {
      case 'colon':
        if (found !== ':') return at
        expected = 'value'
        break
      case 'name':
      case 'name or }':
        if (found === '}' && expected === 'name or }') {
          open.pop()
          expected = 'comma or end'
        } else if (found.startsWith('"')) expected = 'colon'
        else return at
        break
      case 'comma or end':
        if (found === ',' && closing !== undefined) expected = closing === '}' ? 'name' : 'value'
        else if (found === closing) open.pop()
        else return at
        break
      default:
        if (found === '{') {
          open.push('}')
          expected = 'name or }'
        } else if (found === '[') {
          open.push(']')
          expected = 'value or ]'
        } else if (found === ']' && expected === 'value or ]') {
          open.pop()
          expected = 'comma or end'
        } else if (/^[}\],:]/.test(found)) return at
        else expected = 'comma or end'
    }
    at += found.length
  }
}
