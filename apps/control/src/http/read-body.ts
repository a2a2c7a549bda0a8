import type { IncomingMessage } from 'node:http'
import { parseJson } from '@gatehouse/http/read-json'
import { isStorable } from '@gatehouse/http/storable'
import { DomainError } from '@gatehouse/services/grammar/domain-error'
import { parseInput } from '@gatehouse/services/grammar/verb'
import type { z } from 'zod'

/** The whole body, or a refusal as soon as it is larger than `limit` bytes. */
export async function readBody(request: IncomingMessage, limit: number): Promise<Buffer> {
  const tooLarge = () => new DomainError('input_too_large', `The body may have ${limit} bytes.`)
  if (Number(request.headers['content-length'] ?? 0) > limit) throw tooLarge()
  const chunks: Buffer[] = []
  let size = 0
  // Left early, the request is not destroyed with its socket: the refusal can still be read.
  for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > limit) throw tooLarge()
    chunks.push(chunk)
  }
  return Buffer.concat(chunks, size)
}

export async function readJson<S extends z.ZodType>(
  request: IncomingMessage,
  schema: S,
  limit: number,
): Promise<z.output<S>> {
  const value = parseInput(schema, parseJson(await readBody(request, limit)))
  if (!isStorable(value)) throw new DomainError('invalid_input', 'Only Unicode text without NUL characters is stored.')
  return value
}
