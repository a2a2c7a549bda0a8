import { z } from 'zod'
import { actorView, endpoint, instant, pageOf, pageQuery } from '../endpoint.ts'
import { idOf } from '../ids.ts'

const tag = 'Key imports'
export const keySources = ['csv', 'json', 'kong', 'tyk', 'aws'] as const
export const keySource = z.enum(keySources)

/** Files are sent as text: up to 100,000 keys in one act. */
const largest = 64 * 1024 * 1024
export const mostImportedKeys = 100_000

const source = {
  source: keySource.describe(
    'csv and json: our own forms. kong: declarative configuration. tyk: keys with their sessions. aws: API keys and usage plans',
  ),
  files: z
    .array(z.strictObject({ name: z.string().max(200), text: z.string().max(largest) }))
    .min(1)
    .max(5),
  hashed: z.boolean().default(false).describe('Tyk: the keys of the file are hashes (hash_keys)'),
}

const mapping = {
  stageId: idOf('stage'),
  to: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('application'), applicationId: idOf('application') }),
    z.strictObject({
      kind: z.literal('team'),
      teamId: idOf('team'),
      /** Consumers that are applications already; the others become applications of the team, by name. */
      consumers: z
        .array(z.strictObject({ consumer: z.string().max(200), applicationId: idOf('application') }))
        .max(5_000)
        .default([]),
    }),
  ]),
  /** Which plan a group, ACL, policy, tag or usage plan means. */
  plans: z
    .array(z.strictObject({ group: z.string().max(200), planId: idOf('plan') }))
    .max(500)
    .default([]),
  /** The plan of those whose groups mean none. */
  planId: idOf('plan').nullable().default(null),
}

const origin = {
  /** Where it stands in its file: `line 7`, `consumers[3].keyauth_credentials[0]`. */
  at: z.string(),
  name: z.string().nullable(),
  consumer: z.string().nullable(),
}
const applicationName = z.strictObject({ id: idOf('application').nullable(), name: z.string() })

/** A record of the file and the one list that it is in. */
export const importedRecord = z.discriminatedUnion('list', [
  z.strictObject({
    list: z.literal('imported'),
    ...origin,
    /** `id` null: it is made by the import. */
    application: applicationName,
    hashed: z.boolean(),
    expiresAt: instant.nullable(),
  }),
  z.strictObject({ list: z.literal('already'), ...origin, application: applicationName }),
  z.strictObject({ list: z.literal('refused'), ...origin, reason: z.string() }),
])
export type ImportedRecord = z.infer<typeof importedRecord>
export const recordLists = ['imported', 'already', 'refused'] as const

const leftOut = z.array(z.strictObject({ what: z.string(), count: z.number().int() }))

export const keyFilePreview = z.strictObject({
  records: z.number().int(),
  byHash: z.number().int(),
  /** Shorter than 16 characters: they may be guessed. */
  weak: z.number().int(),
  /** Keys that an application here has already. */
  already: z.number().int(),
  consumers: z.strictObject({
    total: z.number().int(),
    /** The first by number of keys, with the application here that has the same name. */
    items: z.array(
      z.strictObject({
        name: z.string().nullable(),
        keys: z.number().int(),
        application: z.strictObject({ id: idOf('application'), name: z.string(), team: z.string() }).nullable(),
      }),
    ),
  }),
  groups: z.array(z.strictObject({ name: z.string(), keys: z.number().int() })),
  refused: z.strictObject({
    total: z.number().int(),
    items: z.array(z.strictObject({ ...origin, reason: z.string() })),
  }),
  leftOut,
})
export type KeyFilePreview = z.infer<typeof keyFilePreview>

export const keyImportView = z.strictObject({
  /** Null: a dry run; nothing was saved. */
  id: idOf('keyImport').nullable(),
  source: keySource,
  at: instant,
  by: actorView,
  stage: z.strictObject({ id: idOf('stage'), name: z.string() }),
  counts: z.strictObject({
    records: z.number().int(),
    imported: z.number().int(),
    already: z.number().int(),
    refused: z.number().int(),
  }),
  applications: z.strictObject({ made: z.number().int(), used: z.number().int() }),
  subscriptions: z.strictObject({ made: z.number().int(), kept: z.number().int() }),
  leftOut,
  /** The first of each list; the others come by pages. */
  first: z.array(importedRecord),
})
export type KeyImportView = z.infer<typeof keyImportView>

export const readKeyFile = endpoint({
  id: 'keyImports.read',
  method: 'POST',
  path: '/key-imports/read',
  tag,
  summary: 'See what a file of keys holds',
  description: 'Consumers, groups, and what could not be taken. Nothing is saved, and the file is not kept.',
  audience: 'management',
  permission: 'application.manage',
  body: z.strictObject(source),
  response: keyFilePreview,
  maxBody: largest,
})

export const importKeys = endpoint({
  id: 'keyImports.run',
  method: 'POST',
  path: '/key-imports',
  tag,
  summary: 'Import keys',
  description:
    'By value or by SHA-256; only the hash is stored, and clients go on unchanged. With `dryRun` the report says what would happen and nothing is saved; without, all of it is saved or nothing. Plans need subscription.decide, too.',
  audience: 'management',
  permission: 'application.manage',
  body: z.strictObject({ ...source, ...mapping, dryRun: z.boolean() }),
  response: keyImportView,
  maxBody: largest,
})

export const listKeyImports = endpoint({
  id: 'keyImports.list',
  method: 'GET',
  path: '/key-imports',
  tag,
  summary: 'Imports of keys, newest first',
  audience: 'management',
  permission: 'application.read',
  query: pageQuery,
  response: pageOf(keyImportView.omit({ first: true })),
})

const params = z.strictObject({ keyImportId: idOf('keyImport') })

export const getKeyImport = endpoint({
  id: 'keyImports.get',
  method: 'GET',
  path: '/key-imports/{keyImportId}',
  tag,
  summary: 'The report of an import of keys',
  audience: 'management',
  permission: 'application.read',
  params,
  response: keyImportView,
})

export const listKeyImportRecords = endpoint({
  id: 'keyImports.records',
  method: 'GET',
  path: '/key-imports/{keyImportId}/records',
  tag,
  summary: 'Every record of an import, with the list that it is in',
  audience: 'management',
  permission: 'application.read',
  params,
  query: pageQuery.extend({ list: z.enum(recordLists).optional() }),
  response: pageOf(importedRecord),
})
