import type { ConfigurationDocument } from '@gatehouse/contracts/configuration'
import { tokenHeader } from './configured-shop.ts'
import { askWebhook, changeWebhooks, planEnd } from './random-program-edits.ts'

/** Small, seeded, the same everywhere (mulberry32). */
export function randomFrom(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) % below
  }
}

type Whole<T> = { [K in keyof T]-?: Exclude<T[K], undefined> }
export type WholeDocument = Whole<ConfigurationDocument>
type Api = WholeDocument['apis'][number]
type Version = NonNullable<Api['versions']>[number]
type Contract = {
  info: { title: string; description?: string }
  paths: Record<string, Record<string, { summary?: string }>>
}

/**
 * Edits of an exported document as people make them in files. Each leaves it as an export would write it (sorted where the order means
 * nothing), so that what comes back must be equal.
 */
export function editAtRandom(document: WholeDocument, random: (below: number) => number, count: number): string {
  const edit = edits[random(edits.length)]
  if (!edit) throw new Error('no edit')
  return `${edit.name} ${edit({ document, random, name: `n${count}` }) ?? ''}`
}

export type Editing = { document: WholeDocument; random: (below: number) => number; name: string }
export type Edit = (editing: Editing) => string | undefined

export const pickOne = <T>(list: readonly T[], random: Editing['random']): T | undefined =>
  list[random(Math.max(list.length, 1))]
const bySlug = (one: { slug: string }, other: { slug: string }) => (one.slug < other.slug ? -1 : 1)

function anyApi({ document, random }: Editing): Api | undefined {
  return pickOne(document.apis, random)
}

export function anyVersion(editing: Editing): { api: Api; version: Version; contract: Contract } | undefined {
  const api = anyApi(editing)
  const version = api && pickOne(api.versions ?? [], editing.random)
  return api && version && { api, version, contract: version.contract as Contract }
}

const operationsOf = (contract: Contract): string[] =>
  Object.entries(contract.paths).flatMap(([path, item]) =>
    Object.keys(item).map((verb) => `${verb.toUpperCase()} ${path}`),
  )

