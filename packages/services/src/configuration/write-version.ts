import type { ConfiguredVersion } from '@gatehouse/contracts/configuration'
import type { RevisionContent, RevisionOperation } from '@gatehouse/contracts/revision'
import type { StageValues } from '@gatehouse/contracts/stage-values'
import { exportOpenApi } from '@gatehouse/importers/export-openapi'
import { secretName } from '../deployments/stage-state.ts'
import type { LoadedVersion } from './load-apis.ts'

/** A version as files say it. */
export function writeVersion(version: LoadedVersion): ConfiguredVersion {
  const { content } = version
  return {
    name: version.name,
    state: version.state,
    portals: [...version.portals],
    contract: exportOpenApi(content.contract),
    backends: content.backends,
    keyLocations: content.keyLocations ?? null,
    policies: content.policies,
    operations: writeOperations(content),
    stages: Object.fromEntries([...version.values].map(([stage, { values }]) => [stage, writeValues(values)])),
    deprecation: version.program?.written ?? null,
    waivers: version.waivers.map(({ rule, place, reason, expiresAt }) => ({ rule, place, reason, expiresAt })),
  }
}

type Settings = Omit<RevisionOperation, 'id'>

/** Settings of the operations that have any. */
export function writeOperations(content: RevisionContent): Record<string, Settings> {
  const written: Record<string, Settings> = {}
  for (const [key, { id: _id, ...settings }] of Object.entries(content.operations))
    if (Object.keys(settings).length > 0) written[key] = settings
  return written
}

/** Header values are often credentials; only the names of secrets are written. */
export function writeValues(values: StageValues): NonNullable<ConfiguredVersion['stages']>[string] {
  return {
    ...values,
    backends: Object.fromEntries(
      Object.entries(values.backends).map(([name, backend]) => [
        name,
        backend.mock
          ? backend
          : {
              ...backend,
              headers: backend.headers.map((header) =>
                secretName(header.value) !== undefined ? header : { name: header.name },
              ),
            },
      ]),
    ),
  }
}
