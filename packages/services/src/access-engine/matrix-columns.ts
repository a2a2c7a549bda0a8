import type { matrixFilter } from '@gatehouse/contracts/endpoints/access-engine'
import type { Snapshot } from '@gatehouse/policies/decide-types'
import { byVersion, plannedOperations } from '@gatehouse/policies/matrix/judge-access'
import { revisionFor } from '@gatehouse/policies/matrix/reach'
import type { PlannedOperation, PlannedVersion } from '@gatehouse/policies/snapshot/runtime'
import type { z } from 'zod'
import type { SeenApi } from './seen.ts'

/** One operation of the matrix: beside a canary it can stand for two, of which an application sees one. */
export type Column = {
  readonly id: string
  readonly planned: PlannedVersion
  readonly api: SeenApi
  /** By deployment. */
  readonly revisions: readonly PlannedOperation[]
}

type Filter = z.output<typeof matrixFilter>

/** Operations that run on a stage, by API, version, path and method. */
export function columnsOf(snapshot: Snapshot, apis: ReadonlyMap<string, SeenApi>): Column[] {
  const found = new Map<string, { id: string; planned: PlannedVersion; api: SeenApi; revisions: PlannedOperation[] }>()
  const versions = byVersion(snapshot)
  for (const operation of plannedOperations(snapshot)) {
    const planned = versions.get(operation.deployment.versionId)
    const api = planned === undefined ? undefined : apis.get(planned.version.apiId)
    if (planned === undefined || api === undefined) continue
    const column = found.get(operation.id)
    if (column === undefined) found.set(operation.id, { id: operation.id, planned, api, revisions: [operation] })
    else column.revisions.push(operation)
  }
  return [...found.values()].sort(byPlace)
}

function byPlace(one: Column, other: Column): number {
  return (
    one.api.name.localeCompare(other.api.name) ||
    one.planned.version.name.localeCompare(other.planned.version.name, 'en', { numeric: true }) ||
    definitionOf(one).path.localeCompare(definitionOf(other).path) ||
    definitionOf(one).method.localeCompare(definitionOf(other).method)
  )
}

export function definitionOf({ revisions }: Column): PlannedOperation['definition'] {
  return (revisions[0] as PlannedOperation).definition
}

/** The revision of it that serves an application. */
export function operationFor({ planned, revisions }: Column, applicationId: string | null): PlannedOperation | null {
  if (revisions.length === 1 && planned.deployments.length === 1) return revisions[0] ?? null
  const deployment = revisionFor(planned, applicationId)
  return revisions.find((operation) => operation.deployment === deployment) ?? null
}

/** Those that a filter leaves, but for its verdict. `includes`: of the product that is asked for. */
export function filterColumns(
  columns: readonly Column[],
  filter: Pick<Filter, 'api' | 'tag'>,
  includes: ((operation: PlannedOperation) => boolean) | null,
): Column[] {
  const { api, tag } = filter
  return columns.filter((column) => {
    if (api !== undefined && column.api.id !== api && column.api.slug !== api) return false
    if (tag !== undefined && !definitionOf(column).tags.includes(tag)) return false
    return includes === null || column.revisions.some(includes)
  })
}

/** Whether a text stands in a column's name. */
export function isAbout(column: Column, text: string): boolean {
  const { method, path } = definitionOf(column)
  const { name, slug } = column.api
  return [`${method} ${path}`, name, slug].some((part) => part.toLowerCase().includes(text.toLowerCase()))
}
