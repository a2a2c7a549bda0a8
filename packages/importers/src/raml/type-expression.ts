/** `(Person | Dog)[]`, `lib.User?`: what a type expression of RAML 1.0 says. */
export type TypeExpression =
  | { kind: 'name'; name: string }
  | { kind: 'array'; of: TypeExpression }
  | { kind: 'union'; of: TypeExpression[] }

const maxLength = 2_000
const maxDepth = 50

/** Undefined when it is no type expression. */
export function parseTypeExpression(text: string): TypeExpression | undefined {
  if (text.length > maxLength) return undefined
  const tokens = text.match(/\[\s*\]|[()|?]|[^\s()|?[\]]+|\S/g) ?? []
  let at = 0
  let depth = 0

  function union(): TypeExpression | undefined {
    const first = postfix()
    if (first === undefined) return undefined
    const of = [first]
    while (tokens[at] === '|') {
      at += 1
      const next = postfix()
      if (next === undefined) return undefined
      of.push(next)
    }
    return of.length === 1 ? first : { kind: 'union', of }
  }

  function postfix(): TypeExpression | undefined {
    let result = primary()
    for (; result !== undefined; at += 1) {
      const token = tokens[at]
      if (token === '?') result = { kind: 'union', of: [result, { kind: 'name', name: 'nil' }] }
      else if (token?.startsWith('[') && token.endsWith(']')) result = { kind: 'array', of: result }
      else break
    }
    return result
  }

  function primary(): TypeExpression | undefined {
    const token = tokens[at]
    at += 1
    if (token === '(') {
      depth += 1
      if (depth > maxDepth) return undefined
      const inner = union()
      depth -= 1
      if (tokens[at] !== ')') return undefined
      at += 1
      return inner
    }
    return token !== undefined && /^[^()|?[\]]+$/.test(token) ? { kind: 'name', name: token } : undefined
  }

  const result = union()
  return at === tokens.length ? result : undefined
}
