import type { ContractExtensions } from '@gatehouse/contracts/contract-extensions'
import { exportContract as endpoint } from '@gatehouse/contracts/endpoints/contract-editing'
import type { RevisionContent } from '@gatehouse/contracts/revision'
import { exportOpenApi } from '@gatehouse/importers/export-openapi'
import { yamlText } from '@gatehouse/importers/yaml-text'
import { requireVersion, versionPathScope } from '../apis/find-version.ts'
import { notFound } from '../grammar/domain-error.ts'
import { query } from '../grammar/query.ts'
import { loadSide } from './load-side.ts'

/** The contract of one state of a version as a file that other tools, and an import here, can read. */
export const exportContract = query({
  name: 'contract.export',
  allowed: { permission: 'api.read' },
  input: endpoint.params.extend(endpoint.query.shape),
  scope: versionPathScope,
  run: async ({ db, input }) => {
    const version = await requireVersion(db, input)
    const side = await loadSide(db, version.id, input.of)
    if (!side) throw notFound()
    const document = exportOpenApi(
      side.content.contract,
      input.extensions === 'with' ? extensionsOf(side.content) : undefined,
    )
    const of = input.of === 'working-copy' ? '' : `-${input.of.replace('revision:', 'r').replace('stage:', '')}`
    const yaml = input.format === 'yaml'
    return {
      fileName: `${version.api.slug}-${version.name}${of}.${input.format}`,
      mediaType: yaml ? 'application/yaml' : 'application/json',
      source: yaml ? yamlText(document) : `${JSON.stringify(document, null, 2)}\n`,
    }
  },
})

/** What people added, without what is only known here: identities, addresses, secrets. */
export function extensionsOf(content: RevisionContent): ContractExtensions {
  return {
    backends: content.backends,
    ...(content.keyLocations ? { keyLocations: content.keyLocations } : {}),
    ...(content.policies.length > 0 ? { policies: content.policies } : {}),
    operations: Object.fromEntries(
      Object.entries(content.operations).flatMap(([key, { id: _id, ...settings }]) =>
        Object.keys(settings).length > 0 ? [[key, settings]] : [],
      ),
    ),
  }
}
