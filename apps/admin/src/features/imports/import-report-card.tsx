'use client'
import type { ImportReport, ImportReportItem } from '@gatehouse/contracts/import-report'
import { Card } from '@gatehouse/ui/card'
import { formatCount } from '@gatehouse/ui/format'
import { StatusWord } from '@gatehouse/ui/status-word'
import { Tabs } from '@gatehouse/ui/tabs'
import type { Tone } from '@gatehouse/ui/tone'
import { VirtualList } from '@gatehouse/ui/virtual-list'
import { ChevronRight } from 'lucide-react'
import { Sentence } from '../deployments/change-list.tsx'
import { SourceExcerpt } from './source-excerpt.tsx'

const fates: readonly { fate: ImportReportItem['fate']; word: string; tone: Tone; meaning: string }[] = [
  {
    fate: 'dropped',
    word: 'Dropped',
    tone: 'warn',
    meaning: 'Not used at all: the construct is unknown or has no meaning here.',
  },
  {
    fate: 'documented',
    word: 'Documented only',
    tone: 'info',
    meaning: 'Shown in the docs; the gateway does not check it.',
  },
  {
    fate: 'enforced',
    word: 'Enforced',
    tone: 'ok',
    meaning: 'The gateway acts on it, or it makes the operation what it is.',
  },
]

/** What became of every key of the file: in exactly one of three lists, each with its line. */
export function ImportReportCard({ report, source }: { report: ImportReport; source?: string }) {
  const first = fates.find(({ fate }) => report.counts[fate] > 0) ?? fates[2]
  return (
    <Card title="What becomes of the file" description="Every key of it is in exactly one of these lists.">
      <Tabs
        label="Fate of the file’s keys"
        defaultValue={first?.fate ?? 'enforced'}
        tabs={fates.map(({ fate, word, tone, meaning }) => ({
          value: fate,
          label: (
            <StatusWord tone={report.counts[fate] === 0 ? 'neutral' : tone}>
              {word} <span className="gh-tabular font-normal text-muted">{formatCount(report.counts[fate])}</span>
            </StatusWord>
          ),
          content: (
            <FateList
              meaning={meaning}
              items={report.items.filter((item) => item.fate === fate)}
              {...(source === undefined ? {} : { source })}
            />
          ),
        }))}
      />
      {report.truncated && (
        <p className="mt-2 text-muted text-sm">The lists are cut at 2 000 places; the counts are of all.</p>
      )}
    </Card>
  )
}

function FateList({ items, meaning, source }: { items: ImportReportItem[]; meaning: string; source?: string }) {
  const row = (item: ImportReportItem) => <FateRow item={item} {...(source === undefined ? {} : { source })} />
  const key = (item: ImportReportItem) => `${item.pointer} ${item.construct}`
  return (
    <div className="flex flex-col gap-2 pt-3">
      <p className="text-muted text-sm">{items.length === 0 ? 'None.' : meaning}</p>
      {items.length > 60 ? (
        <VirtualList items={items} itemKey={key} dynamic height={420} label={meaning}>
          {row}
        </VirtualList>
      ) : (
        <ul className="divide-y divide-line">
          {items.map((item) => (
            <li key={key(item)}>{row(item)}</li>
          ))}
        </ul>
      )}
    </div>
  )
}

function FateRow({ item, source }: { item: ImportReportItem; source?: string }) {
  const line = (
    <>
      <span className="min-w-0 flex-1">
        <Sentence text={item.construct} />
        {item.count && item.count > 1 && <span className="text-muted"> × {formatCount(item.count)}</span>}
        {item.reason && (
          <span className="block text-muted">
            <Sentence text={item.reason} />
          </span>
        )}
      </span>
      {item.line && <span className="gh-tabular shrink-0 text-muted">line {item.line}</span>}
    </>
  )
  if (!item.line || source === undefined) return <p className="flex gap-3 py-2 pl-6 text-sm">{line}</p>
  return (
    <details className="group/fate">
      <summary className="flex list-none items-start gap-2 rounded-md py-2 text-sm hover:bg-hover">
        <ChevronRight
          aria-hidden
          className="mt-0.5 size-4 shrink-0 text-subtle transition-transform group-open/fate:rotate-90"
        />
        {line}
      </summary>
      <div className="pb-3 pl-6">
        <p className="pb-1.5 text-xs">
          <code className="text-muted">{item.pointer}</code>
        </p>
        <SourceExcerpt source={source} line={item.line} />
      </div>
    </details>
  )
}
