import { Secret, TOTP } from 'otpauth'
import { renderSVG } from 'uqr'

/** Time-based one-time codes (RFC 6238) as every authenticator app knows them: SHA-1, six digits, thirty seconds. */
const periodMs = 30_000

function totpOf(secret: string, names: { issuer?: string; label?: string } = {}): TOTP {
  return new TOTP({
    ...names,
    secret: Secret.fromBase32(secret),
    algorithm: 'SHA1',
    digits: 6,
    period: periodMs / 1000,
  })
}

/** A new secret: 160 random bits in base32. */
export function newTotpSecret(): string {
  return new Secret({ size: 20 }).base32
}

/** What an authenticator app is shown: the address that names account and secret, and its QR code as SVG. */
export function totpEnrolment(secret: string, names: { issuer: string; label: string }): { uri: string; qr: string } {
  const uri = totpOf(secret, names).toString()
  return { uri, qr: renderSVG(uri, { border: 2 }) }
}

/** The step whose code this is, one step of the clock either way; undefined when it is none. Steps only grow, so a code counts once. */
export function totpStep(secret: string, code: string, now: Date): bigint | undefined {
  const token = code.replaceAll(/\s/g, '')
  if (!/^\d{6}$/.test(token)) return undefined
  const delta = totpOf(secret).validate({ token, timestamp: now.getTime(), window: 1 })
  return delta === null ? undefined : BigInt(Math.floor(now.getTime() / periodMs) + delta)
}

/** The code of an instant; for tests and tools, as an authenticator app computes it. */
export function totpCode(secret: string, now: Date): string {
  return totpOf(secret).generate({ timestamp: now.getTime() })
}
