import type { EndpointInput } from '@gatehouse/contracts/endpoint'
import { getExposureRule, listExposures } from '@gatehouse/contracts/endpoints/exposure'
import { read } from '../../api/read.ts'

export const exposuresRead = (filters: EndpointInput<typeof listExposures> = {}) =>
  read(listExposures, { limit: 100, ...filters })
export const exposureRuleRead = () => read(getExposureRule, {})
