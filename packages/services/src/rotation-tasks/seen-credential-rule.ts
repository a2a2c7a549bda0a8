import {
  getSeenCredentialRule as getEndpoint,
  putSeenCredentialRule as putEndpoint,
} from '@gatehouse/contracts/endpoints/rotation-tasks'
import { organizationSettings } from '@gatehouse/contracts/organization-settings'
import type { Prisma, Transaction } from '@gatehouse/db/client'
import { query, type Reader } from '../grammar/query.ts'
import { checkEtag, verb } from '../grammar/verb.ts'

/** What becomes of credentials that somebody has seen who may not use them any more. */
export const getSeenCredentialRule = query({
  name: 'rotation-task.get-rule',
  allowed: { permission: 'identity.read' },
  input: getEndpoint.query,
  run: async ({ db }) => readRule(db),
})

export const putSeenCredentialRule = verb({
  name: 'rotation-task.put-rule',
  allowed: { permission: 'identity.manage' },
  read: 'identity.read',
  input: putEndpoint.body,
  run: async ({ tx, input, ifMatch }) => {
    await tx.$queryRaw`SELECT id FROM organization FOR UPDATE`
    const before = await readRule(tx)
    checkEtag(before.etag, ifMatch)
    const row = await tx.organization.findFirstOrThrow({ select: { id: true, settings: true } })
    await tx.organization.update({
      where: { id: row.id },
      data: {
        settings: { ...(row.settings as Prisma.JsonObject), seenCredentials: input },
        etag: { increment: 1 },
      },
    })
    return { before, view: await readRule(tx) }
  },
  audit: ({ result: { before, view } }) => ({
    target: { kind: 'organization', id: 'organization' },
    before: { seenCredentials: before.rule },
    after: { seenCredentials: view.rule },
  }),
  answer: ({ view }) => view,
})

async function readRule(db: Reader | Transaction) {
  const row = await db.organization.findFirstOrThrow({ select: { settings: true, etag: true } })
  return { rule: organizationSettings.parse(row.settings).seenCredentials, etag: row.etag }
}
