import { z } from 'zod'
import { auditSeq } from '../audit-chain.ts'
import { auditSearch } from '../audit-filter.ts'
import { actorView, download, endpoint, instant, pageOf, pageQuery } from '../endpoint.ts'
import { json } from '../json.ts'

const tag = 'Audit'

export const auditRow = z.strictObject({
  seq: z.string(),
  at: instant,
  /** The name is empty where the reader may not see persons, or the person was erased. */
  actor: actorView,
  /** `application.create` */
  action: z.string(),
  target: z.strictObject({ kind: z.string(), id: z.string(), name: z.string().nullable() }),
  apiId: z.string().nullable(),
  teamId: z.string().nullable(),
  before: json.nullable(),
  after: json.nullable(),
  requestId: z.string().nullable(),
  hash: z.string(),
  /** How things are called now whose ids stand in the entry. */
  names: z.record(z.string(), z.string()),
})
export type AuditRow = z.infer<typeof auditRow>

const reading = { tag, audience: 'management', permission: 'audit.read' } as const

export const listAudit = endpoint({
  ...reading,
  id: 'audit.list',
  method: 'GET',
  path: '/audit',
  summary: 'Who did what, newest first',
  query: pageQuery.extend(auditSearch.shape),
  response: pageOf(auditRow),
})

export const auditFacets = endpoint({
  ...reading,
  id: 'audit.facets',
  method: 'GET',
  path: '/audit/facets',
  summary: 'What the log can be searched for',
  description: 'Actions and actors that stand in the log, as far as the reader may see them.',
  response: z.strictObject({
    actions: z.array(z.string()),
    actors: z.array(actorView),
  }),
})
export type AuditFacets = z.infer<typeof auditFacets.response>

export const auditTargets = endpoint({
  ...reading,
  id: 'audit.targets',
  method: 'GET',
  path: '/audit/targets',
  summary: 'Things by name that the log may have entries about',
  query: z.strictObject({ q: z.string().trim().min(1).max(120) }),
  response: z.strictObject({
    items: z.array(z.strictObject({ kind: z.string(), id: z.string(), name: z.string() })),
  }),
})

export const getAuditEntry = endpoint({
  ...reading,
  id: 'audit.entry',
  method: 'GET',
  path: '/audit/entries/{seq}',
  summary: 'One entry, with those of the same target around it',
  params: z.strictObject({ seq: auditSeq }),
  response: z.strictObject({
    entry: auditRow,
    prevHash: z.string(),
    /** Newest first, up to five on each side. */
    newer: z.array(auditRow),
    older: z.array(auditRow),
  }),
})
export type AuditEntryView = z.infer<typeof getAuditEntry.response>

/** Why a chain is broken at an entry. */
export const auditBreak = z.enum([
  /** The content does not give the hash. */
  'content',
  /** It does not follow the entry before it. */
  'link',
  /** Entries before it are missing. */
  'gap',
  /** The entry that was remembered is not there, or has another hash. */
  'checkpoint',
])
export type AuditBreak = z.infer<typeof auditBreak>

export const verifyAudit = endpoint({
  ...reading,
  id: 'audit.verify',
  method: 'GET',
  path: '/audit/verification',
  summary: 'Recompute the hash chain, or a part of it',
  description:
    'One answer covers up to `rows` entries after `afterSeq`; while `complete` is false, ask again with the head of the answer. With a head that was kept elsewhere it verifies from there, and notices a cut end.',
  query: z.strictObject({
    /** Begin behind this entry, which must have `afterHash`; both or none. */
    afterSeq: auditSeq.optional(),
    afterHash: z
      .string()
      .regex(/^[0-9a-f]{64}$/, { error: 'must be a hash: 64 hexadecimal digits' })
      .optional(),
    rows: z.coerce.number().int().min(1).max(500_000).default(200_000),
  }),
  response: z.strictObject({
    /** Nothing is broken in what this answer covers. */
    intact: z.boolean(),
    /** Nothing is left behind the head, or it is broken. */
    complete: z.boolean(),
    /** Entries that were right. */
    rows: z.number().int(),
    /** First entry that is wrong, and what is wrong with it. */
    brokenSeq: z.string().nullable(),
    reason: auditBreak.nullable(),
    /** Last entry that was right, and its hash; keep both elsewhere to notice a cut end. */
    headSeq: z.string(),
    headHash: z.string(),
    /** The newest entry, for progress. */
    lastSeq: z.string(),
  }),
})
export type AuditVerification = z.infer<typeof verifyAudit.response>

export const auditExportFormats = ['csv', 'ndjson'] as const
export type AuditExportFormat = (typeof auditExportFormats)[number]

export const createAuditExport = endpoint({
  tag,
  audience: 'management',
  permission: 'audit.export',
  id: 'audit.export',
  method: 'POST',
  path: '/audit/exports',
  summary: 'Export what a search finds',
  description:
    'Answers a ticket, which the same caller may download from for ten minutes. CSV is for people: with names, and safe to open in a spreadsheet. NDJSON holds what the hashes cover, and `gatehouse audit verify --file` verifies it.',
  body: z.strictObject({ format: z.enum(auditExportFormats), search: auditSearch.prefault({}) }),
  response: z.strictObject({
    ticket: z.string(),
    /** Entries that it will hold. */
    rows: z.number().int(),
    fileName: z.string(),
    expiresAt: instant,
  }),
  status: 201,
})

export const downloadAuditExport = endpoint({
  tag,
  audience: 'management',
  permission: 'audit.export',
  id: 'audit.download',
  method: 'GET',
  path: '/audit/exports/{ticket}',
  summary: 'Download an export',
  params: z.strictObject({ ticket: z.string().min(1).max(4_000) }),
  download: ['text/csv', 'application/x-ndjson'],
  response: download,
})
