import type { LookupFunction, Socket } from 'node:net'
import { isIP } from 'node:net'
import { networkInterfaces } from 'node:os'
import { buildConnector } from 'undici'
import { type AddressRules, refusalOf } from './address.ts'
import { literalAddress, type Resolver } from './resolve-host.ts'

/** The address behind a name is one that must not be connected to. */
export class AddressRefused extends Error {
  override name = 'AddressRefused'
  readonly reason: string
  constructor(reason: string) {
    super(`the address is ${reason}`)
    this.reason = reason
  }
}

/** The name leads nowhere. */
export class NotResolved extends Error {
  override name = 'NotResolved'
}

/**
 * Connects only where the rules allow. The name is resolved once; every address that it has must pass, the connection
 * is made to exactly these (so a second answer of a rebinding name server is never asked for), and the address of the
 * connected socket is judged again before a byte of the request is sent.
 */
export function guardedConnector(rules: AddressRules, resolve: Resolver, timeoutMs: number): buildConnector.connector {
  const judged = withMachineAddresses(rules)
  return (options, callback) => {
    const port = Number(options.port || (options.protocol === 'https:' ? 443 : 80))
    pinAddresses(options.hostname, port, judged, resolve).then(
      (addresses) => {
        const connect = buildConnector({ timeout: timeoutMs, autoSelectFamily: true, lookup: pinnedLookup(addresses) })
        connect(options, (...result) => {
          const [error, socket] = result
          if (error !== null) return callback(error, null)
          const refusal = connectedRefusal(socket, port, judged)
          if (refusal === undefined) return callback(null, socket)
          socket.destroy()
          callback(refusal, null)
        })
      },
      (error: Error) => callback(error, null),
    )
  }
}

/** Judges where a socket really ended up. A socket that cannot say is refused. */
export function connectedRefusal(
  socket: Pick<Socket, 'remoteAddress'>,
  port: number,
  rules: AddressRules,
): AddressRefused | undefined {
  const reason = refusalOf(socket.remoteAddress ?? '', port, rules)
  return reason === undefined ? undefined : new AddressRefused(reason)
}

/** The rules as this machine must judge them: its own addresses are places of the installation, too. */
export function withMachineAddresses(rules: AddressRules): AddressRules {
  return { ...rules, ownAddresses: [...(rules.ownAddresses ?? []), ...machineAddresses()] }
}

/** Resolves a name once and gives the addresses that may be connected to. Throws AddressRefused, NotResolved. */
export async function pinAddresses(
  hostname: string,
  port: number,
  rules: AddressRules,
  resolve: Resolver,
): Promise<readonly string[]> {
  const literal = literalAddress(hostname)
  const addresses = literal === undefined ? await resolved(hostname, resolve) : [literal]
  // One refused address refuses the name: who mixes public and private answers is probing.
  for (const address of addresses) {
    const reason = refusalOf(address, port, rules)
    if (reason !== undefined) throw new AddressRefused(reason)
  }
  return addresses
}

async function resolved(hostname: string, resolve: Resolver): Promise<readonly string[]> {
  const addresses = await resolve(hostname).catch(() => [])
  if (addresses.length === 0) throw new NotResolved(`${hostname} has no address`)
  return addresses
}

/** A lookup that answers these addresses, whatever it is asked. */
export function pinnedLookup(addresses: readonly string[]): LookupFunction {
  return (_hostname, options, callback) => {
    const all = addresses.map((address) => ({ address, family: isIP(address) }))
    const [first] = all
    if (options.all) callback(null, all)
    else if (first) callback(null, first.address, first.family)
  }
}

function machineAddresses(): string[] {
  return Object.values(networkInterfaces()).flatMap((list) => (list ?? []).map(({ address }) => address))
}
