import { getSchema, listSchemas } from '@gatehouse/contracts/endpoints/contract-editing'
import {
  changesReport,
  getChanges,
  getOperation,
  getWorkingCopy,
  importSourceText,
  latestImport,
  listOperations,
} from '@gatehouse/contracts/endpoints/contracts'
import { listRevisions } from '@gatehouse/contracts/endpoints/revisions'
import { read } from '../../api/read.ts'
import type { VersionName } from '../apis/queries.ts'

export const workingCopyRead = (name: VersionName) => read(getWorkingCopy, { ...name })
export const operationsRead = (
  name: VersionName,
  filters: { q?: string; tag?: string; access?: 'key' | 'anonymous'; cursor?: string; limit?: number } = {},
) => read(listOperations, { ...name, ...filters })
export const schemasRead = (name: VersionName, filters: { q?: string; cursor?: string; limit?: number } = {}) =>
  read(listSchemas, { ...name, ...filters })
export const schemaRead = (name: VersionName, schemaName: string) => read(getSchema, { ...name, schemaName })
export const operationRead = (name: VersionName, operation: string) => read(getOperation, { ...name, operation })
/** Two states of a version: `working-copy`, `revision:12` or `stage:production`. */
export type Sides = { from?: string; to?: string }
export const changesRead = (name: VersionName, sides: Sides = {}) => read(getChanges, { ...name, ...sides })
export const changesReportRead = (name: VersionName, sides: Sides, format: 'markdown' | 'text' | 'json') =>
  read(changesReport, { ...name, ...sides, format })
export const revisionsRead = (name: VersionName) => read(listRevisions, { ...name, limit: 100 })
export const latestImportRead = (name: VersionName) => read(latestImport, { ...name })
export const importSourceRead = (name: VersionName) => read(importSourceText, { ...name })
