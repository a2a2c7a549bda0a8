import type { EndpointInput } from '@gatehouse/contracts/endpoint'
import { listAudit, verifyAudit } from '@gatehouse/contracts/endpoints/audit'
import { read } from '../../api/read.ts'

export const auditRead = (filters: EndpointInput<typeof listAudit> = {}) => read(listAudit, filters)
export const verificationRead = () => read(verifyAudit, {})
