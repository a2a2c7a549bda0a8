import { createPublicKey, verify } from 'node:crypto'
import type { Id } from '@gatehouse/contracts/ids'
import type { Database } from '@gatehouse/db/client'
import { z } from 'zod'
import { DomainError } from '../grammar/domain-error.ts'

const header = z.object({ alg: z.literal('EdDSA') })
const claims = z.object({
  iss: z.string().startsWith('gw_'),
  sub: z.string(),
  aud: z.string(),
  exp: z.number(),
  nbf: z.number().optional(),
  iat: z.number().optional(),
  jti: z.string().min(8).max(200),
})

/** Longest life of a token, and how far the clocks may differ. */
const longestLifeS = 60
const skewS = 30

export type KnownGateway = {
  id: Id<'gateway'>
  stageId: Id<'stage'>
  name: string
  /** Raw X25519 public key, base64url. */
  sealingKey: string
}

/**
 * The gateway that signed the token: a JWT (EdDSA, RFC 8037), iss = sub = gateway id, aud = control URL, exp at most 60 s ahead.
 * Every other token is one refusal, so that nothing is told of which gateways exist.
 */
export async function authenticateGateway(
  db: Database,
  authorization: string | undefined,
  audience: string,
  now: Date,
): Promise<KnownGateway> {
  const token = /^Bearer ([\w-]+)\.([\w-]+)\.([\w-]+)$/i.exec(authorization ?? '')
  if (!token) throw refused()
  const [, head = '', body = '', signature = ''] = token
  if (!header.safeParse(decode(head)).success) throw refused()
  const said = claims.safeParse(decode(body)).data
  if (!said || said.iss !== said.sub || said.aud !== audience) throw refused()
  const time = now.getTime() / 1000
  if (said.exp < time - skewS || said.exp > time + longestLifeS + skewS || (said.nbf ?? 0) > time + skewS)
    throw refused()
  const row = await db.prisma.gateway.findFirst({ where: { id: said.iss, removedAt: null } })
  if (!row) throw refused()
  const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: row.signingKey }, format: 'jwk' })
  if (!verify(null, Buffer.from(`${head}.${body}`), key, Buffer.from(signature, 'base64url'))) throw refused()
  return {
    id: row.id as Id<'gateway'>,
    stageId: row.stageId as Id<'stage'>,
    name: row.name,
    sealingKey: row.sealingKey,
  }
}

function refused(): DomainError {
  return new DomainError('unauthenticated')
}

function decode(part: string): unknown {
  try {
    return JSON.parse(Buffer.from(part, 'base64url').toString('utf8'))
  } catch {
    return undefined
  }
}
