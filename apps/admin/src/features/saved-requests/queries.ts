import { getSavedRequests } from '@gatehouse/contracts/endpoints/saved-requests'
import { read } from '../../api/read.ts'
import type { VersionName } from '../apis/queries.ts'

export const savedRequestsRead = (name: VersionName) => read(getSavedRequests, { ...name })
