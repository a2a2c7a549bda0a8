import { isIP, type Socket } from 'node:net'
import { connect as connectTls, type TLSSocket } from 'node:tls'
import type { LdapSettings } from '@gatehouse/contracts/identity-providers'
import { classifyAddress } from '@gatehouse/net/address'
import { guardedSocket } from '@gatehouse/net/guarded-socket'
import { Client } from 'ldapts'
import { type ProviderCall, ProviderError } from '../adapter.ts'
import { type ProviderNetwork, rulesOf } from '../provider-network.ts'
import { ldapFault } from './ldap-fault.ts'
import { endlessAnswer, MessageMeter } from './message-meter.ts'
import { askForTls } from './start-tls.ts'

export type LdapConnection = {
  readonly client: Client
  /** Signs the connection in as the account of the settings. */
  readonly bindService: () => Promise<void>
  readonly close: () => Promise<void>
}

export type LdapCall = ProviderCall<LdapSettings>

const defaultTimeoutMs = 8_000

/**
 * One guarded connection, in TLS before anything is sent. There is no second one: where it breaks, what runs on it fails, because a
 * client that connects again by itself would go on without TLS and without a name.
 */
export async function openLdap(call: LdapCall, network: ProviderNetwork): Promise<LdapConnection> {
  const { settings, signal } = call
  const timeoutMs = network.timeoutMs ?? defaultTimeoutMs
  const socket = await secured(call, network, timeoutMs).catch((error) => {
    throw ldapFault(error, settings)
  })
  bound(socket)
  let given = false
  const client = new Client({
    url: 'ldap://directory.invalid',
    timeout: timeoutMs,
    // Names are compared by this package, so the client need not judge them.
    strictDN: false,
    createConnection: () => {
      if (given) throw new ProviderError('unreachable', 'The directory closed the connection.')
      given = true
      return socket
    },
  })
  const end = () => socket.destroy()
  signal.addEventListener('abort', end, { once: true })
  return {
    client,
    bindService: async () => {
      if (call.secret === undefined || call.secret === '')
        throw new ProviderError('settings', 'The account that reads the directory has no password: set it.')
      await client.bind(settings.bindDn, call.secret).catch((error) => {
        throw ldapFault(error, settings, 'bind')
      })
    },
    close: async () => {
      signal.removeEventListener('abort', end)
      await client.unbind().catch(() => undefined)
      socket.destroy()
    },
  }
}

async function secured(call: LdapCall, network: ProviderNetwork, timeoutMs: number): Promise<Socket> {
  const { settings, signal } = call
  const { protocol, hostname, port } = new URL(settings.url)
  const host = hostname.replace(/^\[|\]$/g, '')
  const secure = protocol === 'ldaps:'
  const socket = await guardedSocket({
    host,
    port: Number(port || (secure ? 636 : 389)),
    rules: await rulesOf(network),
    timeoutMs,
    signal,
    ...(network.resolve === undefined ? {} : { resolve: network.resolve }),
  })
  try {
    if (!secure && !settings.startTls) {
      if (classifyAddress(socket.remoteAddress ?? '') === 'loopback') return socket
      throw new ProviderError('settings', 'Passwords are sent in TLS only: use an ldaps:// address, or StartTLS.')
    }
    if (!secure) await askForTls(socket, timeoutMs)
    return await inTls(socket, host, settings.certificateAuthority, timeoutMs)
  } catch (error) {
    socket.destroy()
    throw error
  }
}

function inTls(socket: Socket, host: string, authority: string | undefined, timeoutMs: number): Promise<TLSSocket> {
  return new Promise((resolve, reject) => {
    const late = setTimeout(
      () => reject(new ProviderError('timeout', 'The server did not complete the TLS handshake in time.')),
      timeoutMs,
    )
    const tls = connectTls({
      socket,
      minVersion: 'TLSv1.2',
      rejectUnauthorized: true,
      host,
      ...(isIP(host) > 0 ? {} : { servername: host }),
      ...(authority === undefined || authority.trim() === '' ? {} : { ca: authority }),
    })
    const fail = (error: Error) => {
      clearTimeout(late)
      reject(error)
    }
    tls.once('error', fail)
    tls.once('close', () =>
      fail(new ProviderError('unreachable', 'The server closed the connection in the TLS handshake.')),
    )
    tls.once('secureConnect', () => {
      clearTimeout(late)
      tls.removeListener('error', fail)
      resolve(tls)
    })
  })
}

/** Ends a connection on which more comes than any directory says. */
function bound(socket: Socket): void {
  const meter = new MessageMeter()
  const write = socket.write.bind(socket)
  socket.write = ((...given: Parameters<typeof write>) => {
    meter.asked()
    return write(...given)
  }) as typeof socket.write
  socket.on('data', (chunk: Buffer) => {
    if (meter.tooMuch(chunk)) socket.destroy(new Error(endlessAnswer))
  })
}
