import {
  getChanges,
  getOperation,
  getWorkingCopy,
  importSourceText,
  latestImport,
  listOperations,
} from '@gatehouse/contracts/endpoints/contracts'
import { read } from '../../api/read.ts'
import type { VersionName } from '../apis/queries.ts'

export const workingCopyRead = (name: VersionName) => read(getWorkingCopy, { ...name })
export const operationsRead = (
  name: VersionName,
  filters: { q?: string; tag?: string; access?: 'key' | 'anonymous'; cursor?: string; limit?: number } = {},
) => read(listOperations, { ...name, ...filters })
export const operationRead = (name: VersionName, operation: string) => read(getOperation, { ...name, operation })
export const changesRead = (name: VersionName, sides: { from?: string; to?: string } = {}) =>
  read(getChanges, { ...name, ...sides })
export const latestImportRead = (name: VersionName) => read(latestImport, { ...name })
export const importSourceRead = (name: VersionName) => read(importSourceText, { ...name })
