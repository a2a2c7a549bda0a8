import { z } from 'zod'
import { operationDescription } from '../api-description.ts'
import { actorView, endpoint, etag, instant, pageOf, pageQuery } from '../endpoint.ts'
import { importOrigin } from '../import-origin.ts'
import { importFormats, importReport } from '../import-report.ts'
import { importGiven, importSource } from '../import-source.ts'
import { json } from '../json.ts'
import { lintPreview } from '../lint.ts'
import { operationSettings } from '../operation-settings.ts'
import { revisionContent } from '../revision.ts'
import { keyLocation, policyUse } from '../snapshot.ts'
import { audience, namedVersion } from './apis.ts'
import { changeCounts, changeItem, revisionRef } from './deployment-views.ts'
import { mergeResolutions, mergeSide, mergeView } from './merge-views.ts'
import { revisionNumber, slug, versionPath } from './version-path.ts'

/** 10 MiB of text can be 20 MiB of JSON string; of an archive 14 MiB of base64. */
const importBody = 24 * 1024 * 1024

const importedOperation = z.strictObject({
  method: z.string(),
  path: z.string(),
  summary: z.string().nullable(),
  tags: z.array(z.string()),
})

export const previewImport = endpoint({
  id: 'imports.preview',
  method: 'POST',
  path: '/imports/preview',
  tag: 'Contracts',
  summary: 'What a file would become, without saving anything',
  audience: 'management',
  permission: 'api.create',
  description:
    'The source is a text, a zip archive, an address or a file of a Git repository. A reference to another host needs that host in `allowHosts`; the refusal names it (`import.host`).',
  body: importSource,
  response: z.strictObject({
    title: z.string(),
    description: z.string().nullable(),
    /** Proposed; free at this moment. */
    slug: z.string(),
    basePath: z.string(),
    contractVersion: z.string(),
    /** First absolute server address of the file: offered as Development's backend. */
    backendUrl: z.string().nullable(),
    operations: z.array(importedOperation),
    given: importGiven,
    report: importReport,
    lint: lintPreview,
  }),
  maxBody: importBody,
})

export const importApi = endpoint({
  id: 'imports.create',
  method: 'POST',
  path: '/imports',
  tag: 'Contracts',
  summary: 'Make an API from a contract file',
  description:
    'Creates the API, its version, working copy, operations and backend in one step; nothing is saved when the file cannot be read.',
  audience: 'management',
  permission: 'api.create',
  body: z.strictObject({
    ...importSource.shape,
    teamId: z.string(),
    audience: audience.default('internal'),
    /** Absent: from the file's title; a taken one gets a number. */
    name: z.string().trim().min(1).max(120).optional(),
    slug: slug.optional(),
    versionName: z
      .string()
      .regex(/^[a-z0-9][a-z0-9.-]{0,29}$/)
      .default('v1'),
    /** Backend of the first stage; absent: the file's server when it is absolute; null, or none there: the mock, unless that stage is live. */
    backendUrl: z
      .url({ protocol: /^https?$/ })
      .nullable()
      .optional(),
    tags: z.array(z.string().trim().min(1).max(40)).max(20).default([]),
  }),
  response: z.strictObject({
    api: z.strictObject({ id: z.string(), slug: z.string(), name: z.string() }),
    version: namedVersion,
    operations: z.number().int(),
    backendUrl: z.string().nullable(),
    /** The first stage answers from the mock until it gets an address. */
    mock: z.boolean(),
    importId: z.string(),
    report: importReport,
  }),
  status: 201,
  maxBody: importBody,
})

export const reimport = endpoint({
  id: 'imports.replace',
  method: 'POST',
  path: '/apis/{api}/versions/{version}/imports',
  tag: 'Contracts',
  summary: 'Merge a new file into the working copy’s contract',
  description:
    'A three-way merge of the last import, the working copy and the file: what people did by hand stays, and so do operation identities and settings. Where both changed the same place, and where an operation goes on which something hangs, saving needs a choice in `resolutions` or `conflicts`. `dryRun` answers report, changes and decisions without saving. If-Match is checked when it is sent; `resolutions` need it.',
  audience: 'management',
  permission: 'api.edit',
  params: versionPath,
  body: z.strictObject({
    ...importSource.shape,
    dryRun: z.boolean().default(false),
    resolutions: mergeResolutions.default({}),
    /** For each place that `resolutions` does not name. */
    conflicts: mergeSide.optional(),
  }),
  response: z.strictObject({
    saved: z.boolean(),
    importId: z.string().nullable(),
    given: importGiven,
    report: importReport,
    counts: changeCounts,
    /** What changes in the working copy. */
    changes: z.array(changeItem),
    merge: mergeView,
    /** Settings of people on operations that go: they come back with the operation. */
    parkedSettings: z.array(z.string()),
    workingCopyEtag: etag,
  }),
  maxBody: importBody,
})

