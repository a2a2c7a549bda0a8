import { z } from 'zod'
import { endpoint, instant } from '../endpoint.ts'
import { idOf } from '../ids.ts'
import { apiPath } from './version-path.ts'

/** A team that may find a partner API in the portal and ask for it. */
export const partnerView = z.strictObject({
  team: z.strictObject({ id: idOf('team'), name: z.string() }),
  since: instant,
  /** Open subscriptions of its applications to products with the API; they stay when the grant ends. */
  subscriptions: z.number().int(),
})
export type PartnerView = z.infer<typeof partnerView>

const partners = z.strictObject({ items: z.array(partnerView) })

export const listPartners = endpoint({
  id: 'apis.partners',
  method: 'GET',
  path: '/apis/{api}/partners',
  tag: 'APIs',
  summary: 'Teams that may find and ask for a partner API',
  description: 'They matter only while the API’s audience is `partner`.',
  audience: 'management',
  permission: 'api.read',
  params: apiPath,
  response: partners,
})

const partnerPath = z.strictObject({ ...apiPath.shape, teamId: idOf('team') })

export const addPartner = endpoint({
  id: 'apis.add-partner',
  method: 'PUT',
  path: '/apis/{api}/partners/{teamId}',
  tag: 'APIs',
  summary: 'Let a team find and ask for a partner API',
  description: 'Adding one that is there already changes nothing.',
  audience: 'management',
  permission: 'api.publish',
  params: partnerPath,
  response: partners,
})

export const removePartner = endpoint({
  id: 'apis.remove-partner',
  method: 'DELETE',
  path: '/apis/{api}/partners/{teamId}',
  tag: 'APIs',
  summary: 'Hide a partner API from a team',
  description: 'What its applications are subscribed to keeps working; only new subscriptions end.',
  audience: 'management',
  permission: 'api.publish',
  params: partnerPath,
  response: partners,
})