const renameOrganization: Edit = ({ document, name }) => {
  document.organization = { name: `Acme ${name}` }
  return undefined
}
const addTeam: Edit = ({ document, name }) => {
  document.teams = [...document.teams, { name: `Team ${name}` }].sort((a, b) => (a.name < b.name ? -1 : 1))
  return undefined
}
const changeStage: Edit = ({ document, random, name }) => {
  const stage = pickOne(document.stages, random)
  if (!stage) return
  const change = random(5)
  if (change === 0) stage.name = `Stage ${name}`
  if (change === 1) stage.gate = [{ check: 'lint', required: random(2) === 1, minScore: random(50) }]
  if (change === 2) stage.approval = { needed: random(3), when: 'sensitive' }
  if (change === 3)
    stage.canary = random(2) === 1 ? null : { weight: 1 + random(50), minutes: 5, minCalls: 10, maxErrorShare: 0.1 }
  if (change === 4) stage.staleness = random(2) === 1 ? { mode: 'serve' } : { mode: 'refuse', seconds: 5 + random(100) }
  return `${stage.slug} ${change}`
}
const addStage: Edit = ({ document, random, name }) => {
  if (document.stages.length > 5) return
  document.stages.splice(random(document.stages.length + 1), 0, {
    slug: `stage-${name}`,
    name: `Stage ${name}`,
    exposure: 'hidden',
    publicName: null,
    accepts: 'deploy',
    gatewayUrl: `http://localhost:4${name.length}00`,
    staleness: { mode: 'serve' },
    freezeWindows: [],
    gate: [],
    approval: { needed: 0, when: 'always' },
    canary: null,
    recording: { features: true, shapes: 0.01 },
  })
  return undefined
}
const moveStage: Edit = ({ document, random }) => {
  const [stage] = document.stages.splice(random(document.stages.length), 1)
  if (stage) document.stages.splice(random(document.stages.length + 1), 0, stage)
  return undefined
}
const removeStage: Edit = ({ document, random }) => {
  const added = document.stages.filter(({ slug }) => slug.startsWith('stage-'))
  const gone = pickOne(added, random)
  if (!gone) return
  document.stages = document.stages.filter((stage) => stage !== gone)
  for (const { versions = [] } of document.apis) for (const { stages = {} } of versions) delete stages[gone.slug]
  for (const { plans = [] } of document.products)
    for (const { limits } of plans) if (limits) delete limits.stages[gone.slug]
  return gone.slug
}
const changeLint: Edit = ({ document, random }) => {
  document.lint = { ready: random(2) === 1 ? { 'operation-description': 'off' } : {}, own: [] }
  return undefined
}
const addApi: Edit = ({ document, name }) => {
  const contract = { openapi: '3.1.1', info: { title: `API ${name}`, version: '1' }, servers: [], tags: [], paths: {} }
  document.apis.push({
    slug: `api-${name}`,
    name: `API ${name}`,
    summary: '',
    purpose: '',
    audience: 'internal',
    team: 'Commerce',
    contactEmail: null,
    repositoryUrl: null,
    supportUrl: null,
    tags: [],
    versions: [newVersion('v1', contract)],
    ...('successMeasure' in (document.apis[0] ?? {}) ? { successMeasure: '' } : {}),
  })
  document.apis.sort(bySlug)
  return undefined
}
const newVersion = (name: string, contract: object): Version => ({
  name,
  state: 'draft',
  portals: [],
  contract: { ...contract },
  backends: [{ name: 'default' }],
  keyLocations: null,
  policies: [],
  operations: {},
  stages: {},
  waivers: [],
  deprecation: null,
})
const changeApi: Edit = (editing) => {
  const api = anyApi(editing)
  if (!api) return
  api.summary = `Summary ${editing.name}`
  api.tags = [editing.name, 'shop']
  api.audience = editing.random(2) === 1 ? 'public' : 'internal'
  return api.slug
}
const removeApi: Edit = (editing) => {
  const api = anyApi(editing)
  if (!api || editing.document.apis.length < 3) return
  if (api.versions?.some(({ deprecation }) => deprecation)) return
  for (const { versions = [] } of editing.document.apis)
    for (const { deprecation } of versions) if (deprecation?.successor?.api === api.slug) deprecation.successor = null
  editing.document.apis = editing.document.apis.filter((other) => other !== api)
  for (const product of editing.document.products) {
    product.items = product.items?.filter((item) => item.api !== api.slug) ?? []
    if (Array.isArray(product.tools)) {
      const tools = product.tools.filter((group) => group.api !== api.slug)
      product.tools = tools.length === 0 ? null : tools
    }
  }
  return api.slug
}
const addVersion: Edit = (editing) => {
  const found = anyVersion(editing)
  if (!found) return
  found.api.versions?.push(newVersion(editing.name, structuredClone(found.contract)))
  return found.api.slug
}
const addOperation: Edit = (editing) => {
  const found = anyVersion(editing)
  if (!found) return
  // Both of a path at once, as an export writes them path by path.
  found.contract.paths[`/${editing.name}`] = Object.fromEntries(
    ['get', 'post'].map((verb) => [verb, { summary: verb, security: [], responses: { 200: { description: 'Fine' } } }]),
  )
  return `${found.api.slug} ${found.version.name}`
}
const removeOperation: Edit = (editing) => {
  const found = anyVersion(editing)
  const path = found && pickOne(Object.keys(found.contract.paths), editing.random)
  if (!found || path === undefined) return
  const { api, version } = found
  const used = JSON.stringify(editing.document.products)
  if (used.includes(`"${api.slug}"`) || version.portals?.length !== 0) return
  delete found.contract.paths[path]
  for (const key of Object.keys(version.operations ?? {}))
    if (key.endsWith(` ${path}`)) delete version.operations?.[key]
  return `${api.slug} ${path}`
}
const describeOperation: Edit = (editing) => {
  const found = anyVersion(editing)
  const path = found && pickOne(Object.values(found.contract.paths), editing.random)
  for (const operation of Object.values(path ?? {})) operation.summary = `Summary ${editing.name}`
  if (found) found.contract.info.description = `Description ${editing.name}`
  return found?.api.slug
}
const configureOperation: Edit = (editing) => {
  const found = anyVersion(editing)
  const key = found && pickOne(operationsOf(found.contract), editing.random)
  if (!found?.version.operations || key === undefined) return
  if (editing.random(3) === 0) delete found.version.operations[key]
  else
    found.version.operations[key] =
      editing.random(2) === 1 ? { requestValidation: 'report' } : { anonymous: { reason: editing.name } }
  return `${found.api.slug} ${key}`
}
const addBackend: Edit = (editing) => {
  const version = anyVersion(editing)?.version
  version?.backends?.push({ name: `b-${editing.name}`, description: editing.name })
  return undefined
}
const changeKeys: Edit = (editing) => {
  const version = anyVersion(editing)?.version
  if (version) version.keyLocations = editing.random(2) === 1 ? null : [{ in: 'query', name: editing.name }]
  return undefined
}
const changeValues: Edit = (editing) => {
  const version = anyVersion(editing)?.version
  const stage = pickOne(editing.document.stages, editing.random)
  if (!version?.stages || !stage) return
  version.stages[stage.slug] = {
    backends: {
      default:
        editing.random(3) === 0
          ? { mock: true }
          : {
              url: `http://backend.example.com/${editing.name}`,
              connectTimeoutMs: 2_000,
              timeoutMs: 1_000 + editing.random(1_000),
              headers: editing.random(2) === 1 ? [tokenHeader] : [],
            },
    },
    ...(editing.random(2) === 1 ? { responseValidation: 'report' as const } : {}),
  }
  return stage.slug
}
const changeState: Edit = (editing) => {
  const version = anyVersion(editing)?.version
  // With a program the state follows its dates.
  if (version?.deprecation) return
  if (version && version.portals?.length === 0) version.state = editing.random(2) === 1 ? 'published' : 'deprecated'
  return version?.state
}
const list: Edit = (editing) => {
  const found = anyVersion(editing)
  if (!found || found.version.state === 'draft' || operationsOf(found.contract).length === 0) return
  found.version.portals = editing.random(2) === 1 ? ['default'] : []
  return `${found.api.slug} ${found.version.name}`
}
const waive: Edit = (editing) => {
  const version = anyVersion(editing)?.version
  if (!version) return
  const expiresAt = new Date(Date.now() + (5 + editing.random(100)) * 86_400_000).toISOString()
  const rule = 'operation-description'
  // One that changes is a new one, at the end.
  version.waivers = (version.waivers ?? []).filter((waiver) => waiver.rule !== rule)
  if (editing.random(3) > 0) version.waivers.push({ rule, place: null, reason: editing.name, expiresAt })
  return undefined
}
const addProduct: Edit = ({ document, name }) => {
  document.products.push({
    slug: `product-${name}`,
    name: `Product ${name}`,
    description: '',
    team: 'Commerce',
    items: [],
    tools: null,
    plans: [],
    portals: [],
  })
  document.products.sort(bySlug)
  return undefined
}
const removeProduct: Edit = ({ document, random }) => {
  const gone = pickOne(document.products, random)
  document.products = document.products.filter((product) => product !== gone)
  return gone?.slug
}
const changeProduct: Edit = (editing) => {
  const product = pickOne(editing.document.products, editing.random)
  const found = anyVersion(editing)
  if (!product || !found) return
  product.description = editing.name
  product.items = [{ include: 'version', api: found.api.slug, version: found.version.name }]
  product.tools = editing.random(2) === 1 ? 'all' : null
  product.portals = editing.random(2) === 1 ? ['default'] : []
  return product.slug
}
const addPlan: Edit = (editing) => {
  const product = pickOne(editing.document.products, editing.random)
  if (!product?.plans || product.plans.length > 10) return
  product.plans.push({
    slug: `plan-${editing.name}`,
    name: `Plan ${editing.name}`,
    description: '',
    limits: { default: { quota: { limit: editing.random(100), period: 'day' } }, stages: {} },
    price: { model: 'free' },
    approval: 'automatic',
  })
  return product.slug
}
const changePlan: Edit = (editing) => {
  const product = pickOne(editing.document.products, editing.random)
  const plan = product && pickOne(product.plans ?? [], editing.random)
  const stage = pickOne(editing.document.stages, editing.random)
  if (!plan || !stage) return
  plan.approval = editing.random(2) === 1 ? 'manual' : 'automatic'
  plan.limits = { default: {}, stages: { [stage.slug]: { quota: { limit: editing.random(50), period: 'month' } } } }
  return `${product.slug} ${plan.slug}`
}
const retirePlan: Edit = ({ document, random }) => {
  pickOne(document.products, random)?.plans?.pop()
  return undefined
}
const changeRoles: Edit = ({ document, random }) => {
  const account = pickOne(document.serviceAccounts, random)
  if (!account?.roles) return
  if (random(2) === 1) account.roles.pop()
  else if (!account.roles.some(({ role }) => role === 'Analyst'))
    account.roles.push({ role: 'Analyst', team: 'Catalogue' })
  return account.name
}

const edits: readonly Edit[] = [
  planEnd,
  changeWebhooks,
  askWebhook,
  renameOrganization,
  addTeam,
  changeStage,
  addStage,
  moveStage,
  removeStage,
  changeLint,
  addApi,
  changeApi,
  removeApi,
  addVersion,
  addOperation,
  addOperation,
  removeOperation,
  describeOperation,
  configureOperation,
  addBackend,
  changeKeys,
  changeValues,
  changeState,
  list,
  waive,
  addProduct,
  removeProduct,
  changeProduct,
  addPlan,
  changePlan,
  retirePlan,
  changeRoles,
]
