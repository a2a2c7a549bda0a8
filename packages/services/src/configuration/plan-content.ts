import { operationKey } from '@gatehouse/contracts/api-description'
import type { ConfigurationChange, ConfiguredVersion } from '@gatehouse/contracts/configuration'
import type { RevisionContent } from '@gatehouse/contracts/revision'
import { exportOpenApi } from '@gatehouse/importers/export-openapi'
import { countChanges } from '../contracts/changes/count-changes.ts'
import { describeChanges } from '../contracts/changes/describe-changes.ts'
import { hashContent } from '../contracts/content-hash.ts'
import { readContractFile } from '../contracts/read-contract-file.ts'
import {
  checkParts,
  type ReplacedContract,
  type ReplacedParts,
  replaceParts,
  replaceWorkingCopy,
} from '../contracts/replace-working-copy.ts'
import { DomainError } from '../grammar/domain-error.ts'
import type { LoadedVersion } from './load-apis.ts'
import type { VersionPlace } from './plan-version.ts'
import { differences, type Planning, refuse, type Step, sameJson, step } from './planning.ts'
import { writeOperations } from './write-version.ts'

const shownChanges = 200

/** Contract, backends and settings: the working copy, changed at once. `after` is what it will be. */
export async function planContent(
  planning: Planning,
  place: VersionPlace,
  wanted: ConfiguredVersion,
  current: LoadedVersion,
): Promise<{ steps: Step[]; after: RevisionContent }> {
  const { content } = current
  const { api } = place
  const { name } = wanted
  const file = await readChangedContract(place, wanted, content)
  const fields: ConfigurationChange['fields'] = []
  const parts: ReplacedParts = { ...(file ? { file } : {}) }
  if (wanted.backends && !sameJson(wanted.backends, content.backends)) {
    parts.backends = wanted.backends
    fields.push(...differences(wanted, content, ['backends']))
  }
  if (wanted.keyLocations !== undefined && !sameJson(wanted.keyLocations, content.keyLocations ?? null)) {
    parts.keyLocations = wanted.keyLocations
    fields.push({ name: 'keyLocations', before: content.keyLocations ?? null, after: wanted.keyLocations })
  }
  if (wanted.policies && !sameJson(wanted.policies, content.policies)) {
    parts.policies = wanted.policies
    fields.push(...differences(wanted, content, ['policies']))
  }
  const settings = settingsToChange(planning, place, wanted, replaceParts(current, parts, current.operations).content)
  if (Object.keys(settings).length > 0) parts.operations = settings
  const before = writeOperations(content)
  for (const [key, after] of Object.entries(settings))
    fields.push({ name: `operations/${key}`, before: before[key] ?? null, after })
  if (Object.keys(parts).length === 0) return { steps: [], after: content }
  const after = replaceParts(current, parts, current.operations).content
  try {
    checkParts(after)
  } catch (error) {
    if (!(error instanceof DomainError)) throw error
    refuse(planning, place.at, 'version', `${api} ${name}: ${error.detail ?? error.code}`)
  }
  const contract = file ? await contractChanges(content, after) : { items: [], text: '' }
  const what = [...(file ? [`contract (${contract.text})`] : []), ...describeFields(fields)]
  const change = {
    act: 'change' as const,
    object: `apis/${api}/${name}/contract`,
    sentence: `${api} ${name} changes: ${what.join(', ')}. It runs from the next deploy on`,
    fields,
    contract: contract.items,
  }
  const run: Step['run'] = async (ctx) =>
    replaceWorkingCopy({ ctx, input: { api, version: name, parts }, ifMatch: current.etag })
  return { steps: [step(change, run, hashContent([file?.sha256, after.contract]))], after }
}

/** The contract that the document has, when it says something else than the working copy. */
async function readChangedContract(
  { api }: VersionPlace,
  { contract, name }: ConfiguredVersion,
  content: RevisionContent,
): Promise<ReplacedContract | undefined> {
  if (contract === undefined) return undefined
  const now = exportOpenApi(content.contract)
  if (sameJson(contract, now)) return undefined
  const text = JSON.stringify(contract)
  const fileName = `${api}-${name}.json`
  const file = await readContractFile({ fileName, source: text }).catch((error: unknown) => {
    if (!(error instanceof DomainError)) throw error
    throw new DomainError(error.code, `${api} ${name}: ${error.detail ?? ''}`, { errors: error.errors ?? [] })
  })
  // Another way to write the same contract.
  if (sameJson(exportOpenApi(file.description), now)) return undefined
  return { ...file, fileName, text }
}

/** Settings of operations that differ; null resets one that the document, which shall be all there is, leaves out. */
function settingsToChange(
  planning: Planning,
  { api, at }: VersionPlace,
  { name, operations }: ConfiguredVersion,
  next: RevisionContent,
): NonNullable<ReplacedParts['operations']> {
  const known = writeOperations(next)
  const keys = new Set(next.contract.operations.map(operationKey))
  const changed: NonNullable<ReplacedParts['operations']> = {}
  for (const [key, settings] of Object.entries(operations ?? {})) {
    if (!keys.has(key))
      refuse(planning, `${at}/operations`, 'operation', `operations of ${api} ${name}; it has no ${key}`)
    else if (!sameJson(settings, known[key] ?? {})) changed[key] = settings
  }
  if (!planning.prune || operations === undefined) return changed
  for (const key of Object.keys(known)) if (!Object.hasOwn(operations, key)) changed[key] = null
  return changed
}

async function contractChanges(before: RevisionContent, after: RevisionContent) {
  const all = await describeChanges(before, after)
  const items = all.filter(({ group }) => group === 'contract' || group === 'docs' || group === 'access')
  return {
    items: items.slice(0, shownChanges).map(({ severity, sentence }) => ({ severity, sentence })),
    text: items.length === 0 ? 'said in another way' : countChanges(items).text,
  }
}

function describeFields(fields: ConfigurationChange['fields']): string[] {
  const operations = fields.filter(({ name }) => name.startsWith('operations/')).length
  const others = fields.map(({ name }) => name).filter((name) => !name.startsWith('operations/'))
  const words: Record<string, string> = {
    keyLocations: 'where keys are read',
    policies: 'policies',
    backends: 'backends',
  }
  return [
    ...others.map((name) => words[name] ?? name),
    ...(operations === 0 ? [] : [`settings of ${operations} ${operations === 1 ? 'operation' : 'operations'}`]),
  ]
}
