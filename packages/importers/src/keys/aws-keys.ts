import { csvRows } from './csv-rows.ts'
import { parseJsonFile } from './json-keys.ts'
import {
  isObject,
  judgeKey,
  type KeyFile,
  type KeyRecord,
  keyFileOf,
  listOf,
  named,
  type RefusedKey,
  type SourceFile,
  text,
  UnreadableKeyFile,
} from './key-file.ts'

type Raw = {
  at: string
  id: string | null
  name: string | null
  consumer: string | null
  value: string | null
  enabled: boolean
  plans: string[]
}

/**
 * Keys of AWS API Gateway: the CSV of its key file format (`name,key,description,enabled,usageplanIds`), or the JSON of
 * `get-api-keys --include-values`; beside it the JSON of `get-usage-plans` (names of plans) and, by plan, of `get-usage-plan-keys`.
 */
export function readAwsKeys(files: readonly SourceFile[], now: number): KeyFile {
  const leftOut = new Map<string, number>()
  const raws: Raw[] = []
  const planNames = new Map<string, string>()
  const plansOfKey = new Map<string, string[]>()
  for (const file of files) {
    if (!/^\s*[[{]/.test(file.text.replace(/^\ufeff/, ''))) raws.push(...readCsv(file))
    else for (const part of partsOf(parseJsonFile(file))) readPart(part, { raws, planNames, plansOfKey })
  }
  if (raws.length === 0)
    throw new UnreadableKeyFile(
      'There is no key in it. “aws apigateway get-api-keys --include-values” writes them, or a CSV with the columns name and key.',
    )
  if (planNames.size > 0) leftOut.set('usage plans (matched to plans here below)', planNames.size)
  return keyFileOf(
    raws.map((raw) => judge(raw, planNames, plansOfKey, now)),
    leftOut,
  )
}

function judge(
  raw: Raw,
  planNames: ReadonlyMap<string, string>,
  plansOfKey: ReadonlyMap<string, string[]>,
  now: number,
): KeyRecord | RefusedKey {
  const origin = { at: raw.at, name: raw.name, consumer: raw.consumer ?? raw.name }
  if (!raw.enabled) return { ...origin, reason: 'It is disabled there.' }
  if (raw.value === null) return { ...origin, reason: 'Its value is not in the file: export it with --include-values.' }
  const plans = [...raw.plans, ...(raw.id === null ? [] : (plansOfKey.get(raw.id) ?? []))]
  return judgeKey(origin, { value: raw.value, groups: plans.map((plan) => planNames.get(plan) ?? plan) }, now)
}

function readCsv(file: SourceFile): Raw[] {
  const [head, ...rows] = csvRows(file.text)
  const names = (head?.cells ?? []).map((cell) => cell.trim().toLowerCase())
  if (!names.includes('key'))
    throw new UnreadableKeyFile(`${file.name}: the first row must name the columns, one of them “key”.`)
  return rows.map(({ line, cells }) => {
    const cell = (name: string) => cells[names.indexOf(name)]?.trim() ?? ''
    return {
      at: `line ${line}`,
      id: null,
      name: named(cell('name')) ?? named(cell('description')),
      consumer: named(cell('customerid')),
      value: text(cell('key')),
      enabled: !/^(false|0|no)$/i.test(cell('enabled')),
      plans: cell('usageplanids')
        .split(/[\s,;|]+/)
        .filter((plan) => plan !== ''),
    }
  })
}

/** One answer of the AWS CLI, or several under names of one’s own (`apiKeys`, `usagePlans`, `usagePlanKeys`). */
function partsOf(tree: unknown): unknown[] {
  if (Array.isArray(tree)) return tree.every((one) => isObject(one) && 'items' in one) ? tree : [{ items: tree }]
  if (!isObject(tree)) return []
  return 'items' in tree
    ? [tree]
    : Object.entries(tree).map(([name, part]) => (name === 'usagePlanKeys' ? { byPlan: part } : part))
}

type Into = { raws: Raw[]; planNames: Map<string, string>; plansOfKey: Map<string, string[]> }

function readPart(part: unknown, { raws, planNames, plansOfKey }: Into): void {
  if (isObject(part) && isObject(part['byPlan'])) {
    for (const [plan, keys] of Object.entries(part['byPlan']))
      for (const key of listOf(isObject(keys) ? keys['items'] : keys)) {
        const id = isObject(key) ? text(key['id']) : null
        if (id !== null) plansOfKey.set(id, [...(plansOfKey.get(id) ?? []), plan])
      }
    return
  }
  listOf(isObject(part) ? part['items'] : part).forEach((item, index) => {
    if (!isObject(item)) return
    const id = text(item['id'])
    if ('apiStages' in item || 'throttle' in item || 'quota' in item) {
      if (id !== null) planNames.set(id, named(item['name']) ?? id)
      return
    }
    raws.push({
      at: `items[${index}]`,
      id,
      name: named(item['name']),
      consumer: named(item['customerId']),
      value: text(item['value']),
      enabled: item['enabled'] !== false,
      plans: [],
    })
  })
}
