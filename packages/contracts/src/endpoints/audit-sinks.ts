import { z } from 'zod'
import { auditStreamFilter } from '../audit-filter.ts'
import { endpoint, etag, instant, pageOf, pageQuery } from '../endpoint.ts'
import { idOf } from '../ids.ts'

const managed = { tag: 'Audit', audience: 'management', permission: 'audit.manage' } as const
const onePath = z.strictObject({ auditSink: idOf('auditSink') })

/** A host name or an address, as people type it. */
const host = z
  .string()
  .trim()
  .min(1)
  .max(253)
  .regex(/^[A-Za-z0-9_.:-]+$/, { error: 'must be a host name or an IP address, without a scheme or a path' })

export const auditSinkTransports = ['tls', 'tcp', 'udp'] as const
export const auditSinkFormats = ['json', 'cef'] as const

/** What people say of a sink. */
export const auditSinkFields = z.strictObject({
  name: z.string().trim().min(1).max(60),
  /** TLS: RFC 5425. TCP: RFC 6587 with octet counting. UDP: RFC 5426; nobody notices what is lost. */
  transport: z.enum(auditSinkTransports),
  host,
  port: z.number().int().min(1).max(65_535),
  /** The message of RFC 5424: the chained record as JSON, or ArcSight’s Common Event Format. */
  format: z.enum(auditSinkFormats),
  /** PEM of the authority that vouches for the server; null: public authorities. Only with TLS. */
  caCertificate: z
    .string()
    .trim()
    .max(20_000)
    .regex(/^-----BEGIN CERTIFICATE-----[\s\S]+-----END CERTIFICATE-----$/, { error: 'must be a certificate in PEM' })
    .nullable(),
  filter: auditStreamFilter,
  enabled: z.boolean(),
})

export const auditSinkView = z.strictObject({
  id: idOf('auditSink'),
  ...auditSinkFields.shape,
  /** sending: nothing waits; behind: entries wait; failing: the last try failed; paused: switched off. */
  state: z.enum(['sending', 'behind', 'failing', 'paused']),
  /** The last entry that arrived. */
  position: z.string(),
  /** Entries after it, before the filter. */
  backlog: z.number().int(),
  sent: z.string(),
  failures: z.number().int(),
  lastError: z.string().nullable(),
  lastErrorAt: instant.nullable(),
  lastSentAt: instant.nullable(),
  nextTryAt: instant.nullable(),
  createdAt: instant,
  etag,
})
export type AuditSinkView = z.infer<typeof auditSinkView>

export const listAuditSinks = endpoint({
  ...managed,
  id: 'auditSinks.list',
  method: 'GET',
  path: '/audit/sinks',
  summary: 'List sinks of the audit log',
  query: pageQuery,
  response: pageOf(auditSinkView),
})

export const createAuditSink = endpoint({
  ...managed,
  id: 'auditSinks.create',
  method: 'POST',
  path: '/audit/sinks',
  summary: 'Send the audit log to a syslog server',
  description: 'It begins with the next entry, or with the first one where `fromStart` says so.',
  body: auditSinkFields.omit({ enabled: true }).extend({
    transport: auditSinkFields.shape.transport.default('tls'),
    format: auditSinkFields.shape.format.default('json'),
    caCertificate: auditSinkFields.shape.caCertificate.default(null),
    filter: auditSinkFields.shape.filter.prefault({}),
    fromStart: z.boolean().default(false),
  }),
  response: auditSinkView,
  status: 201,
})

export const updateAuditSink = endpoint({
  ...managed,
  id: 'auditSinks.update',
  method: 'PATCH',
  path: '/audit/sinks/{auditSink}',
  summary: 'Change, pause or resume a sink',
  description: 'A paused sink keeps its place: once resumed, what was written meanwhile follows in order.',
  params: onePath,
  body: auditSinkFields.partial(),
  response: auditSinkView,
  etag: 'required',
})

export const deleteAuditSink = endpoint({
  ...managed,
  id: 'auditSinks.delete',
  method: 'DELETE',
  path: '/audit/sinks/{auditSink}',
  summary: 'Delete a sink',
  params: onePath,
  response: z.strictObject({ deleted: z.literal(true) }),
})

export const testAuditSink = endpoint({
  ...managed,
  id: 'auditSinks.test',
  method: 'POST',
  path: '/audit/sinks/{auditSink}/test',
  summary: 'Send one message that says that it is a test',
  params: onePath,
  response: z.strictObject({
    ok: z.boolean(),
    /** What came of it, and what to do about it. */
    sentence: z.string(),
    tookMs: z.number().int(),
  }),
})
