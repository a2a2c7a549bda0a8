import * as endpoints from '@gatehouse/contracts/endpoints/audit'
import { listAudit } from '@gatehouse/services/audit/list-audit'
import { verifyAuditChain } from '@gatehouse/services/audit/verify-chain'
import { type Route, route } from '../route.ts'

export const auditRoutes: readonly Route[] = [
  route({ endpoint: endpoints.listAudit, verb: listAudit }),
  route({ endpoint: endpoints.verifyAudit, verb: verifyAuditChain }),
]
