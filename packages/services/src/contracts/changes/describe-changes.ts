import { operationKey } from '@gatehouse/contracts/api-description'
import type { ContractChange } from '@gatehouse/contracts/contract-diff'
import type { ChangeItem } from '@gatehouse/contracts/endpoints/deployment-views'
import type { RevisionContent, RevisionOperation } from '@gatehouse/contracts/revision'
import { runDiff } from '@gatehouse/importers/run-diff'
import { ChangeList, pointerToken, readable, same } from './change-list.ts'
import { describeLimits, describeUndeclared } from './describe-request-rules.ts'

const rank = { breaking: 0, risky: 1, safe: 2 } as const

/**
 * What differs between two contents of a version, as sentences, breaking first. `before` undefined: everything is new. The same
 * function speaks in the console, in the answers of the API and in reports.
 */
export async function describeChanges(
  before: RevisionContent | undefined,
  after: RevisionContent,
): Promise<ChangeItem[]> {
  const list = new ChangeList([])
  if (before) {
    const changes = await runDiff(JSON.stringify(before.contract), JSON.stringify(after.contract))
    list.items.push(...changes.map(toItem))
    describeVersion(list, before, after)
  }
  for (const [index, operation] of after.contract.operations.entries()) {
    const key = operationKey(operation)
    const earlier = before?.operations[key]
    if (!before) {
      const sentence = `\`${key}\` is new`
      list.of(key, `/contract/operations/${index}`).add({ severity: 'safe', group: 'contract', sentence, at: '' })
    }
    describeSettings(list.of(key, `/operations/${pointerToken(key)}`), earlier, after.operations[key])
  }
  return list.items.sort((a, b) => rank[a.severity] - rank[b.severity])
}

function toItem(change: ContractChange): ChangeItem {
  const docs = /docs|title|version-changed|tag|id-|deprecated/.test(change.rule)
  return {
    rule: change.rule,
    direction: change.direction,
    severity: change.class,
    group:
      change.rule.startsWith('security.') || change.rule.includes('security-scheme')
        ? 'access'
        : docs
          ? 'docs'
          : 'contract',
    operation: change.operation ?? null,
    sentence: change.sentence,
    pointer: `/contract${change.pointer}`,
    before: readable(change.before),
    after: readable(change.after),
    ...(change.touches === undefined ? {} : { touches: change.touches }),
  }
}

const modeSentences = {
  off: 'requests are no longer checked against the contract',
  report: 'requests that break the contract are only reported',
  block: 'requests that break the contract are refused',
}

/** What people set on an operation. A new one has settings of its own only where somebody made them. */
function describeSettings(
  list: ChangeList,
  before: RevisionOperation | undefined,
  after: RevisionOperation | undefined,
): void {
  if (!after) return
  const op = `\`${list.operation}\``
  if (!same(before?.anonymous, after.anonymous)) {
    const sentence = !after.anonymous
      ? `${op} needs a credential now`
      : before?.anonymous
        ? `${op} has another reason why it needs no credential`
        : `${op} can be called without a credential: ${after.anonymous.reason}`
    const severity = after.anonymous ? 'risky' : 'breaking'
    list.add({
      severity,
      group: 'access',
      sentence,
      at: '/anonymous',
      before: before?.anonymous,
      after: after.anonymous,
    })
  }
  if (!same(before?.backend, after.backend)) {
    const sentence = `${op} goes to ${after.backend === undefined ? 'the first backend' : `the backend \`${after.backend}\``}`
    list.add({
      severity: 'risky',
      group: 'backends',
      sentence,
      at: '/backend',
      before: before?.backend,
      after: after.backend,
    })
  }
  if (!same(before?.upstream, after.upstream)) {
    const sentence = `${op} calls the backend by another method or path`
    list.add({
      severity: 'risky',
      group: 'backends',
      sentence,
      at: '/upstream',
      before: before?.upstream,
      after: after.upstream,
    })
  }
  const [was, is] = [before?.requestValidation ?? 'block', after.requestValidation ?? 'block']
  if (was !== is) {
    const severity = is === 'block' ? 'breaking' : 'risky'
    const sentence = `${op}: ${modeSentences[is]}`
    list.add({ severity, group: 'policies', sentence, at: '/requestValidation', before: was, after: is })
  }
  describeUndeclared(list, before?.undeclared, after.undeclared)
  describeLimits(list, before?.limits, after.limits)
  if (!same(before?.policies ?? [], after.policies ?? [])) {
    const sentence = `${op} has other policies`
    list.add({
      severity: 'risky',
      group: 'policies',
      sentence,
      at: '/policies',
      before: before?.policies,
      after: after.policies,
    })
  }
}

function describeVersion(list: ChangeList, before: RevisionContent, after: RevisionContent): void {
  const [old, now] = [before, after].map((content) => content.backends.map(({ name }) => name))
  for (const name of now?.filter((name) => !old?.includes(name)) ?? []) {
    const sentence = `The backend \`${name}\` is new; each stage needs its address`
    list.add({ severity: 'safe', group: 'backends', sentence, at: '/backends', after: name })
  }
  for (const name of old?.filter((name) => !now?.includes(name)) ?? []) {
    list.add({
      severity: 'safe',
      group: 'backends',
      sentence: `The backend \`${name}\` is gone`,
      at: '/backends',
      before: name,
    })
  }
  if (!same(before.keyLocations, after.keyLocations)) {
    const sentence = 'Keys are read from other places of the request'
    const sides = { before: before.keyLocations, after: after.keyLocations }
    list.add({ severity: 'breaking', group: 'access', sentence, at: '/keyLocations', ...sides })
  }
  if (!same(before.policies, after.policies)) {
    const sides = { before: before.policies, after: after.policies }
    list.add({
      severity: 'risky',
      group: 'policies',
      sentence: 'The policies of the version differ',
      at: '/policies',
      ...sides,
    })
  }
}
