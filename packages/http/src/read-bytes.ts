import { DomainError } from '@gatehouse/services/grammar/domain-error'

/** The whole body, or a refusal (input_too_large) as soon as it is larger than `maxBody` bytes: no more is read. */
export async function readBytes(request: Request, maxBody: number): Promise<Uint8Array> {
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

export function tooLarge(maxBody: number): DomainError {
  return new DomainError('input_too_large', `At most ${maxBody} bytes are accepted here.`)
}
