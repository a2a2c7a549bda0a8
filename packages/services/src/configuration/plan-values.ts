import type { ConfiguredValues, ConfiguredVersion } from '@gatehouse/contracts/configuration'
import type { RevisionContent } from '@gatehouse/contracts/revision'
import { type StageValues, stageValues } from '@gatehouse/contracts/stage-values'
import { hashContent } from '../contracts/content-hash.ts'
import { secretNames } from '../deployments/stage-state.ts'
import { putStageValues } from '../deployments/stage-values.ts'
import type { LoadedVersion } from './load-apis.ts'
import type { VersionPlace } from './plan-version.ts'
import { checkStage, differences, fieldNames, type Planning, refuse, type Step, sameJson, step } from './planning.ts'
import { writeValues } from './write-version.ts'

const members = ['backends', 'requestValidation', 'responseValidation', 'operations'] as const

/** Values of a version on its stages, each stage as a whole. */
export function planValues(
  planning: Planning,
  { api, at }: VersionPlace,
  wanted: ConfiguredVersion,
  current: LoadedVersion,
  content: RevisionContent,
): Step[] {
  const { name } = wanted
  return Object.entries(wanted.stages ?? {}).flatMap(([stage, said]) => {
    const pointer = `${at}/stages/${stage}`
    checkStage(planning, stage, pointer)
    const known = current.values.get(stage)
    const values = completeValues(planning, said, known?.values, pointer)
    for (const secret of secretNames(values))
      if (!current.secrets.has(`${stage} ${secret}`))
        planning.notes.add(`The secret “${secret}” of ${api} ${name} on ${stage} is to be set: files hold none.`)
    for (const { name: backend } of content.backends)
      if (values.backends[backend] === undefined)
        planning.notes.add(`${api} ${name} has no address for the backend “${backend}” on ${stage}.`)
    if (known && sameJson(values, known.values)) return []
    const before = known === undefined ? {} : writeValues(known.values)
    const fields = differences(said, before, members)
    for (const member of members)
      if (said[member] === undefined && known?.values[member] !== undefined)
        fields.push({ name: member, before: known.values[member], after: null })
    const sentence = `Values of ${api} ${name} on ${stage} change: ${fieldNames(fields) || 'headers'}. They run from the next deploy on`
    const act = known === undefined ? 'create' : 'change'
    return step(
      { act, object: `apis/${api}/${name}/stages/${stage}`, sentence, fields },
      (ctx) => putStageValues({ ctx, input: { api, version: name, stage, values }, ifMatch: (known?.number ?? 0) + 1 }),
      hashContent(values),
    )
  })
}

/** A header without a value keeps the one that it has here. */
function completeValues(
  planning: Planning,
  said: ConfiguredValues,
  known: StageValues | undefined,
  pointer: string,
): StageValues {
  const backends = Object.entries(said.backends).map(([name, backend]) => {
    if (backend.mock) return [name, backend]
    const before = known?.backends[name]
    const headers = backend.headers.map((header) => {
      if (header.value !== undefined) return header
      const kept = before && !before.mock ? before.headers.find((other) => other.name === header.name) : undefined
      if (kept) return kept
      refuse(
        planning,
        `${pointer}/backends/${name}/headers`,
        'header',
        `a value for ${header.name}, such as \${secret:NAME}: there is none on the installation to keep`,
      )
      return { name: header.name, value: '' }
    })
    return [name, { ...backend, headers }]
  })
  return stageValues.parse({ ...said, backends: Object.fromEntries(backends) })
}
