import { createPublicKey } from 'node:crypto'
import { type Id, newId } from '@gatehouse/contracts/ids'
import { enrolRequest } from '@gatehouse/contracts/sync'
import { DomainError } from '../grammar/domain-error.ts'
import { verb } from '../grammar/verb.ts'
import { loadSigningKey } from '../publishing/signing-key.ts'
import { hashEnrolmentToken } from './create-enrolment.ts'

/** A one-time token becomes a gateway: its public keys are pinned, the key that signs snapshots is told. */
export const enrolGateway = verb({
  name: 'gateway.enrol',
  // The token is the proof; whoever holds it speaks for the gateway that is being made.
  allowed: { systemOnly: true },
  input: enrolRequest,
  run: async ({ ctx, tx, input }) => {
    assertPublicKey(input.signingKey, 'Ed25519')
    assertPublicKey(input.sealingKey, 'X25519')
    const gatewayId = newId('gateway')
    // One statement decides who uses the token, however many try at once.
    const used = await tx.$queryRaw<{ id: string; stage_id: string }[]>`
      UPDATE gateway_enrolment SET used_at = ${ctx.now()}, gateway_id = ${gatewayId}
      WHERE token_hash = ${hashEnrolmentToken(input.token)} AND used_at IS NULL AND expires_at > ${ctx.now()}
      RETURNING id, stage_id`
    const enrolment = used[0]
    if (!enrolment) throw new DomainError('enrolment_invalid')
    if (await tx.gateway.findUnique({ where: { signingKey: input.signingKey }, select: { id: true } }))
      throw new DomainError(
        'already_exists',
        'A gateway with this signing key is enrolled. Make new keys and a new token.',
      )
    await tx.gateway.create({
      data: {
        id: gatewayId,
        stageId: enrolment.stage_id,
        name: input.name,
        signingKey: input.signingKey,
        sealingKey: input.sealingKey,
        enrolledAt: ctx.now(),
        ...(ctx.address === undefined ? {} : { address: ctx.address }),
      },
    })
    const { publicKey } = await loadSigningKey(tx, ctx.installation)
    return {
      enrolmentId: enrolment.id,
      answer: { gatewayId, stageId: enrolment.stage_id as Id<'stage'>, snapshotKey: publicKey },
    }
  },
  audit: ({ result }) => ({
    target: { kind: 'gateway', id: result.answer.gatewayId },
    after: { stageId: result.answer.stageId, enrolmentId: result.enrolmentId },
  }),
  answer: ({ answer }) => answer,
})

function assertPublicKey(key: string, curve: 'Ed25519' | 'X25519'): void {
  try {
    const x = Buffer.from(key, 'base64url')
    if (x.length === 32) {
      createPublicKey({ key: { kty: 'OKP', crv: curve, x: x.toString('base64url') }, format: 'jwk' })
      return
    }
  } catch {
    // Falls through to the one refusal below.
  }
  throw new DomainError('invalid_input', `The ${curve} public key is not 32 bytes in base64url.`)
}
