import * as endpoints from '@gatehouse/contracts/endpoints/audit'
import { auditFacets, auditTargets } from '@gatehouse/services/audit/audit-facets'
import { createAuditExport, downloadAuditExport } from '@gatehouse/services/audit/export-audit'
import { getAuditEntry } from '@gatehouse/services/audit/get-audit-entry'
import { listAudit } from '@gatehouse/services/audit/list-audit'
import { verifyAuditChain } from '@gatehouse/services/audit/verify-chain'
import { type Route, route } from '../route.ts'

export const auditRoutes: readonly Route[] = [
  route({ endpoint: endpoints.listAudit, verb: listAudit }),
  route({ endpoint: endpoints.auditFacets, verb: auditFacets }),
  route({ endpoint: endpoints.auditTargets, verb: auditTargets }),
  route({ endpoint: endpoints.getAuditEntry, verb: getAuditEntry }),
  route({ endpoint: endpoints.verifyAudit, verb: verifyAuditChain }),
  route({ endpoint: endpoints.createAuditExport, verb: createAuditExport }),
  route({ endpoint: endpoints.downloadAuditExport, verb: downloadAuditExport }),
]
