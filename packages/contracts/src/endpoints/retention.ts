import { z } from 'zod'
import { endpoint, etag } from '../endpoint.ts'
import { retentionChange } from '../retention.ts'

const tag = 'Organization'

/** One kind of data with the period that holds here; `days` is null where an event ends it. */
export const retentionView = z.strictObject({
  key: z.string(),
  title: z.string(),
  holds: z.string(),
  personal: z.boolean(),
  area: z.enum(['account', 'traffic', 'operation', 'records']),
  days: z.number().int().nullable(),
  /** "30 days", or "until the account is erased". */
  kept: z.string(),
  /** Bounds where the console may set it; null: nobody may, and `why` says so. */
  bounds: z.strictObject({ least: z.number().int(), most: z.number().int(), usual: z.number().int() }).nullable(),
  why: z.string().nullable(),
})
export type RetentionView = z.infer<typeof retentionView>

const statement = z.strictObject({ kinds: z.array(retentionView) })

export const getRetention = endpoint({
  id: 'retention.get',
  method: 'GET',
  path: '/retention',
  tag,
  summary: 'What is kept for how long',
  audience: 'management',
  response: statement.extend({ etag }),
  etag: 'sent',
})

export const updateRetention = endpoint({
  id: 'retention.update',
  method: 'PATCH',
  path: '/retention',
  tag,
  summary: 'Set how long data is kept',
  description:
    'In days, within each kind’s bounds. What is older goes with the next clean-up, within the hour, for good.',
  audience: 'management',
  permission: 'organization.manage',
  body: retentionChange,
  response: statement.extend({ etag }),
  etag: 'required',
})

export const getPrivacy = endpoint({
  id: 'portal.privacy',
  method: 'GET',
  path: '/portal/privacy',
  tag: 'Portal',
  summary: 'What is kept about the people who use the portal, and for how long',
  audience: 'public',
  response: statement.extend({ organization: z.string() }),
})
