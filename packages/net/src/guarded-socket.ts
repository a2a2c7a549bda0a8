import { connect, type Socket } from 'node:net'
import type { AddressRules } from './address.ts'
import { connectedRefusal, pinAddresses, pinnedLookup, withMachineAddresses } from './guarded-connector.ts'
import { type Resolver, systemResolver } from './resolve-host.ts'

export type GuardedPlace = {
  readonly host: string
  readonly port: number
  readonly rules: AddressRules
  readonly timeoutMs: number
  readonly signal?: AbortSignal
  readonly resolve?: Resolver
}

/** Nobody answered in time. */
export class ConnectTimeout extends Error {
  override name = 'ConnectTimeout'
}

/**
 * A TCP connection to a place that somebody entered, for protocols that are not HTTP: resolved once, each address judged, connected
 * to exactly these, and judged again on the connected socket, before a byte is sent. The caller owns the socket.
 * Throws AddressRefused, NotResolved, ConnectTimeout, and what the operating system says.
 */
export async function guardedSocket(place: GuardedPlace): Promise<Socket> {
  const rules = withMachineAddresses(place.rules)
  const addresses = await pinAddresses(place.host, place.port, rules, place.resolve ?? systemResolver)
  place.signal?.throwIfAborted()
  return await new Promise<Socket>((resolve, reject) => {
    const socket = connect({
      host: place.host,
      port: place.port,
      lookup: pinnedLookup(addresses),
      autoSelectFamily: true,
      noDelay: true,
    })
    // A literal address is never looked up: it is the one that was judged.
    const fail = (error: Error) => {
      settle()
      socket.on('error', () => {})
      socket.destroy()
      reject(error)
    }
    const late = setTimeout(() => fail(new ConnectTimeout(`${place.host} did not answer in time`)), place.timeoutMs)
    const aborted = () => fail(new ConnectTimeout('it took too long'))
    const settle = () => {
      clearTimeout(late)
      place.signal?.removeEventListener('abort', aborted)
      socket.removeListener('error', fail)
    }
    place.signal?.addEventListener('abort', aborted, { once: true })
    socket.once('error', fail)
    socket.once('connect', () => {
      const refusal = connectedRefusal(socket, place.port, rules)
      if (refusal !== undefined) return fail(refusal)
      settle()
      resolve(socket)
    })
  })
}
