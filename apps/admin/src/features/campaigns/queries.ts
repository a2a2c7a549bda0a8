import type { EndpointInput } from '@gatehouse/contracts/endpoint'
import {
  getCampaign,
  getCampaignItem,
  listCampaignItems,
  listCampaigns,
} from '@gatehouse/contracts/endpoints/campaigns'
import type { Id } from '@gatehouse/contracts/ids'
import { read } from '../../api/read.ts'

export const campaignsRead = (filters: EndpointInput<typeof listCampaigns> = {}) => read(listCampaigns, filters)
export const campaignRead = (id: string) => read(getCampaign, { campaignId: id as Id<'campaign'> })
export const itemsRead = (id: string, filters: Omit<EndpointInput<typeof listCampaignItems>, 'campaignId'> = {}) =>
  read(listCampaignItems, { campaignId: id as Id<'campaign'>, ...filters })
export const evidenceRead = (id: Id<'campaignItem'>) => read(getCampaignItem, { campaignItemId: id })
/** What the reader himself is asked. */
export const questionsRead = (id: string, view: string) =>
  itemsRead(id, { mine: 'true', limit: 200, ...(view === 'open' ? { decision: 'unanswered' as const } : {}) })
