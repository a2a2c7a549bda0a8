import { read } from './coerce.ts'
import type { Shape } from './schema-shape.ts'

/** How a value was written, by OpenAPI's serialisation rules (RFC 6570). Splitting comes before percent-decoding. */
export type Style = 'matrix' | 'label' | 'simple' | 'form' | 'spaceDelimited' | 'pipeDelimited' | 'deepObject'
export type Decode = (text: string) => string

/** The array that pieces of text stand for. */
export function arrayOf(pieces: readonly string[], shape: Shape, decode: Decode): unknown[] {
  return pieces.map((piece) => read(decode(piece), shape.items))
}

/** `k,v,k,v`; a last name without a value gets an empty one. */
export function objectOfList(pieces: readonly string[], shape: Shape, decode: Decode): Record<string, unknown> {
  const pairs: [string, string][] = []
  for (let i = 0; i < pieces.length; i += 2) pairs.push([decode(pieces[i] ?? ''), decode(pieces[i + 1] ?? '')])
  return objectOfPairs(pairs, shape)
}

/** `k=v` pieces. */
export function objectOfAssignments(pieces: readonly string[], shape: Shape, decode: Decode): Record<string, unknown> {
  return objectOfPairs(
    pieces.map((piece): [string, string] => {
      const equals = piece.indexOf('=')
      return equals < 0 ? [decode(piece), ''] : [decode(piece.slice(0, equals)), decode(piece.slice(equals + 1))]
    }),
    shape,
  )
}

/** Own properties only, whatever their names: `__proto__` is a name like others and changes no prototype. */
export function objectOfPairs(pairs: readonly (readonly [string, string])[], shape: Shape): Record<string, unknown> {
  const object: Record<string, unknown> = {}
  const lists = new Map<string, string[]>()
  for (const [name, text] of pairs) {
    const list = lists.get(name)
    if (list === undefined) lists.set(name, [text])
    else list.push(text)
  }
  for (const [name, texts] of lists) {
    const property = shape.properties.get(name) ?? shape.additional
    const isArray = property?.types.has('array') ?? false
    const value =
      isArray && property
        ? texts.map((text) => read(text, property.items))
        : read(texts[texts.length - 1] ?? '', property)
    Object.defineProperty(object, name, { value, enumerable: true, configurable: true, writable: true })
  }
  return object
}

/**
 * Reads one serialised value (path segment, header, cookie, or a query value that is not exploded) as array or object; undefined
 * when the text does not have the style's form.
 */
export function readComposite(
  text: string,
  kind: 'array' | 'object',
  style: Style,
  explode: boolean,
  name: string,
  shape: Shape,
  decode: Decode,
): unknown {
  switch (style) {
    case 'label': {
      if (!text.startsWith('.')) return undefined
      const body = text.slice(1)
      if (kind === 'array') return arrayOf(split(body, explode ? '.' : ','), shape, decode)
      return explode
        ? objectOfAssignments(split(body, '.'), shape, decode)
        : objectOfList(split(body, ','), shape, decode)
    }
    case 'matrix':
      return readMatrix(text, kind, explode, name, shape, decode)
    case 'spaceDelimited':
    case 'pipeDelimited': {
      const pieces = style === 'pipeDelimited' ? text.split(/\||%7c/i) : text.split(/ |\+|%20/)
      return kind === 'array' ? arrayOf(pieces, shape, decode) : objectOfList(pieces, shape, decode)
    }
    default: {
      const pieces = split(text, ',')
      if (kind === 'array') return arrayOf(pieces, shape, decode)
      return explode && style === 'simple'
        ? objectOfAssignments(pieces, shape, decode)
        : objectOfList(pieces, shape, decode)
    }
  }
}

function readMatrix(
  text: string,
  kind: 'array' | 'object',
  explode: boolean,
  name: string,
  shape: Shape,
  decode: Decode,
): unknown {
  if (!text.startsWith(';')) return undefined
  const body = text.slice(1)
  if (explode && kind === 'object') return objectOfAssignments(body.split(';'), shape, decode)
  const prefix = `${name}=`
  if (explode) {
    const pieces = body.split(';')
    if (!pieces.every((piece) => piece.startsWith(prefix))) return undefined
    return arrayOf(
      pieces.map((piece) => piece.slice(prefix.length)),
      shape,
      decode,
    )
  }
  if (!body.startsWith(prefix)) return undefined
  const pieces = split(body.slice(prefix.length), ',')
  return kind === 'array' ? arrayOf(pieces, shape, decode) : objectOfList(pieces, shape, decode)
}

/** The text of a primitive under a style; undefined when the style's sign is missing. */
export function primitiveText(text: string, style: Style, name: string): string | undefined {
  if (style === 'label') return text.startsWith('.') ? text.slice(1) : undefined
  if (style === 'matrix') {
    if (text === `;${name}`) return ''
    return text.startsWith(`;${name}=`) ? text.slice(name.length + 2) : undefined
  }
  return text
}

function split(text: string, separator: string): string[] {
  return text === '' ? [] : text.split(separator)
}
