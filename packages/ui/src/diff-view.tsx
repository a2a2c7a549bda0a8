import type { ReactNode } from 'react'
import { classNames } from './class-names.ts'
import { type CodeLanguage, tokenizeLine } from './code-tokens.ts'
import { changedSpan, type DiffRow, diffLines } from './line-diff.ts'

type DiffViewProps = {
  before: string
  after: string
  beforeLabel?: ReactNode
  afterLabel?: ReactNode
  language?: CodeLanguage /** Equal lines kept around a change. */
  context?: number
  className?: string
}

type Folded = DiffRow | { kind: 'folded'; count: number }

function fold(rows: DiffRow[], context: number): Folded[] {
  const near = rows.map((_, index) =>
    rows.slice(Math.max(0, index - context), index + context + 1).some((row) => row.kind !== 'same'),
  )
  const folded: Folded[] = []
  rows.forEach((row, index) => {
    if (near[index]) folded.push(row)
    else {
      const last = folded.at(-1)
      if (last?.kind === 'folded') last.count += 1
      else folded.push({ kind: 'folded', count: 1 })
    }
  })
  return folded
}

/** Two texts side by side; removed and added lines carry sign and colour. One above the other on small screens. */
export function DiffView({
  before,
  after,
  beforeLabel = 'Before',
  afterLabel = 'After',
  language = 'text',
  context = 3,
  className,
}: DiffViewProps) {
  const rows = diffLines(before, after)
  if (!rows.some((row) => row.kind !== 'same')) {
    return (
      <p className={classNames('rounded-lg border border-line bg-sunken px-3 py-2.5 text-muted text-sm', className)}>
        No difference.
      </p>
    )
  }
  return (
    <div className={classNames('overflow-hidden rounded-lg border border-line bg-surface', className)}>
      <div className="grid grid-cols-2 divide-x divide-line border-line border-b bg-sunken text-muted text-sm max-sm:hidden">
        <p className="px-3 py-1.5">{beforeLabel}</p>
        <p className="px-3 py-1.5">{afterLabel}</p>
      </div>
      <div className="overflow-x-auto py-1 font-mono text-[12.5px] leading-5">
        {fold(rows, context).map((row, index) =>
          row.kind === 'folded' ? (
            <p
              key={`fold-${index}`}
              className="border-line border-y bg-sunken px-3 font-sans text-subtle text-xs leading-6 first:border-t-0 last:border-b-0"
            >
              {row.count} unchanged {row.count === 1 ? 'line' : 'lines'}
            </p>
          ) : (
            <div
              key={`${row.before?.number ?? ''}:${row.after?.number ?? ''}`}
              className="grid sm:grid-cols-2 sm:divide-x sm:divide-line"
            >
              <Side row={row} side="before" language={language} />
              <Side row={row} side="after" language={language} />
            </div>
          ),
        )}
      </div>
    </div>
  )
}

function Side({ row, side, language }: { row: DiffRow; side: 'before' | 'after'; language: CodeLanguage }) {
  const line = row[side]
  const touched = row.kind !== 'same' && line !== undefined
  const removed = touched && side === 'before'
  return (
    <div
      className={classNames(
        'flex min-w-0 px-2',
        !line && 'bg-sunken/60 max-sm:hidden',
        row.kind === 'same' && side === 'after' && 'max-sm:hidden',
        touched && (removed ? 'bg-bad-soft' : 'bg-ok-soft'),
      )}
    >
      <span className="w-8 shrink-0 select-none pr-2 text-right text-subtle">{line?.number}</span>
      <span className={classNames('w-4 shrink-0 select-none', removed ? 'text-bad-text' : 'text-ok-text')}>
        {touched ? (
          <span role="img" aria-label={removed ? 'removed' : 'added'}>
            {removed ? '−' : '+'}
          </span>
        ) : null}
      </span>
      <span className="min-w-0 whitespace-pre-wrap break-words">
        {line && <LineText row={row} side={side} language={language} />}
      </span>
    </div>
  )
}

function LineText({ row, side, language }: { row: DiffRow; side: 'before' | 'after'; language: CodeLanguage }) {
  const text = row[side]?.text ?? ''
  if (row.kind === 'same') {
    return tokenizeLine(text, language).map((token, position) => (
      <span key={`${position}-${token.kind ?? 'text'}`} className={token.kind ? `gh-token-${token.kind}` : undefined}>
        {token.text}
      </span>
    ))
  }
  const span = row.before && row.after ? changedSpan(row.before.text, row.after.text) : undefined
  if (!span) return text
  const [start, endBefore, endAfter] = span
  const end = side === 'before' ? endBefore : endAfter
  return (
    <>
      {text.slice(0, start)}
      <span className={classNames('rounded-[3px]', side === 'before' ? 'bg-bad-line' : 'bg-ok-line')}>
        {text.slice(start, end)}
      </span>
      {text.slice(end)}
    </>
  )
}
