import type { AddressRules } from '@gatehouse/net/address'
import {
  type GuardedFailure,
  type GuardedRequest,
  type GuardedResponse,
  guardedFetch,
} from '@gatehouse/net/guarded-fetch'
import { literalAddress, type Resolver, systemResolver } from '@gatehouse/net/resolve-host'
import { ProviderError, type ProviderFault } from './adapter.ts'

/** Where identity providers may be, and how long and how much they may answer. */
export type ProviderNetwork = {
  /** Loopback by the operator's list; private ranges are allowed, metadata and link-local never. */
  readonly rules: AddressRules & { readonly mode: 'idp' }
  /** Places of the installation itself, as `host:port`, wherever their names lead: database, control plane. */
  readonly forbidden?: readonly string[]
  readonly resolve?: Resolver
  /** Whole time of one request, in milliseconds. */
  readonly timeoutMs?: number
  /** Longest answer, in bytes. */
  readonly maxBytes?: number
}

const defaultTimeoutMs = 8_000
const defaultMaxBytes = 1024 * 1024

export type ProviderRequest = Pick<GuardedRequest, 'url' | 'method' | 'headers' | 'body'> & { signal?: AbortSignal }
export type ProviderAnswer = Extract<GuardedResponse, { ok: true }>

/** Rules with the installation's own places in them, resolved now: a name of the database may not be reached under another one. */
export async function rulesOf(network: ProviderNetwork): Promise<AddressRules> {
  const resolve = network.resolve ?? systemResolver
  const places: string[] = []
  for (const place of network.forbidden ?? []) {
    const at = place.lastIndexOf(':')
    const [host, port] = [place.slice(0, at), place.slice(at + 1)]
    const literal = literalAddress(host)
    const addresses = literal === undefined ? await resolve(host).catch(() => []) : [literal]
    for (const address of addresses) places.push(address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`)
  }
  return { ...network.rules, ownPlaces: [...(network.rules.ownPlaces ?? []), ...places] }
}

/** One guarded request to a provider; whatever keeps an answer away is a ProviderError. `what`: the part that is asked, for the sentence. */
export async function askProvider(
  network: ProviderNetwork,
  what: string,
  request: ProviderRequest,
): Promise<ProviderAnswer> {
  const { signal, ...call } = request
  if (signal?.aborted) throw failed('timeout', what, request.url)
  const answer = guardedFetch({
    ...call,
    rules: await rulesOf(network),
    timeoutMs: network.timeoutMs ?? defaultTimeoutMs,
    maxBytes: network.maxBytes ?? defaultMaxBytes,
    ...(network.resolve === undefined ? {} : { resolve: network.resolve }),
  })
  const got = await (signal === undefined ? answer : Promise.race([answer, whenAborted(signal)]))
  if (got === undefined) throw failed('timeout', what, request.url)
  if (!got.ok) throw failed(got.failure, what, request.url)
  return got
}

function whenAborted(signal: AbortSignal): Promise<undefined> {
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(undefined), { once: true }))
}

/** What each failure means for whoever connects the provider. */
const failures: Readonly<Record<GuardedFailure, readonly [ProviderFault, string]>> = {
  'invalid-url': ['settings', 'is none that can be called'],
  'address-refused': [
    'settings',
    'is one that identity providers must not have: this machine, cloud metadata, or a part of Gatehouse',
  ],
  'not-resolved': ['unreachable', 'has a host name that leads nowhere'],
  'not-connected': ['unreachable', 'does not answer: nothing listens there, or a firewall is in between'],
  tls: ['untrusted', 'has a certificate that is not valid for its name'],
  timeout: ['timeout', 'did not answer in time'],
  'too-large': ['too_large', 'answered more than an identity provider ever says'],
  encoded: ['malformed', 'sent a compressed answer that nobody asked for'],
  protocol: ['malformed', 'broke the connection, or does not speak HTTP'],
}

function failed(failure: GuardedFailure, what: string, url: string): ProviderError {
  const [fault, sentence] = failures[failure]
  return new ProviderError(fault, `${what} (${hostOf(url)}) ${sentence}.`)
}

/** Host and path of an address, without anything that may be secret. */
export function hostOf(url: string): string {
  if (!URL.canParse(url)) return 'no address'
  const { host, pathname } = new URL(url)
  return `${host}${pathname}`.slice(0, 200)
}
