import type { requestDetail } from '@gatehouse/contracts/endpoints/usage'
import type { z } from 'zod'

export type RequestDetail = z.infer<typeof requestDetail>