export const importView = z.strictObject({
  id: z.string(),
  fileName: z.string(),
  format: z.enum(importFormats),
  sha256: z.string(),
  origin: importOrigin,
  at: instant,
  by: actorView,
  report: importReport,
})

export const latestImport = endpoint({
  id: 'imports.latest',
  method: 'GET',
  path: '/apis/{api}/versions/{version}/imports/latest',
  tag: 'Contracts',
  summary: 'The last import’s report',
  audience: 'management',
  permission: 'api.read',
  params: versionPath,
  response: importView,
})

export const importSourceText = endpoint({
  id: 'imports.source',
  method: 'GET',
  path: '/apis/{api}/versions/{version}/imports/latest/source',
  tag: 'Contracts',
  summary: 'The last imported file, byte for byte',
  audience: 'management',
  permission: 'api.read',
  params: versionPath,
  response: z.strictObject({
    fileName: z.string(),
    format: z.enum(importFormats),
    source: z.string(),
    /** `base64`: an archive. */
    encoding: z.enum(['text', 'base64']),
  }),
})

export const operationView = z.strictObject({
  id: z.string(),
  method: z.string(),
  path: z.string(),
  /** `GET /orders` */
  key: z.string(),
  operationId: z.string().nullable(),
  summary: z.string().nullable(),
  tags: z.array(z.string()),
  deprecated: z.boolean(),
  /** What the contract asks of the caller, in words: `key`, `anonymous`. */
  access: z.enum(['key', 'anonymous']),
  settings: operationSettings,
  /** True when any setting differs from the default. */
  customised: z.boolean(),
  /** Against what runs on the first stage. */
  change: z.enum(['new', 'changed', 'same']).nullable(),
})
export type OperationView = z.infer<typeof operationView>

export const workingCopyView = z.strictObject({
  content: revisionContent,
  hash: z.string(),
  updatedAt: instant,
  backends: z.array(
    z.strictObject({ id: z.string(), name: z.string(), description: z.string(), usedBy: z.number().int() }),
  ),
  /** Revision with the same content, if there is one. */
  revision: revisionRef.nullable(),
  etag,
})

const at = '/apis/{api}/versions/{version}'

export const getWorkingCopy = endpoint({
  id: 'working-copy.get',
  method: 'GET',
  path: `${at}/working-copy`,
  tag: 'Contracts',
  summary: 'The editable next revision',
  audience: 'management',
  permission: 'api.read',
  params: versionPath,
  response: workingCopyView,
  etag: 'sent',
})

export const putOperationSettings = endpoint({
  id: 'working-copy.operation',
  method: 'PUT',
  path: `${at}/working-copy/operations/{operation}`,
  tag: 'Contracts',
  summary: 'Set what the gateway does with an operation',
  audience: 'management',
  permission: 'api.edit',
  params: z.strictObject({ ...versionPath.shape, operation: z.string() }),
  body: operationSettings.partial(),
  response: z.strictObject({ operation: operationView, etag }),
  etag: 'required',
})

export const putVersionSettings = endpoint({
  id: 'working-copy.settings',
  method: 'PUT',
  path: `${at}/working-copy/settings`,
  tag: 'Contracts',
  summary: 'Set what the gateway does with every operation of the version',
  audience: 'management',
  permission: 'api.edit',
  params: versionPath,
  body: z.strictObject({
    /** null: header `x-api-key` and what the contract’s apiKey schemes say. */
    keyLocations: z.array(keyLocation).max(10).nullable().optional(),
    policies: z.array(policyUse).max(50).optional(),
  }),
  response: workingCopyView,
  etag: 'required',
})

