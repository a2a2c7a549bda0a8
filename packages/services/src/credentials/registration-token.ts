import { putRecord } from '@gatehouse/auth/issuer/record-store'
import { newSid } from '@gatehouse/auth/session-token'
import { createMyRegistrationToken as endpoint } from '@gatehouse/contracts/endpoints/oauth-clients'
import { applicationScope, lockApplication } from '../applications/application-scope.ts'
import { DomainError } from '../grammar/domain-error.ts'
import { verb } from '../grammar/verb.ts'
import { readIssuerPolicy } from '../issuer/policy.ts'

const lifetimeSeconds = 3600

/** An initial access token (RFC 7591) with which an application registers clients of its own on one stage. */
export const createMyRegistrationToken = verb({
  name: 'credential.registration-token',
  allowed: { developer: ['owner', 'admin'] },
  input: endpoint.params.extend(endpoint.body.shape),
  scope: (tx, input) => applicationScope(tx, input.applicationId),
  run: async ({ ctx, tx, input }) => {
    const { policy } = await readIssuerPolicy(tx)
    if (!policy.registration)
      throw new DomainError('not_possible', 'Clients cannot register themselves here; create one instead.')
    const stage = await tx.stage.findUnique({ where: { id: input.stageId }, select: { exposure: true } })
    if (!stage || stage.exposure === 'hidden')
      throw new DomainError('invalid_input', 'There is no such stage. Choose one of the list.')
    await lockApplication(tx, input.applicationId)
    const token = newSid()
    const seconds = Math.floor(ctx.now().getTime() / 1000)
    await putRecord(
      ctx.db.pool,
      'InitialAccessToken',
      token,
      {
        kind: 'InitialAccessToken',
        iat: seconds,
        exp: seconds + lifetimeSeconds,
        applicationId: input.applicationId,
        stageId: input.stageId,
      },
      lifetimeSeconds,
    )
    return {
      token,
      endpoint: `${ctx.installation.controlUrl}/oauth/register`,
      expiresAt: new Date((seconds + lifetimeSeconds) * 1000).toISOString(),
    }
  },
  audit: ({ input }) => ({
    target: { kind: 'application', id: input.applicationId },
    after: { stageId: input.stageId, registrationToken: true },
  }),
})
