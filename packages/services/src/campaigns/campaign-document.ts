import { createHash } from 'node:crypto'
import { inputOf } from '@gatehouse/contracts/endpoint'
import {
  type CampaignItemView,
  type CampaignView,
  campaignKindNames,
  campaignKinds,
} from '@gatehouse/contracts/endpoints/campaign-views'
import { getCampaignDocument as endpoint } from '@gatehouse/contracts/endpoints/campaigns'
import type { Transaction } from '@gatehouse/db/client'
import type { Context } from '../grammar/context.ts'
import { DomainError } from '../grammar/domain-error.ts'
import { query } from '../grammar/query.ts'
import { signDocument } from '../signed-documents/sign-document.ts'
import { requireVisible, seesAll } from './campaign-access.ts'
import { readCampaign } from './campaign-view.ts'
import { documentHtml, documentMarkdown } from './document-text.ts'
import { itemInclude, toItemViews } from './item-view.ts'

/** Everything that the document says, with ids and names as they were when the campaign closed. */
export type CampaignDocument = {
  kind: 'gatehouse-access-review/1'
  organization: { id: string; name: string }
  campaign: {
    id: string
    name: string
    description: string
    what: string[]
    scope: string
    reviewers: string
    owner: { id: string; name: string }
    openedAt: string | null
    dueAt: string
    closedAt: string | null
    endedBy: { id: string; name: string } | null
  }
  counts: CampaignView['counts'] & { outcomes: CampaignView['outcomes'] }
  items: DocumentItem[]
}

export type DocumentItem = Pick<
  CampaignItemView,
  'id' | 'kind' | 'subjectId' | 'decision' | 'note' | 'decidedAt' | 'outcome' | 'outcomeNote' | 'effectAt'
> & {
  holder: CampaignItemView['snapshot']['holder']
  what: string
  facts: CampaignItemView['snapshot']['facts']
  since: string | null
  lastUsedAt: string | null
  calls30: number | null
  calls90: number | null
  hints: string[]
  reviewers: { id: string; name: string }[]
  reviewerNote: string | null
  decidedBy: { kind: string; id: string; name: string } | null
}

type Files = Record<'json' | 'md' | 'html', string>

const rowsAtOnce = 1_000

/** The signed document in its three forms. `sha256`: of the JSON file's bytes. */
export async function documentOf(
  tx: Transaction,
  ctx: Context,
  campaignId: string,
): Promise<{ files: Files; sha256: string }> {
  const content = await contentOf(tx, ctx, campaignId)
  const sign = async (format: keyof Files, text: string) => (await signDocument(tx, ctx, { format, text })).text
  const files = {
    json: await sign('json', JSON.stringify(content)),
    md: await sign('md', documentMarkdown(content)),
    html: await sign('html', documentHtml(content)),
  }
  return { files, sha256: sha256(files.json) }
}

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')

async function contentOf(tx: Transaction, ctx: Context, campaignId: string): Promise<CampaignDocument> {
  const view = await readCampaign(tx, ctx, campaignId)
  const organization = await tx.organization.findFirstOrThrow({ select: { id: true, name: true } })
  const items: DocumentItem[] = []
  for (let after = ''; ; ) {
    const rows = await tx.campaignItem.findMany({
      where: { campaignId, id: { gt: after } },
      orderBy: { id: 'asc' },
      take: rowsAtOnce,
      include: itemInclude,
    })
    items.push(...(await toItemViews(tx, ctx, rows)).map(toDocumentItem))
    const last = rows.at(-1)
    if (!last || rows.length < rowsAtOnce) break
    after = last.id
  }
  // What somebody has stands together, access before the keys to it.
  items.sort(
    (a, b) =>
      a.holder.name.localeCompare(b.holder.name, 'en') ||
      campaignKinds.indexOf(a.kind) - campaignKinds.indexOf(b.kind) ||
      (a.id < b.id ? -1 : 1),
  )
  const { outcomes, counts, endedBy, owner } = view
  return {
    kind: 'gatehouse-access-review/1',
    organization,
    campaign: {
      id: view.id,
      name: view.name,
      description: view.description,
      what: view.kinds.map((kind) => campaignKindNames[kind].many),
      scope: view.scopeText,
      reviewers: view.reviewersText,
      owner: { id: owner.id, name: owner.name },
      openedAt: view.openedAt,
      dueAt: view.dueAt,
      closedAt: view.closedAt,
      endedBy: endedBy && { id: endedBy.id, name: endedBy.name },
    },
    counts: { ...counts, outcomes },
    items,
  }
}

function toDocumentItem(item: CampaignItemView): DocumentItem {
  const { snapshot, decidedBy } = item
  return {
    id: item.id,
    kind: item.kind,
    subjectId: item.subjectId,
    holder: snapshot.holder,
    what: snapshot.what,
    facts: snapshot.facts,
    since: snapshot.since,
    lastUsedAt: snapshot.lastUsedAt,
    calls30: snapshot.calls30,
    calls90: snapshot.calls90,
    hints: snapshot.hints.map(({ text }) => text),
    reviewers: item.reviewers.map(({ id, name }) => ({ id, name })),
    reviewerNote: item.reviewerNote,
    decision: item.decision,
    note: item.note,
    decidedBy: decidedBy && { kind: decidedBy.kind, id: decidedBy.id, name: decidedBy.name },
    decidedAt: item.decidedAt,
    outcome: item.outcome,
    outcomeNote: item.outcomeNote,
    effectAt: item.effectAt,
  }
}

/** The file as it was written; nobody writes it again. */
export const getCampaignDocument = query({
  name: 'campaign.document',
  allowed: { anyMember: true, permission: 'campaign.manage' },
  input: inputOf(endpoint),
  scope: async (db, input, ctx) => {
    await requireVisible(db, ctx, input.campaignId)
    return {}
  },
  run: async ({ ctx, db, input }) => {
    const row = await db.campaign.findUniqueOrThrow({
      where: { id: input.campaignId },
      select: { name: true, document: true, ownerId: true, closedAt: true },
    })
    const mine = ctx.actor.kind === 'member' && ctx.actor.personId === row.ownerId
    if (!seesAll(ctx) && !mine)
      throw new DomainError(
        'forbidden',
        'The result names everybody’s items: it is for the campaign’s owner, and who manages campaigns, approves access or reads the audit log.',
      )
    if (row.document === null)
      throw new DomainError('not_possible', 'The document is written when the campaign closes.')
    const text = (JSON.parse(row.document) as Files)[input.format]
    const name =
      row.name
        .toLowerCase()
        .replaceAll(/[^a-z0-9]+/g, '-')
        .replaceAll(/^-|-$/g, '') || 'campaign'
    return { fileName: `access-review-${name}.${input.format}`, text, sha256: sha256(text) }
  },
})
