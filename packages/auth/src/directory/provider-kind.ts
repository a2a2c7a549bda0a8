import type { z } from 'zod'
import type { ProviderAdapter, ProviderCall, ProviderSettings } from './adapter.ts'

/** A kind of identity provider as the product knows it: what it can, and what its settings must be. */
export type ProviderKind = {
  readonly kind: string
  /** Public part of the settings; what it gives is what the adapter is called with. */
  readonly settings: z.ZodType<ProviderSettings>
  readonly adapter: ProviderAdapter
}

/**
 * Makes a kind of an adapter and the schema of its settings. Whatever is stored is read by that schema at each call, so an adapter
 * never sees settings of an older form.
 */
export function providerKind<S extends ProviderSettings>(
  adapter: ProviderAdapter<S>,
  settings: z.ZodType<S>,
): ProviderKind {
  const own = (call: ProviderCall<ProviderSettings>): ProviderCall<S> => ({
    ...call,
    settings: settings.parse(call.settings),
  })
  const { beginSignIn, endSignIn, checkPassword, verifyToken, verifyLogout } = adapter
  const { listPeople, lookUp, registerClient, removeClient } = adapter
  return {
    kind: adapter.kind,
    settings,
    adapter: {
      kind: adapter.kind,
      discover: (call) => adapter.discover(own(call)),
      ...(beginSignIn ? { beginSignIn: (call, request) => beginSignIn(own(call), request) } : {}),
      ...(endSignIn ? { endSignIn: (call, answer) => endSignIn(own(call), answer) } : {}),
      ...(checkPassword ? { checkPassword: (call, given) => checkPassword(own(call), given) } : {}),
      ...(verifyToken ? { verifyToken: (call, token) => verifyToken(own(call), token) } : {}),
      ...(verifyLogout ? { verifyLogout: (call, token) => verifyLogout(own(call), token) } : {}),
      ...(listPeople ? { listPeople: (call) => listPeople(own(call)) } : {}),
      ...(lookUp ? { lookUp: (call, userName) => lookUp(own(call), userName) } : {}),
      ...(registerClient ? { registerClient: (call, client) => registerClient(own(call), client) } : {}),
      ...(removeClient ? { removeClient: (call, client) => removeClient(own(call), client) } : {}),
    },
  }
}
