import { DomainError } from '@gatehouse/services/grammar/domain-error'

const defaultMaxBody = 1024 * 1024

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
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch {
    throw new DomainError('not_json')
  }
}

function isJson(type: string): boolean {
  const [media = '', ...parameters] = type.split(';').map((part) => part.trim().toLowerCase())
  return media === 'application/json' && parameters.every((parameter) => /^charset="?utf-8"?$/.test(parameter))
}

async function readBytes(request: Request, maxBody: number): Promise<Uint8Array> {
  if (request.body === null) return new Uint8Array()
  const chunks: Uint8Array[] = []
  let length = 0
  const reader = request.body.getReader()
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return Buffer.concat(chunks)
    length += value.byteLength
    if (length > maxBody) {
      await reader.cancel()
      throw tooLarge(maxBody)
    }
    chunks.push(value)
  }
}

function tooLarge(maxBody: number): DomainError {
  return new DomainError('input_too_large', `At most ${maxBody} bytes are accepted here.`)
}
