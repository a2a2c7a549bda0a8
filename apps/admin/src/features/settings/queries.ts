import { getOrganization } from '@gatehouse/contracts/endpoints/organization'
import { getRetention } from '@gatehouse/contracts/endpoints/retention'
import { read } from '../../api/read.ts'

export const organizationRead = () => read(getOrganization, {})
export const retentionRead = () => read(getRetention, {})
