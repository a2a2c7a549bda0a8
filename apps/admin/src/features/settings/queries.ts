import { getOrganization } from '@gatehouse/contracts/endpoints/organization'
import { read } from '../../api/read.ts'

export const organizationRead = () => read(getOrganization, {})
