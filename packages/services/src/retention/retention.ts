import { none } from '@gatehouse/contracts/endpoint'
import { updateRetention as updateEndpoint } from '@gatehouse/contracts/endpoints/retention'
import type { JsonObject } from '@gatehouse/contracts/json'
import { type RetentionPeriods, retentionPeriods } from '@gatehouse/contracts/retention'
import { query } from '../grammar/query.ts'
import { checkEtag, verb } from '../grammar/verb.ts'
import { readPeriods, statementOf } from './retention-statement.ts'

/** What is kept for how long. */
export const getRetention = query({
  name: 'retention.get',
  allowed: { anyMember: true },
  input: none,
  run: async ({ db }) => {
    const { etag } = await db.organization.findFirstOrThrow({ select: { etag: true } })
    return { kinds: statementOf(await readPeriods(db)), etag }
  },
})

/** Sets periods. The next clean-up obeys; what it removes does not come back when a period is made longer again. */
export const updateRetention = verb({
  name: 'retention.update',
  allowed: { permission: 'organization.manage' },
  input: updateEndpoint.body,
  run: async ({ tx, input, ifMatch }) => {
    await tx.$queryRaw`SELECT id FROM organization FOR UPDATE`
    const row = await tx.organization.findFirstOrThrow()
    checkEtag(row.etag, ifMatch)
    const before = await readPeriods(tx)
    const given = Object.fromEntries(Object.entries(input).filter(([, days]) => days !== undefined))
    const after = retentionPeriods.parse({ ...before, ...given })
    await tx.organization.update({
      where: { id: row.id },
      data: { settings: { ...(row.settings as JsonObject), retention: after }, etag: { increment: 1 } },
    })
    return { id: row.id, before, after, etag: row.etag + 1 }
  },
  audit: ({ result: { id, before, after } }) => ({
    target: { kind: 'organization', id },
    before: changed(before, after),
    after: changed(after, before),
  }),
  answer: ({ after, etag }) => ({ kinds: statementOf(after), etag }),
})

/** What the portal states of the data of those who use it: kinds that say something of a person. */
export const getPrivacy = query({
  name: 'portal.privacy',
  allowed: { visitor: true },
  input: none,
  run: async ({ db }) => {
    const { name } = await db.organization.findFirstOrThrow({ select: { name: true } })
    return { organization: name, kinds: statementOf(await readPeriods(db)).filter(({ personal }) => personal) }
  },
})

/** The periods that differ, in days. */
function changed(periods: RetentionPeriods, other: RetentionPeriods): Record<string, number> {
  const keys = Object.keys(periods) as (keyof RetentionPeriods)[]
  return Object.fromEntries(keys.filter((key) => periods[key] !== other[key]).map((key) => [key, periods[key]]))
}
