import { createApi as endpoint } from '@gatehouse/contracts/endpoints/apis'
import { newId } from '@gatehouse/contracts/ids'
import type { Transaction } from '@gatehouse/db/client'
import { hashContent } from '../contracts/content-hash.ts'
import { DomainError } from '../grammar/domain-error.ts'
import { verb } from '../grammar/verb.ts'
import { freeSlug, toSlug } from '../products/slug.ts'
import { emptyContent } from './add-version.ts'
import { loadApiView } from './api-view.ts'
import { saveFirstValues } from './first-values.ts'

/** Creates an API whose first version has no contract yet; what is written into it answers from the mock at first. */
export const createApi = verb({
  name: 'api.create',
  allowed: { permission: 'api.create' },
  read: 'team.read',
  input: endpoint.body,
  scope: async (tx, input) => (await tx.team.findUnique({ where: { id: input.teamId } })) && { teamId: input.teamId },
  run: async ({ ctx, tx, input }) => {
    const slug = await chooseApiSlug(tx, input.slug, input.name)
    const apiId = newId('api')
    await tx.api.create({
      data: {
        id: apiId,
        slug,
        name: input.name,
        summary: input.summary,
        purpose: input.purpose,
        successMeasure: input.successMeasure,
        audience: input.audience,
        teamId: input.teamId,
        tags: input.tags,
      },
    })
    const versionId = newId('version')
    await tx.version.create({
      data: { id: versionId, apiId, name: input.versionName, basePath: `/${slug}/${input.versionName}` },
    })
    await tx.backend.create({ data: { id: newId('backend'), versionId, name: 'default' } })
    await saveFirstValues({ ctx, tx }, versionId, ['default'], null)
    const content = emptyContent(input.name)
    await tx.workingCopy.create({ data: { versionId, content, contentHash: hashContent(content) } })
    return loadApiView(tx, apiId)
  },
  audit: ({ result }) => ({
    target: { kind: 'api', id: result.id },
    apiId: result.id,
    teamId: result.team.id,
    after: { slug: result.slug, audience: result.audience, versions: result.versions.map(({ id }) => id) },
  }),
})

/** The asked slug if it is free, else one made from the name, with a number where it is taken. */
export async function chooseApiSlug(tx: Transaction, asked: string | undefined, name: string): Promise<string> {
  const isTaken = async (slug: string) =>
    (await tx.api.findUnique({ where: { slug }, select: { id: true } })) !== null ||
    (await tx.version.findFirst({ where: { basePath: { startsWith: `/${slug}/` } }, select: { id: true } })) !== null
  if (asked === undefined) return freeSlug(toSlug(name), isTaken)
  if (await isTaken(asked)) throw new DomainError('already_exists', `An API with the slug “${asked}” exists.`)
  return asked
}
