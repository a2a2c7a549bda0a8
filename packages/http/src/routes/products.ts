import * as endpoints from '@gatehouse/contracts/endpoints/products'
import { createPlan, retirePlan, revisePlan } from '@gatehouse/services/products/change-plans'
import { createProduct } from '@gatehouse/services/products/create-product'
import { deleteProduct } from '@gatehouse/services/products/delete-product'
import { getProduct, listPortals, listProducts } from '@gatehouse/services/products/list-products'
import { offerVersion } from '@gatehouse/services/products/offer-version'
import { setProductTools } from '@gatehouse/services/products/set-product-tools'
import { setProductItems, updateProduct } from '@gatehouse/services/products/update-product'
import { type Route, route } from '../route.ts'

export const productRoutes: readonly Route[] = [
  route({ endpoint: endpoints.listProducts, verb: listProducts }),
  route({ endpoint: endpoints.getProduct, verb: getProduct }),
  route({ endpoint: endpoints.createProduct, verb: createProduct }),
  route({ endpoint: endpoints.offerVersion, verb: offerVersion }),
  route({ endpoint: endpoints.updateProduct, verb: updateProduct }),
  route({ endpoint: endpoints.deleteProduct, verb: deleteProduct }),
  route({ endpoint: endpoints.setProductItems, verb: setProductItems }),
  route({ endpoint: endpoints.setProductTools, verb: setProductTools }),
  route({ endpoint: endpoints.createPlan, verb: createPlan }),
  route({ endpoint: endpoints.revisePlan, verb: revisePlan }),
  route({ endpoint: endpoints.retirePlan, verb: retirePlan }),
  route({ endpoint: endpoints.listPortals, verb: listPortals }),
]
