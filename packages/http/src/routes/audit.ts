import * as endpoints from '@gatehouse/contracts/endpoints/audit'
import * as sinkEndpoints from '@gatehouse/contracts/endpoints/audit-sinks'
import { auditFacets, auditTargets } from '@gatehouse/services/audit/audit-facets'
import { createAuditExport, downloadAuditExport } from '@gatehouse/services/audit/export-audit'
import { getAuditEntry } from '@gatehouse/services/audit/get-audit-entry'
import { listAudit } from '@gatehouse/services/audit/list-audit'
import { verifyAuditChain } from '@gatehouse/services/audit/verify-chain'
import * as sinks from '@gatehouse/services/audit-sinks/manage-audit-sinks'
import { testAuditSink } from '@gatehouse/services/audit-sinks/test-audit-sink'
import { type Route, route } from '../route.ts'

export const auditRoutes: readonly Route[] = [
  route({ endpoint: endpoints.listAudit, verb: listAudit }),
  route({ endpoint: endpoints.auditFacets, verb: auditFacets }),
  route({ endpoint: endpoints.auditTargets, verb: auditTargets }),
  route({ endpoint: endpoints.getAuditEntry, verb: getAuditEntry }),
  route({ endpoint: endpoints.verifyAudit, verb: verifyAuditChain }),
  route({ endpoint: endpoints.createAuditExport, verb: createAuditExport }),
  route({ endpoint: endpoints.downloadAuditExport, verb: downloadAuditExport }),
  route({ endpoint: sinkEndpoints.listAuditSinks, verb: sinks.listAuditSinks }),
  route({ endpoint: sinkEndpoints.createAuditSink, verb: sinks.createAuditSink }),
  route({ endpoint: sinkEndpoints.updateAuditSink, verb: sinks.updateAuditSink }),
  route({ endpoint: sinkEndpoints.deleteAuditSink, verb: sinks.deleteAuditSink }),
  route({ endpoint: sinkEndpoints.testAuditSink, verb: testAuditSink }),
]
