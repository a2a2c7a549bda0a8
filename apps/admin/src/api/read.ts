import type { Endpoint, EndpointInput } from '@gatehouse/contracts/endpoint'

/** One read of the management API: what to ask, and the key under which the answer is kept. Works on both sides. */
export type Read<E extends Endpoint> = {
  endpoint: E
  input: EndpointInput<E>
  queryKey: readonly [string, EndpointInput<E>]
}

export type AnyRead = { endpoint: Endpoint; input: unknown; queryKey: readonly unknown[] }

export function read<E extends Endpoint>(endpoint: E, input: EndpointInput<E>): Read<E> {
  return { endpoint, input, queryKey: [endpoint.id, input] }
}

/** Drops what is empty, so that filters from the address become an input. */
export function given<T extends Record<string, unknown>>(values: T): { [K in keyof T]?: NonNullable<T[K]> } {
  return Object.fromEntries(
    Object.entries(values).filter(([, value]) => value !== null && value !== undefined && value !== ''),
  ) as never
}
