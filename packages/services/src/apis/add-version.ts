import { addVersion as endpoint } from '@gatehouse/contracts/endpoints/versions'
import { newId } from '@gatehouse/contracts/ids'
import { type RevisionContent, revisionFormat } from '@gatehouse/contracts/revision'
import { hashContent } from '../contracts/content-hash.ts'
import { DomainError, notFound } from '../grammar/domain-error.ts'
import { verb } from '../grammar/verb.ts'
import { loadApiView } from './api-view.ts'
import { apiScope, findApi } from './find-version.ts'
import { saveFirstValues } from './first-values.ts'

/** What a version holds before anybody gave it a contract. */
export function emptyContent(title: string): RevisionContent {
  return {
    format: revisionFormat,
    contract: {
      title,
      version: '0',
      servers: [],
      tags: [],
      securitySchemes: {},
      operations: [],
      schemas: {},
    },
    backends: [{ name: 'default' }],
    operations: {},
    policies: [],
  }
}

/** Adds a version without a contract to an API; what is written into it answers from the mock at first. */
export const addVersion = verb({
  name: 'version.create',
  allowed: { permission: 'api.edit' },
  read: 'api.read',
  input: endpoint.params.extend(endpoint.body.shape),
  scope: apiScope,
  run: async ({ ctx, tx, input }) => {
    const api = await findApi(tx, input.api)
    if (!api) throw notFound()
    if (await tx.version.findUnique({ where: { apiId_name: { apiId: api.id, name: input.name } } }))
      throw new DomainError('already_exists', `${api.name} has a version “${input.name}” already.`)
    const versionId = newId('version')
    await tx.version.create({
      data: { id: versionId, apiId: api.id, name: input.name, basePath: `/${api.slug}/${input.name}` },
    })
    await tx.backend.create({ data: { id: newId('backend'), versionId, name: 'default' } })
    await saveFirstValues({ ctx, tx }, versionId, ['default'], null)
    const content = emptyContent(api.name)
    await tx.workingCopy.create({ data: { versionId, content, contentHash: hashContent(content) } })
    return { view: await loadApiView(tx, api.id), versionId }
  },
  audit: ({ input, result: { view, versionId } }) => ({
    target: { kind: 'version', id: versionId },
    apiId: view.id,
    teamId: view.team.id,
    after: { name: input.name },
  }),
  answer: ({ view }) => view,
})
