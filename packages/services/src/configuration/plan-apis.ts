import type { ConfiguredApi } from '@gatehouse/contracts/configuration'
import { addVersion } from '../apis/add-version.ts'
import { createApi } from '../apis/create-api.ts'
import { deleteApi, deleteVersion, versionHeldBy } from '../apis/delete-version.ts'
import { updateApi } from '../apis/update-api.ts'
import type { Context } from '../grammar/context.ts'
import { apiFields, type LoadedApi } from './load-apis.ts'
import { newVersion, planVersion } from './plan-version.ts'
import {
  blockedStep,
  checkTeam,
  differences,
  fieldNames,
  type Planning,
  pick,
  refuse,
  type Step,
  speaksOf,
  step,
  teamId,
} from './planning.ts'

/** APIs by their slugs, each with its versions. */
export async function planApis(planning: Planning): Promise<Step[]> {
  if (!speaksOf(planning, 'apis')) return []
  const steps: Step[] = []
  const known = new Map(planning.state.apis.map((api) => [api.fields.slug, api]))
  for (const [index, api] of (planning.document.apis ?? []).entries()) {
    const at = `/apis/${index}`
    if (api.team !== undefined) checkTeam(planning, api.team, `${at}/team`)
    const current = known.get(api.slug)
    steps.push(...(current === undefined ? planNewApi(planning, api, at) : planApi(api, current)))
    for (const [place, version] of (api.versions ?? []).entries()) {
      const loaded = current?.versions.find(({ name }) => name === version.name)
      const where = { api: api.slug, title: api.name ?? api.slug, at: `${at}/versions/${place}` }
      if (loaded) steps.push(...(await planVersion(planning, where, version, loaded)))
      else {
        // The first version is made with its API.
        if (current !== undefined || place > 0) steps.push(versionStep(api.slug, version.name))
        const title =
          current === undefined && place === 0 ? where.title : (api.name ?? current?.fields.name ?? api.slug)
        steps.push(...(await planVersion(planning, where, version, newVersion(planning, version.name, title))))
      }
    }
  }
  return steps
}

function planNewApi(planning: Planning, api: ConfiguredApi, at: string): Step[] {
  const { team, name } = api
  if (team === undefined || name === undefined) {
    refuse(planning, at, 'api', `name and team, because there is no API ${api.slug} yet`)
    return []
  }
  const fields = differences(api, {}, [...apiFields, 'team'])
  const change = { act: 'create' as const, object: `apis/${api.slug}`, sentence: `The API ${api.slug} is made`, fields }
  return [
    step(change, async (ctx) => {
      const made = await createApi({
        ctx,
        input: {
          ...pick(api, ['audience', 'summary', 'tags']),
          name,
          slug: api.slug,
          teamId: await teamId(ctx, team),
          versionName: api.versions?.[0]?.name ?? 'v1',
        },
      })
      await updateApi({ ctx, input: { ...pick(api, apiFields), api: api.slug }, ifMatch: made.etag })
    }),
  ]
}

function planApi(api: ConfiguredApi, current: LoadedApi): Step[] {
  const fields = differences(api, current.fields, [...apiFields, 'team'])
  if (fields.length === 0) return []
  const sentence = `The API ${api.slug} changes: ${fieldNames(fields)}`
  return [
    step({ act: 'change', object: `apis/${api.slug}`, sentence, fields }, async (ctx) =>
      updateApi({
        ctx,
        input: { ...pick(api, apiFields), api: api.slug, ...(await teamOf(ctx, api, current)) },
        ifMatch: current.etag,
      }),
    ),
  ]
}

async function teamOf(ctx: Context, { team }: ConfiguredApi, current: LoadedApi): Promise<{ teamId?: string }> {
  return team === undefined || team === current.fields.team ? {} : { teamId: await teamId(ctx, team) }
}

function versionStep(api: string, name: string): Step {
  return step({ act: 'create', object: `apis/${api}/${name}`, sentence: `${api} gets the version ${name}` }, (ctx) =>
    addVersion({ ctx, input: { api, name } }),
  )
}

/** APIs and versions that the document leaves out, where it shall be all there is. What has callers or a history stays. */
export async function pruneApis(planning: Planning): Promise<Step[]> {
  if (!planning.prune || !speaksOf(planning, 'apis')) return []
  const steps: Step[] = []
  for (const { slug, versions } of planning.state.apiNames) {
    const wanted = planning.document.apis?.find((api) => api.slug === slug)
    if (wanted?.versions === undefined && wanted !== undefined) continue
    const names = new Set(wanted?.versions?.map(({ name }) => name))
    const gone = versions.filter(({ name }) => !names.has(name))
    if (wanted === undefined) steps.push(await apiStep(planning, slug, versions))
    else if (gone.length < versions.length || names.size > 0)
      for (const version of gone) steps.push(await goneStep(planning, slug, version))
  }
  return steps
}

type Named = { id: string; name: string }

async function apiStep({ db }: Planning, slug: string, versions: readonly Named[]): Promise<Step> {
  const change = { act: 'delete' as const, object: `apis/${slug}`, sentence: `The API ${slug} is deleted` }
  for (const { id, name } of versions) {
    const held = await versionHeldBy(db, id)
    if (held !== null) return blockedStep({ ...change, blocked: `${name}: ${held}` })
  }
  return step(change, (ctx) => deleteApi({ ctx, input: { api: slug } }))
}

async function goneStep({ db }: Planning, api: string, { id, name }: Named): Promise<Step> {
  const change = {
    act: 'delete' as const,
    object: `apis/${api}/${name}`,
    sentence: `The version ${name} of ${api} is deleted`,
  }
  const held = await versionHeldBy(db, id)
  if (held !== null) return blockedStep({ ...change, blocked: held })
  return step(change, (ctx) => deleteVersion({ ctx, input: { api, version: name } }))
}
