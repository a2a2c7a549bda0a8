import type { Socket } from 'node:net'
import { connect as connectTls, type TLSSocket } from 'node:tls'
import type { AddressRules } from '@gatehouse/net/address'
import { AddressRefused, NotResolved } from '@gatehouse/net/guarded-connector'
import { sendDatagrams } from '@gatehouse/net/guarded-datagram'
import { ConnectTimeout, guardedSocket } from '@gatehouse/net/guarded-socket'
import type { Resolver } from '@gatehouse/net/resolve-host'
import type { Installation } from '../grammar/installation.ts'
import { counted } from './syslog-message.ts'

export type SyslogTarget = {
  transport: string
  host: string
  port: number
  caCertificate: string | null
}

export type SentSyslog =
  | { ok: true; confirmed: boolean }
  /** `sentence`: what is wrong, and what to do about it. */
  | { ok: false; sentence: string }

const connectMs = 8_000
/** How long a server may take what it was sent. */
const deliverMs = 20_000
/** How long it may take to close its side after it read all. */
const closeMs = 3_000

class SendTimeout extends Error {
  override name = 'SendTimeout'
}

/**
 * Sends messages in order, as one connection. Syslog has no acknowledgement, so this closes its own side after the last one and waits for
 * the server to close its side, which it does when it has read everything; a reset instead means that something was not read. A server
 * that leaves its side open has taken all that a connection can tell (`confirmed` is false then). Over UDP nobody knows.
 */
export async function sendSyslog(
  installation: Installation,
  target: SyslogTarget,
  messages: readonly string[],
): Promise<SentSyslog> {
  const { rules, resolve } = syslogNetwork(installation)
  const place = { host: target.host, port: target.port, rules, ...(resolve === undefined ? {} : { resolve }) }
  try {
    if (target.transport === 'udp') {
      await sendDatagrams(
        place,
        messages.map((message) => Buffer.from(message)),
      )
      return { ok: true, confirmed: false }
    }
    const plain = await guardedSocket({ ...place, timeoutMs: connectMs })
    const socket = target.transport === 'tls' ? await secured(plain, target) : plain
    return { ok: true, confirmed: await deliver(socket, messages.map(counted).join('')) }
  } catch (error) {
    return { ok: false, sentence: sentenceOf(error, target) }
  }
}

/** Private addresses are where syslog servers are; loopback by the operator's list (WEBHOOK_LOOPBACK_PORTS), ourselves and metadata never. */
function syslogNetwork(installation: Installation): { rules: AddressRules; resolve?: Resolver } {
  const { rules, resolve } = installation.webhookNetwork ?? { rules: {} }
  return { rules: { ...rules, mode: 'syslog' }, ...(resolve === undefined ? {} : { resolve }) }
}

function secured(plain: Socket, target: SyslogTarget): Promise<TLSSocket> {
  return new Promise((resolve, reject) => {
    const socket = connectTls({
      socket: plain,
      host: target.host,
      // A name alone can be asked for (RFC 6066 §3); an address is judged by the certificate's addresses.
      ...(/^[\d.]+$|:/.test(target.host) ? {} : { servername: target.host }),
      ...(target.caCertificate === null ? {} : { ca: target.caCertificate }),
      minVersion: 'TLSv1.2',
    })
    const late = setTimeout(() => socket.destroy(new ConnectTimeout('no handshake')), connectMs)
    const failed = (error: Error) => {
      clearTimeout(late)
      plain.destroy()
      reject(error)
    }
    socket.once('error', failed)
    socket.once('close', () => failed(new Error('it closed the connection')))
    socket.once('secureConnect', () => {
      clearTimeout(late)
      socket.removeAllListeners('error').removeAllListeners('close')
      resolve(socket)
    })
  })
}

/** Whether the server said by closing its side that it read all. Throws what keeps it from it. */
function deliver(socket: Socket, bytes: string): Promise<boolean> {
  return new Promise((resolve, reject) => {
    let flushed = false
    let late = setTimeout(() => over(() => reject(new SendTimeout())), deliverMs)
    const over = (say: () => void) => {
      clearTimeout(late)
      socket
        .removeAllListeners('close')
        .removeAllListeners('end')
        .on('error', () => {})
      socket.destroy()
      say()
    }
    // What the server says is of no use, but unread it would keep its end from being seen.
    socket.resume()
    socket.once('error', (error) => over(() => reject(error)))
    socket.once('end', () =>
      over(() => (flushed ? resolve(true) : reject(new Error('it closed the connection before it had read all')))),
    )
    socket.once('close', () => over(() => reject(new Error('it closed the connection before it had read all'))))
    socket.end(bytes, () => {
      flushed = true
      clearTimeout(late)
      late = setTimeout(() => over(() => resolve(false)), closeMs)
    })
  })
}

function sentenceOf(error: unknown, { host, port, transport }: SyslogTarget): string {
  const at = `${host}:${port}`
  if (error instanceof AddressRefused)
    return error.reason === 'loopback'
      ? `${host} is this machine, which sinks may reach only at ports that the operator lists in WEBHOOK_LOOPBACK_PORTS.`
      : `${host} is an address that nothing may be sent to (${error.reason}).`
  if (error instanceof NotResolved) return `${host} has no address. Is the name spelt as its administrator spells it?`
  if (error instanceof ConnectTimeout)
    return `${at} does not answer. A firewall may be in between, or it does not speak ${transport.toUpperCase()} on this port.`
  if (error instanceof SendTimeout) return `${at} took the connection, but not what was sent.`
  const code = codeOf(error)
  if (code === 'ECONNREFUSED')
    return `Nothing listens at ${at} for ${transport.toUpperCase()}. Syslog usually is 6514 for TLS, 601 or 514 for TCP, 514 for UDP.`
  if (/^E(HOST|NET)UNREACH$/.test(code)) return `There is no way from here to ${host}.`
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') return `Its certificate is not for ${host}.`
  if (code === 'CERT_HAS_EXPIRED') return 'Its certificate has expired.'
  if (/SELF_SIGNED|UNABLE_TO_(GET|VERIFY)/.test(code))
    return 'Nobody known vouches for its certificate: give the certificate of its authority (PEM).'
  if (/^ERR_(SSL|TLS)|^EPROTO/.test(code)) return `${at} does not speak TLS 1.2 or later. Is it the port for TCP?`
  if (code === 'ECONNRESET' || code === 'EPIPE') return `${at} broke the connection before it had read all.`
  if (code === 'EMSGSIZE') return 'A message is larger than a datagram may be: use TCP or TLS.'
  return `${at}: ${error instanceof Error && error.message.startsWith('it ') ? error.message : `it failed (${code || 'no reason given'})`}.`
}

function codeOf(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return codeOf(error.errors[0])
  return error instanceof Error && 'code' in error ? String(error.code) : ''
}
