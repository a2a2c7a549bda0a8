import { z } from 'zod'
import { endpoint, instant, none } from '../endpoint.ts'
import { idOf } from '../ids.ts'

/** A person's own data: taken along as JSON, or erased (S32). */

const own = { tag: 'Account', audience: 'person' } as const
const ofAnother = {
  tag: 'People',
  audience: 'management',
  permission: 'person.manage',
  params: z.strictObject({ personId: idOf('person') }),
} as const

export const erasureView = z.strictObject({
  /** When it happens; null where none was asked for. */
  dueAt: instant.nullable(),
})
export type ErasureView = z.infer<typeof erasureView>

/** What one has to type: one's own address, or the name of somebody without one. */
const confirmation = z.strictObject({ confirm: z.string().min(1).max(254) })

export const exportMyData = endpoint({
  ...own,
  id: 'account.export',
  method: 'POST',
  path: '/account/export',
  summary: 'Everything that is stored about oneself, as JSON',
  description: 'Every table that names the person, without secrets. Five a day; needs a proof of the last ten minutes.',
  response: z.strictObject({
    exportedAt: instant,
    personId: idOf('person'),
    /** Table → rows, as they are stored. */
    tables: z.record(z.string(), z.array(z.record(z.string(), z.unknown()))),
  }),
})

export const getMyErasure = endpoint({
  ...own,
  id: 'account.erasure',
  method: 'GET',
  path: '/account/erasure',
  summary: 'Whether one’s own account is to be erased, and when',
  response: erasureView,
})
export const requestMyErasure = endpoint({
  ...own,
  id: 'account.requestErasure',
  method: 'POST',
  path: '/account/erasure',
  summary: 'Have one’s own account erased in 24 hours',
  description: 'Until then it can be taken back. Needs a proof of the last ten minutes. The last admin stays.',
  body: confirmation,
  response: erasureView,
})
export const cancelMyErasure = endpoint({
  ...own,
  id: 'account.cancelErasure',
  method: 'DELETE',
  path: '/account/erasure',
  summary: 'Keep one’s own account after all',
  response: none,
  status: 204,
})

export const requestErasure = endpoint({
  ...ofAnother,
  id: 'people.requestErasure',
  method: 'POST',
  path: '/people/{personId}/erasure',
  summary: 'Have a person erased in 24 hours',
  body: confirmation,
  response: erasureView,
})
export const cancelErasure = endpoint({
  ...ofAnother,
  id: 'people.cancelErasure',
  method: 'DELETE',
  path: '/people/{personId}/erasure',
  summary: 'Keep a person after all',
  response: none,
  status: 204,
})
