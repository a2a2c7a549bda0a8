import type { EndpointInput } from '@gatehouse/contracts/endpoint'
import { getPromotion, listPromotions, listTasks } from '@gatehouse/contracts/endpoints/promotions'
import { read } from '../../api/read.ts'

export const promotionRead = (promotion: string) => read(getPromotion, { promotion })
export const promotionsRead = (filters: EndpointInput<typeof listPromotions> = {}) => read(listPromotions, filters)
export const tasksRead = () => read(listTasks, {})
