import { z } from 'zod'
import { importOrigin } from './import-origin.ts'
import { ciRun } from './revision-origin.ts'

/** A host as it stands in an address: name or IP address, with the port where it is not the usual one. */
export const importHost = z
  .string()
  .trim()
  .toLowerCase()
  .max(260)
  .regex(/^([a-z0-9]([a-z0-9._-]*[a-z0-9])?|\[[0-9a-f:.]+\])(:\d{1,5})?$/, 'A host, such as `schemas.example.com`')

const webAddress = z.url({ protocol: /^https?$/ }).max(2_000)

/** Where a contract is read from: a text itself, a file or archive, or a place that is read for the member. */
export const contractSource = z.union([
  /** The file's text. */
  z.string().min(1),
  z.discriminatedUnion('kind', [
    /** A zip archive with the description and the files that it refers to. */
    z.strictObject({ kind: z.literal('archive'), base64: z.base64().min(1) }),
    z.strictObject({ kind: z.literal('url'), url: webAddress }),
    z.strictObject({
      kind: z.literal('git'),
      /** Of the repository, as for `git clone` over https. */
      url: webAddress,
      /** Branch, tag or commit; empty: the default branch. */
      ref: z.string().trim().max(250).default(''),
      /** Of the description inside the repository. */
      path: z.string().trim().min(1).max(500),
    }),
  ]),
])
export type ContractSource = z.output<typeof contractSource>

export const importSource = z.strictObject({
  /** Absent: the last part of the address or path. */
  fileName: z.string().trim().min(1).max(200).optional(),
  source: contractSource,
  /** How a text or an archive came here. */
  via: z.enum(['upload', 'paste', 'cli']).default('upload'),
  /** The run of a pipeline that sends it. */
  ci: ciRun.optional(),
  /** Hosts from which files that the description refers to may be read. */
  allowHosts: z.array(importHost).max(20).default([]),
  /** The file of an archive to begin with, where several could be. */
  rootFile: z.string().trim().min(1).max(500).optional(),
  /** What the preview read; an import of something else by then is refused. */
  sha256: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .optional(),
})
export type ImportSource = z.output<typeof importSource>

/** What was read in the end. */
export const importGiven = z.strictObject({
  fileName: z.string(),
  sha256: z.string(),
  origin: importOrigin,
  /** The text that places of the report point into; null for archives. */
  text: z.string().nullable(),
})
export type ImportGiven = z.infer<typeof importGiven>

/**
 * Rules of errors of `import_failed` that a member can answer: `expected` is the host to add to `allowHosts`, the file to name in
 * `rootFile`.
 */
export const importQuestions = { host: 'import.host', rootFile: 'import.root' } as const
