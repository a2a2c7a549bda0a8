import type { OperationAccessChange } from '@gatehouse/contracts/access-diff'
import { listOf } from './access-words.ts'

const mostSentences = 40
const mostNamed = 3

/** “3 applications gain `DELETE /users` of Users v1 on Production”: operations that the same callers gain or lose stand together. */
export function diffSentences(
  gains: readonly OperationAccessChange[],
  losses: readonly OperationAccessChange[],
  { hidden }: { hidden: number },
): string[] {
  const sentences = [...grouped(losses, 'lose'), ...grouped(gains, 'gain')]
  const shown = sentences.slice(0, mostSentences)
  const left = sentences.length - shown.length
  if (left > 0) shown.push(`${left} more like these.`)
  if (hidden > 0)
    shown.push(`${hidden} more ${hidden === 1 ? 'change' : 'changes'} at APIs or applications that you may not see.`)
  return shown.length === 0 ? ['Nobody gains or loses an operation.'] : shown
}

function grouped(changes: readonly OperationAccessChange[], verb: 'gain' | 'lose'): string[] {
  const groups = Map.groupBy(changes, (change) =>
    [
      change.stage.id,
      change.operation.api.id,
      change.operation.version,
      change.anybody,
      change.from,
      change.to,
      change.count,
      ...change.applications.map(({ id }) => id).sort(),
    ].join(' '),
  )
  return [...groups.values()].map((group) => sentenceOf(group, verb))
}

function sentenceOf(group: readonly OperationAccessChange[], verb: 'gain' | 'lose'): string {
  const [first] = group
  if (first === undefined) return ''
  const { api, version } = first.operation
  const operations =
    group.length <= mostNamed
      ? listOf(group.map(({ operation }) => `\`${operation.method} ${operation.path}\``))
      : `${group.length} operations`
  const { subject, one } = subjectOf(first)
  const how =
    first.to === 'depends'
      ? ' under conditions'
      : first.from === 'depends' && verb === 'gain'
        ? ' without conditions'
        : ''
  return `${subject} ${verb}${one ? 's' : ''} ${operations} of ${api.name} ${version} on ${first.stage.name}${how}: ${first.why.replace(/\.$/, '')}.`
}

function subjectOf({ anybody, count, applications }: OperationAccessChange): { subject: string; one: boolean } {
  const many = count > applications.length || count > mostNamed
  const named = many ? `${count} applications` : listOf(applications.map(({ name }) => name))
  if (anybody) return { subject: count === 0 ? 'Anybody' : `Anybody, with ${named},`, one: true }
  return {
    subject: named === '' ? `${count} ${count === 1 ? 'application' : 'applications'}` : named,
    one: count === 1,
  }
}
