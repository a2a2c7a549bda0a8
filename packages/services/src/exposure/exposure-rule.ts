import { getExposureRule as getEndpoint, putExposureRule as putEndpoint } from '@gatehouse/contracts/endpoints/exposure'
import { organizationSettings } from '@gatehouse/contracts/organization-settings'
import type { Prisma, Transaction } from '@gatehouse/db/client'
import { query, type Reader } from '../grammar/query.ts'
import { checkEtag, verb } from '../grammar/verb.ts'

type Db = Pick<Reader, 'organization'> | Transaction

/** Which new exposures gates refuse. */
export async function readExposureRule(db: Db) {
  const row = await db.organization.findFirstOrThrow({ select: { settings: true, etag: true } })
  return { rule: organizationSettings.parse(row.settings).exposure, etag: row.etag }
}

export const getExposureRule = query({
  name: 'exposure-rule.get',
  allowed: { permission: 'api.read', anyMember: true, anyScope: true },
  input: getEndpoint.query,
  run: async ({ db }) => {
    const { rule, etag } = await readExposureRule(db)
    return { forbid: rule.forbid, etag }
  },
})

/** Security says which exposures no deploy may bring any more. */
export const putExposureRule = verb({
  name: 'exposure-rule.put',
  allowed: { permission: 'guardrail.manage' },
  input: putEndpoint.body,
  run: async ({ tx, input, ifMatch }) => {
    await tx.$queryRaw`SELECT id FROM organization FOR UPDATE`
    const before = await readExposureRule(tx)
    checkEtag(before.etag, ifMatch)
    const row = await tx.organization.findFirstOrThrow({ select: { id: true, settings: true } })
    const forbid = [...new Set(input.forbid)].sort()
    await tx.organization.update({
      where: { id: row.id },
      data: { settings: { ...(row.settings as Prisma.JsonObject), exposure: { forbid } }, etag: { increment: 1 } },
    })
    return { before, view: { forbid, etag: before.etag + 1 } }
  },
  audit: ({ result: { before, view } }) => ({
    target: { kind: 'organization', id: 'organization' },
    before: { exposure: before.rule },
    after: { exposure: { forbid: view.forbid } },
  }),
  answer: ({ view }) => view,
})
