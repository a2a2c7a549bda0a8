import { createPrivateKey, generateKeyPairSync, type KeyObject, randomUUID, sign } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { rawPublicKey } from '@gatehouse/auth/credentials/sealed'
import { enrolResponse } from '@gatehouse/contracts/sync'
import { z } from 'zod'
import { writeFileAtomically } from '../store/atomic-file.ts'

/** Who this gateway is: keys made here that never leave, and what the control plane answered at enrolment. */
export type GatewayIdentity = {
  gatewayId: string
  stageId: string
  /** Raw Ed25519 key that signs snapshots, base64url; pinned for good. */
  snapshotKey: string
  signingKey: KeyObject
  sealingKey: KeyObject
}

export type GatewayKeys = { signingKey: KeyObject; sealingKey: KeyObject; signingPublic: string; sealingPublic: string }

const file = z.object({ signingKey: z.string(), sealingKey: z.string(), enrolled: enrolResponse.optional() })

const fileName = 'identity.json'

/** Keys of this folder, made at the first call (mode 0600), and the enrolment when there was one. */
export async function loadIdentity(
  data: string,
): Promise<{ keys: GatewayKeys; enrolled: GatewayIdentity | undefined }> {
  const path = join(data, fileName)
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined
    throw error
  })
  const stored = text === undefined ? undefined : file.parse(JSON.parse(text))
  const signing = stored === undefined ? generateKeyPairSync('ed25519').privateKey : pem(stored.signingKey)
  const sealing = stored === undefined ? generateKeyPairSync('x25519').privateKey : pem(stored.sealingKey)
  const keys: GatewayKeys = {
    signingKey: signing,
    sealingKey: sealing,
    signingPublic: rawPublicKey(signing),
    sealingPublic: rawPublicKey(sealing),
  }
  if (stored === undefined) await store(data, keys, undefined)
  const enrolled = stored?.enrolled
  return { keys, enrolled: enrolled && { ...enrolled, signingKey: signing, sealingKey: sealing } }
}

export async function storeEnrolment(
  data: string,
  keys: GatewayKeys,
  enrolled: z.infer<typeof enrolResponse>,
): Promise<GatewayIdentity> {
  await store(data, keys, enrolled)
  return { ...enrolled, signingKey: keys.signingKey, sealingKey: keys.sealingKey }
}

/** A fresh proof of identity: good for 50 seconds, for this control plane, once. `offsetMs`: own clock minus the control plane's. */
export function gatewayToken(identity: GatewayIdentity, audience: string, now: number, offsetMs: number): string {
  const issued = Math.floor((now - offsetMs) / 1000)
  const claims = {
    iss: identity.gatewayId,
    sub: identity.gatewayId,
    aud: audience,
    iat: issued,
    exp: issued + 50,
    jti: randomUUID(),
  }
  const text = `${encode({ alg: 'EdDSA', typ: 'JWT' })}.${encode(claims)}`
  return `${text}.${sign(null, Buffer.from(text), identity.signingKey).toString('base64url')}`
}

function encode(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url')
}

function pem(text: string): KeyObject {
  return createPrivateKey(text)
}

async function store(
  data: string,
  keys: GatewayKeys,
  enrolled: z.infer<typeof enrolResponse> | undefined,
): Promise<void> {
  const text = JSON.stringify({
    signingKey: keys.signingKey.export({ type: 'pkcs8', format: 'pem' }),
    sealingKey: keys.sealingKey.export({ type: 'pkcs8', format: 'pem' }),
    enrolled,
  })
  await writeFileAtomically(join(data, fileName), [Buffer.from(text)])
}
