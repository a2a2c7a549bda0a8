import { operationKey } from '@gatehouse/contracts/api-description'
import { listMyScopes as endpoint } from '@gatehouse/contracts/endpoints/my-applications'
import { requiredScopes, scopeTexts } from '@gatehouse/contracts/required-scopes'
import type { RevisionContent } from '@gatehouse/contracts/revision'
import { applicationScope } from '../applications/application-scope.ts'
import { loadContents } from '../contracts/stored-content.ts'
import { query } from '../grammar/query.ts'

type Item = { include: string; tag: string | null; operationIds: string[] }
type Offer = { name: string; description: string | null; apis: Set<string> }

/** Scopes that a key of an application can be narrowed to: those that operations of its products need where developers can call them. */
export const listMyScopes = query({
  name: 'credential.scopes',
  allowed: { developer: ['owner', 'admin', 'developer'] },
  input: endpoint.params,
  scope: (db, input) => applicationScope(db, input.applicationId),
  run: async ({ db, input }) => {
    const items = await db.productItem.findMany({
      where: { product: { subscriptions: { some: { applicationId: input.applicationId, openKey: { not: null } } } } },
      select: { versionId: true, include: true, tag: true, operationIds: true },
      take: 500,
    })
    const running = await db.deployment.findMany({
      where: {
        versionId: { in: [...new Set(items.map(({ versionId }) => versionId))] },
        endedAt: null,
        stage: { exposure: { not: 'hidden' } },
      },
      select: { versionId: true, revisionId: true, version: { select: { api: { select: { name: true } } } } },
      orderBy: { stage: { position: 'asc' } },
    })
    const contents = await loadContents(
      db,
      running.map(({ revisionId }) => revisionId),
    )
    const offers = new Map<string, Offer>()
    for (const { versionId, revisionId, version } of running) {
      const content = contents.get(revisionId)
      if (!content) continue
      const texts = scopeTexts(content.contract)
      for (const name of scopesOf(
        content,
        items.filter((item) => item.versionId === versionId),
      )) {
        const offer = offers.get(name) ?? { name, description: texts.get(name) ?? null, apis: new Set() }
        offer.apis.add(version.api.name)
        offers.set(name, offer)
      }
    }
    return {
      items: [...offers.values()]
        .sort((a, b) => (a.name < b.name ? -1 : 1))
        .map((offer) => ({ ...offer, apis: [...offer.apis].sort() })),
    }
  },
})

/** What the operations need that the items include. */
function scopesOf({ contract, operations }: RevisionContent, items: readonly Item[]): Set<string> {
  const needed = new Set<string>()
  for (const described of contract.operations) {
    const settings = operations[operationKey(described)]
    if (!settings || settings.anonymous) continue
    const included = items.some(
      ({ include, tag, operationIds }) =>
        include === 'version' ||
        (include === 'tag' ? described.tags.includes(tag ?? '') : operationIds.includes(settings.id)),
    )
    if (included) for (const scope of requiredScopes(described).flat()) needed.add(scope)
  }
  return needed
}
