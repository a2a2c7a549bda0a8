import type { EndpointOutput } from '@gatehouse/contracts/endpoint'
import type { reimport } from '@gatehouse/contracts/endpoints/contracts'
import { formatCount, plural } from '@gatehouse/ui/format'

export type Reimported = EndpointOutput<typeof reimport>

/** Exactly what saving will do, in Markdown with inline code only. */
export function savingSentence({ counts, merge }: Reimported, fileName: string): string {
  const total = counts.breaking + counts.risky + counts.safe
  const gone = merge.removals.filter(({ chosen }) => chosen === 'file').map(({ operation }) => `\`${operation}\``)
  const kept = merge.counts.kept + merge.conflicts.filter(({ chosen }) => chosen === 'mine').length
  const { open } = merge.counts
  const first = open === 0 ? '' : `${plural(open, 'choice')} left. As it stands: `
  const acts = [
    total === 0
      ? 'changes nothing in the working copy'
      : `brings ${counts.text} ${total === 1 ? 'change' : 'changes'} into the working copy`,
    ...(kept > 0 ? [`keeps ${plural(kept, 'edit')} of yours`] : []),
    ...(gone.length > 0
      ? [`removes ${gone.slice(0, 3).join(', ')}${gone.length > 3 ? ` and ${gone.length - 3} more` : ''}`]
      : []),
  ]
  const last = acts.length > 1 ? acts.pop() : undefined
  const file = `\`${fileName.replaceAll('`', '')}\``
  return `${first}${first === '' ? 'Saving' : 'saving'} ${file} ${acts.join(', ')}${last === undefined ? '' : ` and ${last}`}. Nothing is deployed by it.`
}

/** What hangs on an operation that the file no longer has, as sentences. */
export function hangingSentences({
  touched,
  settings,
  products,
  calls,
}: Reimported['merge']['removals'][number]): string[] {
  return [
    ...(calls !== null && calls > 0
      ? [`${formatCount(calls)} ${calls === 1 ? 'call' : 'calls'} in the last 30 days`]
      : []),
    ...(products.length > 0 ? [`In ${products.map(({ name }) => name).join(', ')}`] : []),
    ...(touched ? ['People edited it since the last import'] : []),
    ...(settings ? ['It has settings of its own; they are kept aside and come back with it'] : []),
  ]
}
