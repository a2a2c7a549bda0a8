import type { EndpointInput } from '@gatehouse/contracts/endpoint'
import { getKeyImport, listKeyImportRecords, listKeyImports } from '@gatehouse/contracts/endpoints/key-imports'
import type { Id } from '@gatehouse/contracts/ids'
import { read } from '../../api/read.ts'

export const importsRead = (filters: EndpointInput<typeof listKeyImports> = {}) => read(listKeyImports, filters)
export const importRead = (id: string) => read(getKeyImport, { keyImportId: id as Id<'keyImport'> })
export const recordsRead = (id: string, filters: Partial<EndpointInput<typeof listKeyImportRecords>> = {}) =>
  read(listKeyImportRecords, { keyImportId: id as Id<'keyImport'>, limit: 100, ...filters })
