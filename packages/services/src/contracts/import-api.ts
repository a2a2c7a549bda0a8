import { operationKey } from '@gatehouse/contracts/api-description'
import type { EndpointOutput } from '@gatehouse/contracts/endpoint'
import { importApi as endpoint } from '@gatehouse/contracts/endpoints/contracts'
import { type Id, newId } from '@gatehouse/contracts/ids'
import type { Json } from '@gatehouse/contracts/json'
import { z } from 'zod'
import { chooseApiSlug } from '../apis/create-api.ts'
import { saveFirstValues } from '../apis/first-values.ts'
import { actorColumn, type Context } from '../grammar/context.ts'
import { parseInput, type VerbCall, verb } from '../grammar/verb.ts'
import { refuseEarly } from './before-transaction.ts'
import { hashContent } from './content-hash.ts'
import { mergeContract } from './merge-contract.ts'
import { offeredBackend } from './read-contract-file.ts'
import { type ReadContract, readContractSource } from './read-contract-source.ts'

type ImportedApi = EndpointOutput<typeof endpoint>

const allowed = { permission: 'api.create' } as const
const read = z.custom<ReadContract>((value) => typeof value === 'object' && value !== null)

const saveImportedApi = verb({
  name: 'api.import',
  allowed,
  read: 'team.read',
  input: z.strictObject({ ...endpoint.body.shape, read }),
  scope: async (tx, input) => (await tx.team.findUnique({ where: { id: input.teamId } })) && { teamId: input.teamId },
  run: async ({ ctx, tx, input }): Promise<ImportedApi> => {
    const { description, report, sha256, extensions, given, stored } = input.read
    const name = (input.name ?? description.title).slice(0, 120).trim() || 'Untitled API'
    const slug = await chooseApiSlug(tx, input.slug, name)
    const apiId = newId('api')
    const versionId = newId('version')
    const basePath = `/${slug}/${input.versionName}`
    await tx.api.create({
      data: {
        id: apiId,
        slug,
        name,
        summary: (description.summary ?? firstSentence(description.description)).slice(0, 300),
        audience: input.audience,
        teamId: input.teamId,
        tags: input.tags,
        contactEmail: z.email().max(254).safeParse(description.contact?.email).data ?? null,
        supportUrl: webAddress(description.contact?.url),
      },
    })
    await tx.version.create({ data: { id: versionId, apiId, name: input.versionName, basePath } })
    const identities = new Map<string, Id<'operation'>>()
    await tx.operation.createMany({
      data: description.operations.map((operation) => {
        const id = newId('operation')
        identities.set(operationKey(operation), id)
        return { id, versionId, method: operation.method, path: operation.path }
      }),
    })
    const { content, provenance } = mergeContract({
      previous: undefined,
      provenance: { parts: {}, parked: {} },
      description,
      extensions,
      identity: (key) => identities.get(key) ?? newId('operation'),
    })
    await tx.backend.createMany({
      data: content.backends.map(({ name, description: text }) => ({
        id: newId('backend'),
        versionId,
        name,
        description: text ?? '',
      })),
    })
    await tx.workingCopy.create({ data: { versionId, content, contentHash: hashContent(content), provenance } })
    const importId = newId('importReport')
    await tx.contractImport.create({
      data: {
        id: importId,
        versionId,
        fileName: given.fileName,
        format: report.format,
        sha256,
        ...stored,
        origin: given.origin,
        description,
        report,
        actor: actorColumn(ctx),
      },
    })
    const backendUrl = input.backendUrl === undefined ? offeredBackend(description) : input.backendUrl
    const names = content.backends.map(({ name }) => name)
    const answers = await saveFirstValues({ ctx, tx }, versionId, names, backendUrl)
    return {
      api: { id: apiId, slug, name },
      version: { id: versionId, name: input.versionName, basePath },
      operations: description.operations.length,
      backendUrl: answers === 'backend' ? backendUrl : null,
      mock: answers === 'mock',
      importId,
      report,
    }
  },
  audit: ({ input, result }) => ({
    target: { kind: 'api', id: result.api.id },
    apiId: result.api.id,
    teamId: input.teamId,
    after: {
      slug: result.api.slug,
      versionId: result.version.id,
      importId: result.importId,
      sha256: input.read.sha256,
      origin: input.read.given.origin as Json,
      counts: input.read.report.counts as Json,
    },
  }),
})

/** Makes an API from a contract file: API, version, working copy, operations and backend at once, or nothing. */
export const importApi = Object.assign(
  async (call: { ctx: Context; input: z.input<typeof endpoint.body> } & VerbCall): Promise<ImportedApi> => {
    const input = parseInput(endpoint.body, call.input)
    await refuseEarly(call.ctx, allowed, 'team.read', async (db) =>
      (await db.team.findUnique({ where: { id: input.teamId } })) ? { teamId: input.teamId } : null,
    )
    return saveImportedApi({
      ...call,
      input: { ...input, read: await readContractSource(call.ctx.installation, input) },
    })
  },
  { verb: saveImportedApi.verb, mutates: true as const, input: endpoint.body, allowed },
)

function firstSentence(text: string | undefined): string {
  const line =
    text
      ?.split(/\n\s*\n/)[0]
      ?.replace(/\s+/g, ' ')
      .trim() ?? ''
  return /^.{1,280}?[.!?](?=\s|$)/.exec(line)?.[0] ?? line
}

function webAddress(url: string | undefined): string | null {
  return z.url({ protocol: /^https?$/ }).safeParse(url).data ?? null
}
