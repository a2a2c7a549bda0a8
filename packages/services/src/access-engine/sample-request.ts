import { sampleValue } from '@gatehouse/compiler/mock/sample-value'
import type { Json } from '@gatehouse/contracts/json'
import type { Snapshot } from '@gatehouse/policies/decide-types'
import type { PlannedOperation } from '@gatehouse/policies/snapshot/runtime'
import { argumentsOf } from '@gatehouse/policies/tools/tool-arguments'
import { toolRequest } from '@gatehouse/policies/tools/tool-request'

export type SampleRequest = { method: string; target: string; headers: string[]; body: Buffer | undefined }

/** A request that an operation's contract takes, made from its schemas: what is required, no more. */
export function sampleRequest(snapshot: Snapshot, operation: PlannedOperation): SampleRequest {
  const { definition, deployment } = operation
  const version = [...snapshot.internals.versions.values()].find(
    (planned) => planned.version.id === deployment.versionId,
  )?.version
  if (version === undefined) throw new Error(`the snapshot has no version ${deployment.versionId}`)
  const hash = snapshot.manifest.versions
    .flatMap(({ deployments }) => deployments)
    .find(({ id }) => id === deployment.id)?.part
  const schemas = snapshot.internals.parts.get(hash ?? '')?.part.schemas ?? {}
  const found = argumentsOf(definition, version)
  const given = Object.fromEntries(
    found
      .filter(({ required }) => required)
      .map(({ name, schema }) => [name, sampleValue(schema as Json | undefined, schemas) ?? '1'] as const),
  )
  const made = toolRequest({ name: '', operation, version, arguments: found, deprecation: null, schemas }, given)
  if ('error' in made)
    return { method: definition.method, target: `${version.basePath}${definition.path}`, headers: [], body: undefined }
  return made
}
