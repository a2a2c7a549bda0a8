import type { planView, productView } from '@gatehouse/contracts/endpoints/products'
import type { z } from 'zod'

export type ProductView = z.infer<typeof productView>
export type PlanView = z.infer<typeof planView>
