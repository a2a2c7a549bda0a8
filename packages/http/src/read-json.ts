import { DomainError } from '@gatehouse/services/grammar/domain-error'
import { readBytes, tooLarge } from './read-bytes.ts'

const defaultMaxBody = 1024 * 1024
const maxDepth = 100
const [quote, backslash, openBrace, closeBrace, openBracket, closeBracket] = Buffer.from('"\\{}[]')

/** Reads a JSON body of at most `maxBody` bytes (1 MiB unless said); an absent one is an empty object. Throws DomainError. */
export async function readJson(request: Request, maxBody = defaultMaxBody): Promise<unknown> {
  const announced = Number(request.headers.get('content-length') ?? 0)
  if (announced > maxBody) throw tooLarge(maxBody)
  const type = request.headers.get('content-type')
  if (type !== null && !isJson(type)) throw new DomainError('unsupported_media_type')
  const bytes = await readBytes(request, maxBody)
  if (bytes.length === 0) return {}
  // A body without a type is what a form or a foreign page can send without asking.
  if (type === null) throw new DomainError('unsupported_media_type')
  return parseJson(bytes)
}

/** Parses JSON text in UTF-8 that is nested no deeper than any honest one; throws not_json. */
export function parseJson(bytes: Uint8Array): unknown {
  if (isTooDeep(bytes))
    throw new DomainError('not_json', `Arrays and objects are nested deeper than ${maxDepth} levels.`)
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch {
    throw new DomainError('not_json')
  }
}

/** Whoever walks a value by recursion would run out of stack (D30); counted on the bytes, before anything is built. */
function isTooDeep(bytes: Uint8Array): boolean {
  let depth = 0
  let quoted = false
  for (let i = 0; i < bytes.length; i += 1) {
    const byte = bytes[i]
    if (quoted) {
      if (byte === backslash) i += 1
      else if (byte === quote) quoted = false
    } else if (byte === quote) quoted = true
    else if (byte === openBrace || byte === openBracket) {
      depth += 1
      if (depth > maxDepth) return true
    } else if (byte === closeBrace || byte === closeBracket) depth -= 1
  }
  return false
}

function isJson(type: string): boolean {
  const [media = '', ...parameters] = type.split(';').map((part) => part.trim().toLowerCase())
  return media === 'application/json' && parameters.every((parameter) => /^charset="?utf-8"?$/.test(parameter))
}
