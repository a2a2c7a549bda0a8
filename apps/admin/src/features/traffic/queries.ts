import type { EndpointInput } from '@gatehouse/contracts/endpoint'
import { getRequest, getUsageRanking, getUsageSeries, listRequests } from '@gatehouse/contracts/endpoints/usage'
import type { Id } from '@gatehouse/contracts/ids'
import { read } from '../../api/read.ts'

export const requestsRead = (filters: EndpointInput<typeof listRequests> = {}) => read(listRequests, filters)
export const requestRead = (id: string) => read(getRequest, { requestId: id as Id<'request'> })
export const seriesRead = (question: EndpointInput<typeof getUsageSeries>) => read(getUsageSeries, question)
export const rankingRead = (question: EndpointInput<typeof getUsageRanking>) => read(getUsageRanking, question)
