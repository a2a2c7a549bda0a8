import { lookup } from 'node:dns/promises'
import { isIP } from 'node:net'

/** All addresses of a name, in the order in which they shall be tried. */
export type Resolver = (hostname: string) => Promise<readonly string[]>

/** Asks the operating system, as every other program on this machine would. */
export const systemResolver: Resolver = async (hostname) => {
  const found = await lookup(hostname, { all: true })
  return found.map(({ address }) => address)
}

/** The address itself when the URL holds one (the URL parser has normalised `127.1`, octal, hex and decimal forms). */
export function literalAddress(hostname: string): string | undefined {
  const bare = hostname.replace(/^\[|\]$/g, '')
  return isIP(bare) > 0 ? bare : undefined
}
