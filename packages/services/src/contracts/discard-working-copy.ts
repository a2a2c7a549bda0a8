import { discardWorkingCopy as endpoint } from '@gatehouse/contracts/endpoints/contracts'
import { z } from 'zod'
import { type Db, requireVersion, versionPathScope } from '../apis/find-version.ts'
import { DomainError, notFound } from '../grammar/domain-error.ts'
import { verb } from '../grammar/verb.ts'
import { editWorkingCopy, loadWorkingCopy, workingCopyView } from './load-working-copy.ts'
import { contentOf, runningOnFirstStage } from './running-content.ts'
import { syncOperations } from './sync-operations.ts'

/** Returns the working copy to a revision: by default what the first stage runs. Identities of operations stay. */
export const discardWorkingCopy = verb({
  name: 'working-copy.discard',
  allowed: { permission: 'api.edit' },
  read: 'api.read',
  input: endpoint.params.extend(endpoint.body.shape),
  scope: versionPathScope,
  run: async ({ ctx, tx, input, ifMatch }) => {
    const version = await requireVersion(tx, input)
    const running = await runningOnFirstStage(tx, version.id)
    const revision =
      input.revision === undefined
        ? running?.revision
        : await tx.revision.findUnique({
            where: { versionId_number: { versionId: version.id, number: input.revision } },
            select: { id: true, number: true, hash: true },
          })
    if (!revision) {
      if (input.revision !== undefined) throw notFound()
      throw new DomainError('not_possible', 'Nothing was deployed yet, so there is nothing to return to.')
    }
    const before = (await loadWorkingCopy(tx, version.id)).contentHash
    const content = await contentOf(tx, revision.id)
    const importId = await importOf(tx, revision.id)
    await editWorkingCopy(tx, version.id, ifMatch, () => ({ content, ...(importId === undefined ? {} : { importId }) }))
    await syncOperations(tx, version.id, content, ctx.now())
    return { view: await workingCopyView(tx, version.id), version, before }
  },
  audit: ({ result }) => ({
    target: { kind: 'version', id: result.version.id },
    apiId: result.version.apiId,
    teamId: result.version.api.teamId,
    before: { hash: result.before },
    after: { hash: result.view.hash },
  }),
  answer: ({ view }) => view,
})

/** The import that a revision's contract comes from: the base of the next merge. */
async function importOf(db: Db, revisionId: string): Promise<string | undefined> {
  const { origin } = await db.revision.findUniqueOrThrow({ where: { id: revisionId }, select: { origin: true } })
  return z.object({ importId: z.string().optional() }).parse(origin).importId
}
