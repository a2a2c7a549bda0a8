import { hkdfSync } from 'node:crypto'
import { jwtVerify, SignJWT } from 'jose'
import { z } from 'zod'

/** What an end user did on the portal's page, told to the server by a redirect of his browser. */
export const interactionOutcome = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('login'), accountId: z.string().min(1) }),
  z.strictObject({ kind: z.literal('consent'), accountId: z.string().min(1), scopes: z.array(z.string()).max(200) }),
  z.strictObject({ kind: z.literal('denied') }),
])
export type InteractionOutcome = z.infer<typeof interactionOutcome>

const lifetimeSeconds = 60
const type = 'gatehouse-interaction+jwt'

/** A key for one purpose from the installation's secret. */
export function deriveKey(secretKey: Uint8Array, purpose: string): Uint8Array {
  return new Uint8Array(hkdfSync('sha256', secretKey, new Uint8Array(0), `gatehouse ${purpose}`, 32))
}

/** Signs an outcome for one interaction, good for a minute. Worth nothing without the interaction's cookie. */
export function signOutcome(secretKey: Uint8Array, uid: string, outcome: InteractionOutcome): Promise<string> {
  return new SignJWT({ uid, outcome })
    .setProtectedHeader({ alg: 'HS256', typ: type })
    .setIssuedAt()
    .setExpirationTime(`${lifetimeSeconds}s`)
    .sign(deriveKey(secretKey, 'issuer interaction'))
}

/** The outcome of this interaction; undefined for anything that is not exactly that. */
export async function verifyOutcome(
  secretKey: Uint8Array,
  uid: string,
  assertion: string,
): Promise<InteractionOutcome | undefined> {
  try {
    const { payload } = await jwtVerify(assertion, deriveKey(secretKey, 'issuer interaction'), {
      algorithms: ['HS256'],
      typ: type,
      maxTokenAge: lifetimeSeconds,
      requiredClaims: ['uid', 'outcome', 'exp'],
    })
    return payload.uid === uid ? interactionOutcome.parse(payload.outcome) : undefined
  } catch {
    return undefined
  }
}
