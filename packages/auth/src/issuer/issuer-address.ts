const loopback = new Set(['localhost', '127.0.0.1', '[::1]'])

/** Whether an address may be an issuer's: https, or http on this machine (RFC 8414 §2). */
export function mayBeIssuer(address: string): boolean {
  const url = URL.parse(address)
  return url !== null && (url.protocol === 'https:' || (url.protocol === 'http:' && loopback.has(url.hostname)))
}
