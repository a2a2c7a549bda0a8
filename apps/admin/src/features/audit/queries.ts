import type { EndpointInput } from '@gatehouse/contracts/endpoint'
import { auditFacets, auditTargets, getAuditEntry, listAudit } from '@gatehouse/contracts/endpoints/audit'
import { listAuditSinks } from '@gatehouse/contracts/endpoints/audit-sinks'
import { read } from '../../api/read.ts'

export const auditRead = (filters: EndpointInput<typeof listAudit> = {}) => read(listAudit, filters)
export const auditFacetsRead = () => read(auditFacets, {})
export const auditTargetsRead = (q: string) => read(auditTargets, { q })
export const auditEntryRead = (seq: string) => read(getAuditEntry, { seq })
export const auditSinksRead = () => read(listAuditSinks, { limit: 100 })
