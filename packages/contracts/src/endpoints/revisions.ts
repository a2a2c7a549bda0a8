import { z } from 'zod'
import { actorView, endpoint, instant, pageOf, pageQuery } from '../endpoint.ts'
import { revisionContent } from '../revision.ts'
import { ciRun } from '../revision-origin.ts'
import { changeCounts, revisionRef } from './deployment-views.ts'
import { versionPath } from './version-path.ts'

const at = '/apis/{api}/versions/{version}'

export const revisionView = z.strictObject({
  ...revisionRef.shape,
  createdAt: instant,
  by: actorView,
  origin: z.strictObject({
    fileName: z.string().nullable(),
    importId: z.string().nullable(),
    commit: z.string().nullable(),
    ci: ciRun.nullable(),
  }),
  operations: z.number().int(),
  /** Against the revision before. */
  counts: changeCounts,
  /** Stages that run it now. */
  runsOn: z.array(z.strictObject({ id: z.string(), slug: z.string(), name: z.string() })),
})

export const listRevisions = endpoint({
  id: 'revisions.list',
  method: 'GET',
  path: `${at}/revisions`,
  tag: 'Contracts',
  summary: 'Revisions, newest first',
  audience: 'management',
  permission: 'api.read',
  params: versionPath,
  query: pageQuery,
  response: pageOf(revisionView),
})

export const getRevision = endpoint({
  id: 'revisions.get',
  method: 'GET',
  path: `${at}/revisions/{number}`,
  tag: 'Contracts',
  summary: 'A revision with its content',
  audience: 'management',
  permission: 'api.read',
  params: z.strictObject({ ...versionPath.shape, number: z.coerce.number().int().min(1).max(2_147_483_647) }),
  response: z.strictObject({ ...revisionView.shape, content: revisionContent }),
})
