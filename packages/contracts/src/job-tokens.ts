import { z } from 'zod'

/** Claim → text or pattern; `*` stands for any characters. All must hold. */
export const jobClaims = z
  .record(z.string().regex(/^[A-Za-z0-9_.:/-]{1,80}$/), z.string().min(1).max(300))
  .refine((claims) => Object.keys(claims).length <= 20, { error: 'at most 20 claims' })
  .refine((claims) => Object.values(claims).some((pattern) => /^[^*]{2}/.test(pattern)), {
    error: 'at least one claim must begin with more than *: else any job of the issuer would pass',
  })
  .meta({ examples: [{ repository: 'acme/shop', environment: 'production' }] })
export type JobClaims = z.infer<typeof jobClaims>

/** Whether a claim's value fits a pattern; a list fits when one of it does. */
export function claimFits(pattern: string, value: unknown): boolean {
  if (Array.isArray(value)) return value.some((one) => claimFits(pattern, one))
  if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean') return false
  return fits(pattern, String(value))
}

/** Left to right, taking the earliest place for each part between stars: linear, whatever the pattern. */
function fits(pattern: string, text: string): boolean {
  const parts = pattern.split('*')
  const [first = '', ...rest] = parts
  if (rest.length === 0) return text === pattern
  const last = rest.pop() ?? ''
  if (!text.startsWith(first) || text.length < first.length + last.length || !text.endsWith(last)) return false
  let at = first.length
  const end = text.length - last.length
  for (const part of rest) {
    const found = text.indexOf(part, at)
    if (found === -1 || found + part.length > end) return false
    at = found + part.length
  }
  return true
}

/** Grant and token types of RFC 8693, as a job sends them. */
export const tokenExchange = {
  path: '/api/v1/job-token',
  grantType: 'urn:ietf:params:oauth:grant-type:token-exchange',
  subjectTypes: ['urn:ietf:params:oauth:token-type:jwt', 'urn:ietf:params:oauth:token-type:id_token'],
  issuedType: 'urn:ietf:params:oauth:token-type:access_token',
} as const
