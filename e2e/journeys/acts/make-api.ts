import type { Call } from '@gatehouse/contracts/client'
import { publishVersion } from '@gatehouse/contracts/endpoints/apis'
import { importApi } from '@gatehouse/contracts/endpoints/contracts'
import { deploy, getStageValues, putStageValues } from '@gatehouse/contracts/endpoints/deployments'
import { offerVersion } from '@gatehouse/contracts/endpoints/products'
import { createPromotion } from '@gatehouse/contracts/endpoints/promotions'
import { listTeams } from '@gatehouse/contracts/endpoints/teams'
import { idOf } from '@gatehouse/contracts/ids'
import { plainApi } from '../../fixtures/offer-api.ts'
import { unique } from './unique.ts'

export type MadeApi = { name: string; slug: string; version: string; versionId: string; basePath: string }

/** An API of a journey's own, made as a session of the console makes it; deployed to Development, promoted to Staging, offered free. */
export async function makeApi(
  call: Call,
  options: {
    backendUrl: string
    source?: string
    team?: string
    /** Default: public. */
    audience?: 'internal' | 'partner' | 'public'
    until?: 'import' | 'development' | 'staging' | 'portal'
  },
): Promise<MadeApi> {
  const { until = 'portal', backendUrl } = options
  const name = unique('Journey')
  const teams = (await call(listTeams, {})).items
  const team = teams.find((one) => one.name === (options.team ?? 'Commerce')) ?? teams[0]
  if (!team) throw new Error('there is no team')
  const { api, version } = await call(importApi, {
    fileName: 'openapi.yaml',
    source: options.source ?? plainApi(name),
    name,
    slug: name.toLowerCase(),
    teamId: team.id,
    audience: options.audience ?? 'public',
    backendUrl,
  })
  const path = { api: api.slug, version: version.name }
  const made = { name, slug: api.slug, version: version.name, versionId: version.id, basePath: version.basePath }
  if (until === 'import') return made
  await call(deploy, { ...path, stage: 'development' })
  if (until === 'development') return made
  const there = await call(getStageValues, { ...path, stage: 'staging' })
  const backends = Object.fromEntries(
    there.backends.map((backend) => [
      backend.name,
      { url: backendUrl, connectTimeoutMs: 2_000, timeoutMs: 30_000, headers: [] },
    ]),
  )
  await call(putStageValues, { ...path, stage: 'staging', values: { backends } }, { ifMatch: there.etag })
  const { state } = await call(createPromotion, { ...path, stage: 'staging', mode: 'run' })
  if (state !== 'done') throw new Error(`the promotion to Staging is ${state}`)
  if (until === 'staging') return made
  await call(offerVersion, { versionId: idOf('version').parse(version.id) })
  await call(publishVersion, path)
  return made
}
