import { isIP } from 'node:net'
import { type ConnectionOptions, connect } from 'node:tls'
import type { AddressRules } from './address.ts'
import {
  AddressRefused,
  connectedRefusal,
  NotResolved,
  pinAddresses,
  pinnedLookup,
  withMachineAddresses,
} from './guarded-connector.ts'
import { type Resolver, systemResolver } from './resolve-host.ts'

export type SeenCertificate =
  /** `issuer`: name of who signed it. */
  | { readonly ok: true; readonly expiresAt: Date; readonly issuer: string }
  | { readonly ok: false; readonly failure: 'address-refused' | 'not-resolved' | 'not-connected' | 'timeout' }

/**
 * The certificate that a server shows for a name, without a request being sent. Also one that is not trusted or has ended: the question is
 * when it ends. Connects only where the rules allow, as `guardedFetch` does. Never throws for what the other side does.
 */
export async function readCertificate(ask: {
  readonly hostname: string
  readonly port: number
  readonly rules: AddressRules
  readonly timeoutMs: number
  readonly resolve?: Resolver
}): Promise<SeenCertificate> {
  const rules = withMachineAddresses(ask.rules)
  try {
    const addresses = await pinAddresses(ask.hostname, ask.port, rules, ask.resolve ?? systemResolver)
    return await shake(ask, rules, addresses)
  } catch (error) {
    if (error instanceof AddressRefused) return { ok: false, failure: 'address-refused' }
    if (error instanceof NotResolved) return { ok: false, failure: 'not-resolved' }
    throw error
  }
}

function shake(
  { hostname, port, timeoutMs }: { hostname: string; port: number; timeoutMs: number },
  rules: AddressRules,
  addresses: readonly string[],
): Promise<SeenCertificate> {
  return new Promise((resolve) => {
    const bare = hostname.replace(/^\[|\]$/g, '')
    const options: ConnectionOptions & { autoSelectFamily: boolean } = {
      host: bare,
      port,
      lookup: pinnedLookup(addresses),
      autoSelectFamily: true,
      ...(isIP(bare) === 0 ? { servername: bare } : {}),
      // Nothing is sent and nothing believed: one that has ended is just what is looked for.
      rejectUnauthorized: false,
    }
    const socket = connect(options)
    const done = (seen: SeenCertificate) => {
      clearTimeout(timer)
      socket.destroy()
      resolve(seen)
    }
    const timer = setTimeout(() => done({ ok: false, failure: 'timeout' }), timeoutMs)
    socket.once('error', () => done({ ok: false, failure: 'not-connected' }))
    socket.once('secureConnect', () => {
      if (connectedRefusal(socket, port, rules)) return done({ ok: false, failure: 'address-refused' })
      const { valid_to, issuer } = socket.getPeerCertificate()
      const expiresAt = new Date(valid_to)
      if (Number.isNaN(expiresAt.getTime())) return done({ ok: false, failure: 'not-connected' })
      const named = issuer?.O ?? issuer?.CN ?? ''
      done({ ok: true, expiresAt, issuer: [named].flat()[0]?.slice(0, 200) ?? '' })
    })
  })
}
