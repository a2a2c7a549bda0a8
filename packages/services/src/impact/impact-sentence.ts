import type { ChangeItem } from '@gatehouse/contracts/endpoints/deployment-views'
import type { ChangeImpact } from './find-impact.ts'

const number = new Intl.NumberFormat('en')
const namesShown = 3

/** “`GET /orders` no longer accepts `status=open`; Acme Shop sent it 1,204 times in 30 days” */
export function impactSentence(change: ChangeItem, impact: ChangeImpact | null, days: number): string {
  if (impact === null) return change.sentence
  return `${change.sentence}; ${touchedText(change, impact, days)}`
}

function touchedText(change: ChangeItem, { applications, ids, unnamed }: ChangeImpact, days: number): string {
  const within = days === 1 ? 'today' : `in ${days} days`
  if (ids.length === 0 && unnamed === null) return 'no application affected'
  const did = doing(change)
  const times = (calls: number) => (calls === 1 ? 'once' : `${number.format(calls)} times`)
  const first = applications.slice(0, namesShown).map(({ name, calls, basis }, index) => {
    const verb = basis === 'may-use' ? 'may have done so' : index === 0 ? did : ''
    return `${name} ${verb === '' ? '' : `${verb} `}${times(calls)}`
  })
  const more = ids.length - first.length
  if (more > 0) first.push(`${number.format(more)} ${more === 1 ? 'other application' : 'other applications'}`)
  if (unnamed !== null) first.push(`callers without an application ${times(unnamed.calls)}`)
  const last = first.pop() ?? ''
  return `${first.length === 0 ? last : `${first.join(', ')} and ${last}`} ${within}`
}

function doing({ direction, touches }: ChangeItem): string {
  if (direction === 'response') return 'may read it, called'
  if (touches === undefined) return 'called it'
  return touches.without.length > 0 ? 'called without it' : 'sent it'
}
