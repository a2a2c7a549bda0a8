import {
  getSavedRequests as getEndpoint,
  putSavedRequests as putEndpoint,
  readSavedRequests as readEndpoint,
} from '@gatehouse/contracts/endpoints/saved-requests'
import { keyLocationsOf } from '@gatehouse/contracts/key-locations'
import type { ProblemError } from '@gatehouse/contracts/problems'
import type { RevisionContent } from '@gatehouse/contracts/revision'
import type { SavedRequest } from '@gatehouse/contracts/saved-requests'
import { readRequestsFile, UnreadableRequestsFile } from '@gatehouse/importers/saved-requests/read-requests-file'
import { requireVersion, versionPathScope } from '../apis/find-version.ts'
import { loadWorkingCopy } from '../contracts/load-working-copy.ts'
import { DomainError } from '../grammar/domain-error.ts'
import { query } from '../grammar/query.ts'
import { checkEtag, verb } from '../grammar/verb.ts'
import { loadSavedRequests } from './load-saved-requests.ts'

/** Requests that the smoke check of a version sends. */
export const getSavedRequests = query({
  name: 'saved-requests.get',
  allowed: { permission: 'api.read' },
  input: getEndpoint.params,
  scope: versionPathScope,
  run: async ({ db, input }) => loadSavedRequests(db, (await requireVersion(db, input)).id),
})

/** Replaces the saved requests of a version. Whatever would carry a key is refused, by the places that this version's keys have, too. */
export const putSavedRequests = verb({
  name: 'saved-requests.put',
  allowed: { permission: 'api.edit' },
  read: 'api.read',
  input: putEndpoint.params.extend(putEndpoint.body.shape),
  scope: versionPathScope,
  run: async ({ tx, input, ifMatch }) => {
    const version = await requireVersion(tx, input)
    await tx.$queryRaw`SELECT 1 FROM working_copy WHERE version_id = ${version.id} FOR UPDATE`
    const before = await loadSavedRequests(tx, version.id)
    checkEtag(before.etag, ifMatch)
    refuseKeys(input.requests, (await loadWorkingCopy(tx, version.id)).content)
    await tx.workingCopy.update({
      where: { versionId: version.id },
      data: { collection: input.requests, collectionEtag: { increment: 1 } },
    })
    return { version, before: before.requests, view: await loadSavedRequests(tx, version.id) }
  },
  audit: ({ result }) => ({
    target: { kind: 'version', id: result.version.id },
    apiId: result.version.apiId,
    teamId: result.version.api.teamId,
    before: summaryOf(result.before),
    after: summaryOf(result.view.requests),
  }),
  answer: ({ view }) => view,
})

/** What a file of requests would become; saves nothing. */
export const readSavedRequests = query({
  name: 'saved-requests.read',
  allowed: { permission: 'api.edit' },
  read: 'api.read',
  input: readEndpoint.params.extend(readEndpoint.body.shape),
  scope: versionPathScope,
  run: async ({ db, input }) => {
    const version = await requireVersion(db, input)
    const { content } = await loadWorkingCopy(db, version.id)
    try {
      const { requests, report } = readRequestsFile(input.source, {
        basePath: version.basePath,
        operations: content.contract.operations,
      })
      return keyless(requests, report, content)
    } catch (error) {
      if (error instanceof UnreadableRequestsFile) throw new DomainError('invalid_input', error.message)
      throw error
    }
  },
})

const isKeyPlace = (content: RevisionContent, place: 'header' | 'query', name: string) =>
  keyLocationsOf(content).some((one) =>
    one.in === 'header'
      ? place === 'header' && one.name.toLowerCase() === name.toLowerCase()
      : place === 'query' && one.name === name,
  )

function refuseKeys(requests: readonly SavedRequest[], content: RevisionContent): void {
  const errors: ProblemError[] = requests.flatMap(({ headers, query: parameters }, index) =>
    [
      ...headers.map(({ name }, at) => ({ place: 'header' as const, name, pointer: `/headers/${at}/name` })),
      ...parameters.map(({ name }, at) => ({ place: 'query' as const, name, pointer: `/query/${at}/name` })),
    ]
      .filter(({ place, name }) => isKeyPlace(content, place, name))
      .map(({ name, pointer }) => ({
        in: 'body' as const,
        pointer: `/requests/${index}${pointer}`,
        rule: 'credential',
        expected: `must not be ${name}, where keys of this API stand: the smoke check calls with a key of its own`,
      })),
  )
  if (errors.length > 0) throw new DomainError('invalid_input', undefined, { errors: errors.slice(0, 50) })
}

type Read = ReturnType<typeof readRequestsFile>

/** Without what stands where keys of this version do. */
function keyless(requests: Read['requests'], report: Read['report'], content: RevisionContent): Read {
  const leftOut = [...report.leftOut]
  const taken = requests.map((request) => {
    const keep = (place: 'header' | 'query') => (one: { name: string }) => {
      if (!isKeyPlace(content, place, one.name)) return true
      leftOut.push(
        `“${request.name}” goes without ${one.name}: keys of this API stand there, and the check has its own.`,
      )
      return false
    }
    return { ...request, headers: request.headers.filter(keep('header')), query: request.query.filter(keep('query')) }
  })
  return { requests: taken, report: { ...report, leftOut: [...new Set(leftOut)].slice(0, 200) } }
}

/** Names and calls; values and bodies may be somebody's data and stay out of the log. */
function summaryOf(requests: readonly SavedRequest[]) {
  return {
    requests: requests.map(({ id, name, call }) => ({
      id,
      name,
      call: call.by === 'operation' ? call.operation : `${call.method} ${call.path}`,
    })),
  }
}
