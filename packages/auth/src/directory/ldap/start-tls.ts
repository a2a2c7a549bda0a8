import type { Socket } from 'node:net'
import { BerReader } from 'ldapts'
import { ProviderError } from '../adapter.ts'

/** ExtendedRequest 1 with the name of StartTLS (RFC 4511 §4.14). */
const request = Buffer.concat([Buffer.from('301d02010177188016', 'hex'), Buffer.from('1.3.6.1.4.1.1466.20037')])
const extendedResponse = 0x78
const longestAnswer = 4_096

/**
 * Asks a server on a bare connection to go on in TLS, and reads exactly its answer. Done here rather than by the LDAP client, which
 * keeps bytes that came before the handshake: whoever is in between could put the beginning of an answer there, and have a wrong
 * password accepted (the injection of CVE-2021-33515 and its like). A byte too many ends the connection.
 */
export async function askForTls(socket: Socket, timeoutMs: number): Promise<void> {
  const answer = await firstMessage(socket, timeoutMs)
  const reader = new BerReader(answer)
  reader.readSequence()
  reader.readInt()
  const operation = reader.readSequence()
  const code = operation === extendedResponse ? reader.readEnumeration() : undefined
  if (code === undefined || code === null) throw new ProviderError('malformed', 'The server does not speak LDAP.')
  if (code !== 0)
    throw new ProviderError('settings', `The server does not offer StartTLS (code ${code}): use an ldaps:// address.`)
}

function firstMessage(socket: Socket, timeoutMs: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    let got = Buffer.alloc(0)
    const end = (outcome: () => void) => {
      clearTimeout(late)
      socket.removeListener('data', read)
      socket.removeListener('error', broke)
      socket.removeListener('close', broke)
      socket.pause()
      outcome()
    }
    const refuse = (error: ProviderError) => end(() => reject(error))
    const broke = () => refuse(new ProviderError('unreachable', 'The server closed the connection before TLS began.'))
    const late = setTimeout(
      () => refuse(new ProviderError('timeout', 'The server did not answer StartTLS in time.')),
      timeoutMs,
    )
    const read = (chunk: Buffer) => {
      got = Buffer.concat([got, chunk])
      const length = messageLength(got)
      if (length === undefined && got.length < longestAnswer) return
      if (length === got.length) return end(() => resolve(got))
      if (length !== undefined && length > got.length && length <= longestAnswer) return
      refuse(
        new ProviderError(
          'untrusted',
          'The server sent more than its answer before TLS began: the connection is not safe.',
        ),
      )
    }
    socket.on('data', read)
    socket.once('error', broke)
    socket.once('close', broke)
    socket.write(request)
  })
}

/** Whole length of the message that begins here; undefined while its head is not complete, 0 where it is no message. */
function messageLength(bytes: Buffer): number | undefined {
  const [tag, first] = bytes
  if (tag === undefined) return undefined
  if (tag !== 0x30) return 0
  if (first === undefined) return undefined
  if (first < 0x80) return first + 2
  const digits = first & 0x7f
  if (digits === 0 || digits > 4) return 0
  return bytes.length < 2 + digits ? undefined : bytes.readUIntBE(2, digits) + 2 + digits
}
