import { type OperationDescription, operationKey } from '@gatehouse/contracts/api-description'
import type { ChangeItem } from '@gatehouse/contracts/endpoints/deployment-views'
import type { RevisionContent, RevisionOperation } from '@gatehouse/contracts/revision'
import { ChangeList, pointerToken, same } from './change-list.ts'
import { describeOperation } from './describe-operation.ts'

const rank = { breaking: 0, risky: 1, safe: 2 } as const

/**
 * What differs between two contents of a version, as sentences, breaking first. `before` undefined: everything is new.
 * Pure; the same function speaks in the console, in the answers of the API and in reports.
 */
export function describeChanges(before: RevisionContent | undefined, after: RevisionContent): ChangeItem[] {
  const list = new ChangeList([])
  const old = new Map((before?.contract.operations ?? []).map((operation) => [operationKey(operation), operation]))
  const now = new Map(
    after.contract.operations.map((operation, index) => [operationKey(operation), { operation, index }]),
  )
  for (const [key, operation] of old) {
    if (!now.has(key)) gone(list.of(key, `/contract/operations`), key, operation)
  }
  for (const [key, { operation, index }] of now) {
    const here = list.of(key, `/contract/operations/${index}`)
    const previous = old.get(key)
    if (!previous)
      here.add({ severity: 'safe', group: 'contract', sentence: `\`${key}\` is new.`, at: '', after: operation })
    else
      describeOperation(here, previous, operation, {
        before: before?.contract.schemas ?? {},
        after: after.contract.schemas,
      })
    const settings = list.of(key, `/operations/${pointerToken(key)}`)
    describeSettings(settings, previous && before?.operations[key], after.operations[key], previous === undefined)
  }
  if (before) describeVersion(list, before, after)
  return list.items.sort((a, b) => rank[a.severity] - rank[b.severity])
}

function gone(list: ChangeList, key: string, operation: OperationDescription): void {
  list.add({
    severity: 'breaking',
    group: 'contract',
    sentence: `\`${key}\` is gone; its callers get 404 or 405.`,
    at: '',
    before: operation,
  })
}

function describeSettings(
  list: ChangeList,
  before: RevisionOperation | undefined,
  after: RevisionOperation | undefined,
  isNew: boolean,
): void {
  if (!after) return
  if (!same(before?.anonymous, after.anonymous)) {
    const sentence = after.anonymous
      ? before?.anonymous
        ? 'The reason why it needs no credential reads differently.'
        : `It can be called without a credential: ${after.anonymous.reason}`
      : 'It needs a credential now.'
    list.add({
      severity: after.anonymous ? 'risky' : 'breaking',
      group: 'access',
      sentence,
      at: '/anonymous',
      before: before?.anonymous,
      after: after.anonymous,
    })
  }
  if (isNew) return
  if (!same(before?.backend, after.backend))
    list.add({
      severity: 'risky',
      group: 'backends',
      sentence: `It goes to the backend \`${after.backend ?? 'first'}\`.`,
      at: '/backend',
      before: before?.backend ?? 'first',
      after: after.backend ?? 'first',
    })
  if (!same(before?.upstream, after.upstream))
    list.add({
      severity: 'risky',
      group: 'backends',
      sentence: 'It calls the backend by another method or path.',
      at: '/upstream',
      before: before?.upstream,
      after: after.upstream,
    })
  const mode = (settings: RevisionOperation | undefined) => settings?.requestValidation ?? 'block'
  if (mode(before) !== mode(after)) {
    const words = {
      off: 'Requests are no longer checked against the contract.',
      report: 'Requests that break the contract are only reported.',
      block: 'Requests that break the contract are refused.',
    }
    list.add({
      severity: mode(after) === 'block' ? 'breaking' : 'risky',
      group: 'policies',
      sentence: words[mode(after)],
      at: '/requestValidation',
      before: mode(before),
      after: mode(after),
    })
  }
  if (!same(before?.limits, after.limits))
    list.add({
      severity: 'risky',
      group: 'policies',
      sentence: `Bodies may have ${after.limits?.bodyBytes ?? 'the usual number of'} bytes.`,
      at: '/limits',
      before: before?.limits,
      after: after.limits,
    })
  if (!same(before?.policies ?? [], after.policies ?? []))
    list.add({
      severity: 'risky',
      group: 'policies',
      sentence: 'Its policies differ.',
      at: '/policies',
      before: before?.policies ?? [],
      after: after.policies ?? [],
    })
}

function describeVersion(list: ChangeList, before: RevisionContent, after: RevisionContent): void {
  const names = (content: RevisionContent) => content.backends.map(({ name }) => name)
  for (const name of names(after))
    if (!names(before).includes(name))
      list.add({
        severity: 'safe',
        group: 'backends',
        sentence: `The backend \`${name}\` is new; each stage needs its address.`,
        at: '/backends',
        after: name,
      })
  for (const name of names(before))
    if (!names(after).includes(name))
      list.add({
        severity: 'safe',
        group: 'backends',
        sentence: `The backend \`${name}\` is no longer used.`,
        at: '/backends',
        before: name,
      })
  if (!same(before.keyLocations, after.keyLocations))
    list.add({
      severity: 'breaking',
      group: 'access',
      sentence: 'Keys are read from other places of the request.',
      at: '/keyLocations',
      before: before.keyLocations,
      after: after.keyLocations,
    })
  if (!same(before.policies, after.policies))
    list.add({
      severity: 'risky',
      group: 'policies',
      sentence: 'The policies of the version differ.',
      at: '/policies',
      before: before.policies,
      after: after.policies,
    })
  if (!same(before.contract.securitySchemes, after.contract.securitySchemes))
    list.add({
      severity: 'risky',
      group: 'access',
      sentence: 'The contract declares other security schemes.',
      at: '/contract/securitySchemes',
      before: before.contract.securitySchemes,
      after: after.contract.securitySchemes,
    })
  const docs = ({ contract }: RevisionContent) => ({
    title: contract.title,
    version: contract.version,
    summary: contract.summary,
    description: contract.description,
    termsOfService: contract.termsOfService,
    contact: contract.contact,
    license: contract.license,
    externalDocs: contract.externalDocs,
    tags: contract.tags,
    servers: contract.servers,
  })
  if (!same(docs(before), docs(after)))
    list.add({
      severity: 'safe',
      group: 'docs',
      sentence: 'Title, description or other texts of the contract read differently.',
      at: '/contract',
      before: docs(before),
      after: docs(after),
    })
}
