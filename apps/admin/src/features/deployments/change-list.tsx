'use client'
import type { ChangeItem } from '@gatehouse/contracts/endpoints/deployment-views'
import { Badge } from '@gatehouse/ui/badge'
import { DiffView } from '@gatehouse/ui/diff-view'
import { StatusWord } from '@gatehouse/ui/status-word'
import type { Tone } from '@gatehouse/ui/tone'
import { ChevronRight } from 'lucide-react'
import type { ReactNode } from 'react'

export const severityLooks: readonly { id: ChangeItem['severity']; word: string; tone: Tone; meaning: string }[] = [
  { id: 'breaking', word: 'Breaking', tone: 'bad', meaning: 'calls that worked can fail' },
  { id: 'risky', word: 'Risky', tone: 'warn', meaning: 'some callers may notice' },
  { id: 'safe', word: 'Safe', tone: 'ok', meaning: 'callers need not care' },
]

const groupWords: Record<ChangeItem['group'], string> = {
  contract: 'Contract',
  access: 'Access',
  policies: 'Policies',
  backends: 'Backends',
  values: 'Stage values',
  docs: 'Docs',
}

type ChangeListProps = {
  items: readonly ChangeItem[]
  truncated?: boolean
  /** What stands under the two sides of a change. */
  below?: (item: ChangeItem) => ReactNode
}

/** Changes as sentences, worst first, each opening to a side-by-side diff. */
export function ChangeList({ items, truncated = false, below }: ChangeListProps) {
  if (items.length === 0) return <p className="text-muted text-sm">Nothing differs.</p>
  return (
    <div className="flex flex-col gap-5">
      {severityLooks.map(({ id, word, tone, meaning }) => {
        const here = items.filter((item) => item.severity === id)
        if (here.length === 0) return null
        return (
          <section key={id} aria-label={`${word} changes`}>
            <h3 className="flex flex-wrap items-center gap-x-2 pb-1 text-sm">
              <StatusWord tone={tone}>
                {here.length} {word.toLowerCase()}
              </StatusWord>
              <span className="font-normal text-muted">{meaning}</span>
            </h3>
            <ul className="divide-y divide-line rounded-lg border border-line bg-surface">
              {here.map((item) => (
                <li key={`${item.pointer} ${item.sentence}`}>
                  <ChangeRow item={item} below={below?.(item)} />
                </li>
              ))}
            </ul>
          </section>
        )
      })}
      {truncated && <p className="text-muted text-sm">There are more changes than are listed here.</p>}
    </div>
  )
}

type ChangeRowProps = {
  item: ChangeItem
  /** What the badge says: the group, where the list is by severity, or the other way round. */
  mark?: 'group' | 'severity'
  beforeLabel?: string
  afterLabel?: string
  /** Under the two sides, once it is open. */
  below?: ReactNode
}

/** One change as a sentence; it opens to both sides. */
export function ChangeRow({ item, mark = 'group', beforeLabel = 'Now', afterLabel = 'Then', below }: ChangeRowProps) {
  const look = severityLooks.find(({ id }) => id === item.severity)
  const sentence = (
    <>
      <span className="min-w-0 flex-1 [overflow-wrap:anywhere]">
        <Sentence text={item.sentence} />
      </span>
      {mark === 'group' || !look ? (
        <Badge>{groupWords[item.group]}</Badge>
      ) : (
        <StatusWord tone={look.tone}>{look.word}</StatusWord>
      )}
    </>
  )
  const sides = item.before !== null || item.after !== null
  if (!sides && !below) {
    return <p className="flex items-start gap-2 py-2 pr-3 pl-9 text-sm">{sentence}</p>
  }
  return (
    <details className="group/change">
      <summary className="flex list-none items-start gap-2 px-3 py-2 text-sm hover:bg-hover">
        <ChevronRight
          aria-hidden
          className="mt-0.5 size-4 shrink-0 text-subtle transition-transform group-open/change:rotate-90"
        />
        {sentence}
      </summary>
      <div className="flex flex-col gap-3 border-line border-t p-3">
        {sides && (
          <div>
            <p className="pb-2 text-muted text-xs">
              <code>{item.pointer || '/'}</code>
            </p>
            <DiffView
              before={item.before ?? ''}
              after={item.after ?? ''}
              beforeLabel={beforeLabel}
              afterLabel={afterLabel}
              language="json"
            />
          </div>
        )}
        {below}
      </div>
    </details>
  )
}

/** Names in backticks stand as code. */
export function Sentence({ text }: { text: string }) {
  return text.split('`').map((piece, index) =>
    index % 2 === 1 ? (
      <code key={index} className="rounded bg-sunken px-1">
        {piece}
      </code>
    ) : (
      piece
    ),
  )
}
