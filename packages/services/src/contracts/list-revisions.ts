import type { EndpointOutput } from '@gatehouse/contracts/endpoint'
import { listRevisions as endpoint, getRevision as getEndpoint } from '@gatehouse/contracts/endpoints/revisions'
import { revisionOrigin } from '@gatehouse/contracts/revision-origin'
import type { Prisma } from '@gatehouse/db/client'
import { type Db, requireVersion, versionPathScope } from '../apis/find-version.ts'
import { notFound } from '../grammar/domain-error.ts'
import { cursorNumber, decodeCursor, encodeCursor, toPage } from '../grammar/page.ts'
import { query } from '../grammar/query.ts'
import { actorNames } from '../people/actor-names.ts'
import { countChanges } from './changes/count-changes.ts'
import { describeChanges } from './changes/describe-changes.ts'
import { toRevisionRef } from './load-working-copy.ts'
import { toOriginView } from './origin-view.ts'
import { storedContent } from './stored-content.ts'

const include = {
  deployments: {
    where: { endedAt: null },
    select: { stage: { select: { id: true, slug: true, name: true, position: true } } },
  },
} satisfies Prisma.RevisionInclude
type Row = Prisma.RevisionGetPayload<{ include: typeof include }>
type RevisionView = EndpointOutput<typeof endpoint>['items'][number]

/** Views of revisions, newest first; each is compared with the one before it, so one older row comes along. */
async function toViews(db: Db, rows: readonly Row[], older: Row | undefined): Promise<RevisionView[]> {
  const nameOf = await actorNames(
    db,
    rows.map(({ origin }) => origin),
  )
  const contents = [...rows, ...(older ? [older] : [])].map(({ content }) => storedContent(content))
  const counts: ReturnType<typeof countChanges>[] = []
  // One after the other: a large comparison has a thread of its own.
  for (const [index, content] of contents.slice(0, rows.length).entries()) {
    counts.push(countChanges(await describeChanges(contents[index + 1], content)))
  }
  return rows.map((row, index) => {
    const content = storedContent(row.content)
    const { fileName, commit, ci } = toOriginView(row.origin)
    return {
      ...toRevisionRef(row),
      createdAt: row.createdAt.toISOString(),
      by: nameOf(row.origin),
      origin: { fileName, importId: revisionOrigin.safeParse(row.origin).data?.importId ?? null, commit, ci },
      operations: content.contract.operations.length,
      counts: counts[index] ?? countChanges([]),
      runsOn: row.deployments
        .map(({ stage }) => stage)
        .sort((a, b) => a.position - b.position)
        .map(({ id, slug, name }) => ({ id, slug, name })),
    }
  })
}

export const listRevisions = query({
  name: 'revision.list',
  allowed: { permission: 'api.read' },
  input: endpoint.params.extend(endpoint.query.shape),
  scope: versionPathScope,
  run: async ({ db, input }) => {
    const version = await requireVersion(db, input)
    const before = input.cursor === undefined ? undefined : cursorNumber(decodeCursor(input.cursor, 1)[0])
    const limit = Math.min(input.limit, 20)
    const rows = await db.revision.findMany({
      where: { versionId: version.id, ...(before === undefined ? {} : { number: { lt: before } }) },
      orderBy: { number: 'desc' },
      take: limit + 1,
      include,
    })
    const views = await toViews(db, rows.slice(0, limit), rows[limit])
    return toPage(
      rows,
      limit,
      (row) => views[rows.indexOf(row)] as RevisionView,
      (row) => encodeCursor(row.number),
    )
  },
})

export const getRevision = query({
  name: 'revision.get',
  allowed: { permission: 'api.read' },
  input: getEndpoint.params,
  scope: versionPathScope,
  run: async ({ db, input }) => {
    const version = await requireVersion(db, input)
    const rows = await db.revision.findMany({
      where: { versionId: version.id, number: { lte: input.number } },
      orderBy: { number: 'desc' },
      take: 2,
      include,
    })
    const [row, older] = rows
    if (!row || row.number !== input.number) throw notFound()
    const [view] = await toViews(db, [row], older)
    if (!view) throw notFound()
    return { ...view, content: storedContent(row.content) }
  },
})
