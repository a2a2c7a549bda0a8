import type { EndpointInput } from '@gatehouse/contracts/endpoint'
import { getVersionPage, listApis } from '@gatehouse/contracts/endpoints/apis'
import { read } from '../../api/read.ts'

export type VersionName = { api: string; version: string }

export const apisRead = (filters: EndpointInput<typeof listApis> = {}) => read(listApis, filters)
export const versionRead = (name: VersionName) => read(getVersionPage, { api: name.api, version: name.version })