export const addBackend = endpoint({
  id: 'working-copy.add-backend',
  method: 'POST',
  path: `${at}/working-copy/backends`,
  tag: 'Contracts',
  summary: 'Name another backend',
  audience: 'management',
  permission: 'api.edit',
  params: versionPath,
  body: z.strictObject({
    name: z.string().regex(/^[a-z][a-z0-9-]{0,39}$/),
    description: z.string().trim().max(300).default(''),
  }),
  response: workingCopyView,
  status: 201,
  etag: 'required',
})

export const removeBackend = endpoint({
  id: 'working-copy.remove-backend',
  method: 'DELETE',
  path: `${at}/working-copy/backends/{backend}`,
  tag: 'Contracts',
  summary: 'Remove a backend that no operation uses',
  audience: 'management',
  permission: 'api.edit',
  params: z.strictObject({ ...versionPath.shape, backend: z.string() }),
  response: workingCopyView,
  etag: 'required',
})

export const discardWorkingCopy = endpoint({
  id: 'working-copy.discard',
  method: 'POST',
  path: `${at}/working-copy/discard`,
  tag: 'Contracts',
  summary: 'Return the working copy to a revision',
  audience: 'management',
  permission: 'api.edit',
  params: versionPath,
  body: z.strictObject({
    /** Absent: the newest revision that runs on the first stage where one does. */
    revision: revisionNumber.optional(),
  }),
  response: workingCopyView,
  etag: 'required',
})

/** `working-copy`, `revision:12` or `stage:production`. */
const side = z.string().regex(/^(working-copy|revision:\d{1,9}|stage:[a-z0-9_-]{1,120})$/)

export const getChanges = endpoint({
  id: 'changes.get',
  method: 'GET',
  path: `${at}/changes`,
  tag: 'Contracts',
  summary: 'What differs between two states of a version',
  description:
    'Without sides: what the working copy and the first stage’s saved values have that the first stage does not run yet. `from` that does not exist counts as empty.',
  audience: 'management',
  permission: 'api.read',
  params: versionPath,
  query: z.strictObject({ from: side.optional(), to: side.optional() }),
  response: z.strictObject({
    /** `r11 on Production`, `Working copy` */
    from: z.string().nullable(),
    to: z.string(),
    counts: changeCounts,
    items: z.array(changeItem),
    truncated: z.boolean(),
  }),
})

export const changesReport = endpoint({
  id: 'changes.report',
  method: 'GET',
  path: `${at}/changes/report`,
  tag: 'Contracts',
  summary: 'What differs between two states of a version, as text to hand on',
  description:
    'The same sentences as `changes.get` for a pull request (`markdown`: grouped by class, long lists folded, below 64 KiB), a terminal (`text`) or a program (`json`).',
  audience: 'management',
  permission: 'api.read',
  params: versionPath,
  query: z.strictObject({
    from: side.optional(),
    to: side.optional(),
    format: z.enum(['markdown', 'text', 'json']).default('markdown'),
  }),
  response: z.strictObject({ fileName: z.string(), mediaType: z.string(), text: z.string() }),
})

export const listOperations = endpoint({
  id: 'operations.list',
  method: 'GET',
  path: `${at}/operations`,
  tag: 'Contracts',
  summary: 'Operations of the working copy, in the contract’s order',
  audience: 'management',
  permission: 'api.read',
  params: versionPath,
  query: z.strictObject({
    ...pageQuery.shape,
    q: z.string().max(200).optional(),
    tag: z.string().max(200).optional(),
    access: z.enum(['key', 'anonymous']).optional(),
  }),
  response: z.strictObject({
    ...pageOf(operationView).shape,
    total: z.number().int(),
    tags: z.array(z.strictObject({ name: z.string(), count: z.number().int() })),
  }),
})

export const getOperation = endpoint({
  id: 'operations.get',
  method: 'GET',
  path: `${at}/operations/{operation}`,
  tag: 'Contracts',
  summary: 'An operation with its definition',
  audience: 'management',
  permission: 'api.read',
  params: z.strictObject({ ...versionPath.shape, operation: z.string() }),
  response: z.strictObject({
    ...operationView.shape,
    definition: operationDescription,
    /** The shared schemas that the definition refers to. */
    schemas: z.record(z.string(), json),
    workingCopyEtag: etag,
  }),
})
