import type { ConfiguredVersion } from '@gatehouse/contracts/configuration'
import { emptyContent } from '../apis/add-version.ts'
import { moveLifecycle, publishVersion, unpublishVersion } from '../apis/move-lifecycle.ts'
import { legalPath } from './lifecycle-path.ts'
import type { LoadedVersion } from './load-apis.ts'
import { planContent } from './plan-content.ts'
import { movedByProgram, planDeprecation } from './plan-deprecation.ts'
import { firstStage } from './plan-installation.ts'
import { planValues } from './plan-values.ts'
import { planWaivers } from './plan-waivers.ts'
import { blockedStep, checkPortal, type Planning, type Step, step } from './planning.ts'

/** Which version, and where the document says it. */
export type VersionPlace = { api: string; title: string; at: string }

/** A version as it is right after it was made. */
export function newVersion(planning: Planning, name: string, title: string): LoadedVersion {
  const first = firstStage(planning)
  // As saveFirstValues does it: the first stage answers from the mock unless it is live.
  const mock = { number: 1, values: { backends: { default: { mock: true as const } } } }
  return {
    id: '',
    name,
    state: 'draft',
    content: emptyContent(title),
    provenance: { parts: {}, parked: {} },
    etag: 1,
    operations: [],
    values: new Map(first === undefined || first.live ? [] : [[first.slug, mock]]),
    secrets: new Set(),
    portals: [],
    waivers: [],
    program: null,
  }
}

/** What a document says of one version: contract and settings, values of stages, state, portals, waivers. */
export async function planVersion(
  planning: Planning,
  place: VersionPlace,
  wanted: ConfiguredVersion,
  current: LoadedVersion,
): Promise<Step[]> {
  const content = await planContent(planning, place, wanted, current)
  return [
    ...content.steps,
    ...planValues(planning, place, wanted, current, content.after),
    ...planState(planning, place, wanted, current),
    ...(await planDeprecation(planning, place, wanted, current)),
    ...planPortals(planning, place, wanted, current),
    ...planWaivers(planning, place, wanted, current),
  ]
}

/** The legal moves to the state, one after the other. */
function planState(
  { ctx }: Planning,
  { api }: VersionPlace,
  wanted: ConfiguredVersion,
  current: LoadedVersion,
): Step[] {
  const { name, state } = wanted
  if (state === undefined || state === current.state || movedByProgram(wanted, current, ctx.now())) return []
  const change = {
    act: 'change' as const,
    object: `apis/${api}/${name}`,
    sentence: `${api} ${name} becomes ${state} instead of ${current.state}`,
    fields: [{ name: 'state', before: current.state, after: state }],
  }
  const path = legalPath(current.state, state)
  if (path === null) return [blockedStep({ ...change, blocked: `There is no way from ${current.state} to ${state}.` })]
  return [
    step(change, async (ctx) => {
      for (const next of path)
        await moveLifecycle({ ctx, input: { api, version: name, state: next, reason: 'Set by configuration files' } })
    }),
  ]
}

function planPortals(planning: Planning, { api, at }: VersionPlace, wanted: ConfiguredVersion, current: LoadedVersion) {
  const { name, portals } = wanted
  if (portals === undefined) return []
  for (const [index, portal] of portals.entries()) checkPortal(planning, portal, `${at}/portals/${index}`)
  const object = `apis/${api}/${name}/portals`
  const state = wanted.state ?? current.state
  const shown = portals
    .filter((portal) => !current.portals.includes(portal))
    .map((portal) => {
      const change = { act: 'create' as const, object, sentence: `${api} ${name} is shown in the portal ${portal}` }
      if (state === 'draft') return blockedStep({ ...change, blocked: 'What a portal shows is published, not draft.' })
      if (state === 'retired') return blockedStep({ ...change, blocked: 'A retired version is not shown in a portal.' })
      return step(change, (ctx) => publishVersion({ ctx, input: { api, version: name, portal } }))
    })
  const hidden = current.portals
    .filter((portal) => !portals.includes(portal))
    .map((portal) =>
      step({ act: 'delete', object, sentence: `${api} ${name} is taken out of the portal ${portal}` }, (ctx) =>
        unpublishVersion({ ctx, input: { api, version: name, portal } }),
      ),
    )
  return [...shown, ...hidden]
}
