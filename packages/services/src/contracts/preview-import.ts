import { previewImport as endpoint } from '@gatehouse/contracts/endpoints/contracts'
import { query } from '../grammar/query.ts'
import { lintPreview } from '../lint/lint-preview.ts'
import { freeSlug, toSlug } from '../products/slug.ts'
import { offeredBackend } from './read-contract-file.ts'
import { readContractSource } from './read-contract-source.ts'

/** What a file would become; saves nothing. */
export const previewImport = query({
  name: 'api.import-preview',
  allowed: { anyMember: true, permission: 'api.create', anyScope: true },
  input: endpoint.body,
  run: async ({ ctx, db, input }) => {
    const { description, report, given } = await readContractSource(ctx.installation, input)
    const slug = await freeSlug(
      toSlug(description.title),
      async (slug) => (await db.api.findUnique({ where: { slug }, select: { id: true } })) !== null,
    )
    return {
      title: description.title,
      description: description.description ?? null,
      slug,
      basePath: `/${slug}/v1`,
      contractVersion: description.version,
      backendUrl: offeredBackend(description),
      operations: description.operations.map((operation) => ({
        method: operation.method,
        path: operation.path,
        summary: operation.summary ?? null,
        tags: operation.tags,
      })),
      given,
      report,
      lint: await lintPreview(db, description),
    }
  },
})
