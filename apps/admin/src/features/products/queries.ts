import type { EndpointInput } from '@gatehouse/contracts/endpoint'
import { getProduct, listPortals, listProducts } from '@gatehouse/contracts/endpoints/products'
import type { Id } from '@gatehouse/contracts/ids'
import { read } from '../../api/read.ts'

export const productsRead = (filters: EndpointInput<typeof listProducts> = {}) => read(listProducts, filters)
export const productRead = (id: string) => read(getProduct, { productId: id as Id<'product'> })
export const portalsRead = () => read(listPortals, { limit: 100 })
