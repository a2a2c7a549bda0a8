import { DomainError } from '@gatehouse/services/grammar/domain-error'
import { readBytes } from './read-bytes.ts'

/** A posted form of at most `maxBody` bytes. Throws unsupported_media_type for anything else, and input_too_large. */
export async function readForm(request: Request, maxBody: number): Promise<URLSearchParams> {
  if (!/^application\/x-www-form-urlencoded\b/i.test(request.headers.get('content-type') ?? ''))
    throw new DomainError('unsupported_media_type', 'Send application/x-www-form-urlencoded.')
  return new URLSearchParams(new TextDecoder().decode(await readBytes(request, maxBody)))
}
