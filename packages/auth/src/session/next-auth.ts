import nextAuthModule, { type AuthOptions } from 'next-auth'

export { decode, encode } from 'next-auth/jwt'
export type { AuthOptions }

/** next-auth's factory of handlers. It is CommonJS: Node gives the namespace as default import, a bundler the function itself. */
export function nextAuth(options: AuthOptions): unknown {
  const imported: unknown = nextAuthModule
  const make = typeof imported === 'function' ? imported : (imported as { default: unknown }).default
  return (make as (options: AuthOptions) => unknown)(options)
}
