'use client'
import type { MergeSide } from '@gatehouse/contracts/endpoints/merge-views'
import { Button } from '@gatehouse/ui/button'
import { DiffView } from '@gatehouse/ui/diff-view'
import { plural } from '@gatehouse/ui/format'
import { RadioGroup } from '@gatehouse/ui/radio'
import { ChevronRight } from 'lucide-react'
import type { ReactNode } from 'react'
import { Sentence } from '../deployments/change-list.tsx'
import { hangingSentences, type Reimported } from './reimport-text.ts'

type Merge = Reimported['merge']
type ChoicesProps = {
  merge: Merge
  chosen: Readonly<Record<string, MergeSide>>
  onChoose: (choices: Record<string, MergeSide>) => void
}

/** The places where file and people disagree, and the operations that the file drops: each with a choice. */
export function MergeChoices({ merge, chosen, onChoose }: ChoicesProps) {
  const { conflicts, removals } = merge
  const asked = removals.filter(({ needsChoice }) => needsChoice)
  const free = removals.filter(({ needsChoice }) => !needsChoice)
  const open = [...conflicts, ...asked].map(({ pointer }) => pointer)
  const all = (side: MergeSide) => onChoose(Object.fromEntries(open.map((pointer) => [pointer, side])))
  if (conflicts.length + removals.length === 0)
    return <p className="text-muted text-sm">Nothing. Your edits and the file touch different places.</p>
  return (
    <div className="flex flex-col gap-3">
      {open.length > 1 && (
        <div className="flex flex-wrap gap-2">
          <Button size="sm" onClick={() => all('file')}>
            File for all
          </Button>
          <Button size="sm" onClick={() => all('mine')}>
            Mine for all
          </Button>
        </div>
      )}
      {conflicts.map((conflict) => (
        <Choice
          key={conflict.pointer}
          title={`Both changed ${conflict.place}`}
          pointer={conflict.pointer}
          value={chosen[conflict.pointer]}
          onChoose={onChoose}
          file={{ label: 'Take the file’s', note: <Value text={conflict.file} /> }}
          mine={{ label: 'Keep mine', note: <Value text={conflict.mine} /> }}
        >
          <details className="group/base">
            <summary className="flex list-none items-center gap-1 text-muted text-sm hover:text-fg">
              <ChevronRight aria-hidden className="size-4 transition-transform group-open/base:rotate-90" />
              Side by side
            </summary>
            <div className="flex flex-col gap-2 pt-2">
              <DiffView
                before={conflict.mine ?? ''}
                after={conflict.file ?? ''}
                beforeLabel="Mine"
                afterLabel="File"
                language="json"
              />
              <div className="text-muted text-sm">
                At the last import: <Value text={conflict.base} />
              </div>
            </div>
          </details>
        </Choice>
      ))}
      {asked.map((removal) => (
        <Removal key={removal.pointer} removal={removal} value={chosen[removal.pointer]} onChoose={onChoose} />
      ))}
      {free.length > 0 && (
        <details className="group/free rounded-lg border border-line bg-surface">
          <summary className="flex list-none items-center gap-2 px-3 py-2 text-sm hover:bg-hover">
            <ChevronRight aria-hidden className="size-4 text-subtle transition-transform group-open/free:rotate-90" />
            {plural(free.length, 'operation')} {free.length === 1 ? 'goes' : 'go'} on which nothing hangs
          </summary>
          <div className="flex flex-col gap-3 border-line border-t p-3">
            {free.map((removal) => (
              <Removal
                key={removal.pointer}
                removal={removal}
                value={chosen[removal.pointer] ?? 'file'}
                onChoose={onChoose}
              />
            ))}
          </div>
        </details>
      )}
    </div>
  )
}

function Removal({
  removal,
  value,
  onChoose,
}: {
  removal: Merge['removals'][number]
  value: MergeSide | undefined
  onChoose: ChoicesProps['onChoose']
}) {
  const hanging = hangingSentences(removal)
  return (
    <Choice
      title={`The file no longer has \`${removal.operation}\``}
      pointer={removal.pointer}
      value={value}
      onChoose={onChoose}
      file={{ label: 'Remove it', note: 'Its calls get 404 or 405 from the next deploy on.' }}
      mine={{ label: 'Keep it', note: 'It is yours then: files no longer change it.' }}
    >
      {hanging.length > 0 && (
        <ul className="list-disc pl-4 text-sm">
          {hanging.map((line) => (
            <li key={line}>{line}</li>
          ))}
        </ul>
      )}
    </Choice>
  )
}

type Side = { label: string; note: ReactNode }

function Choice({
  title,
  pointer,
  value,
  onChoose,
  file,
  mine,
  children,
}: {
  title: string
  pointer: string
  value: MergeSide | undefined
  onChoose: ChoicesProps['onChoose']
  file: Side
  mine: Side
  children?: ReactNode
}) {
  return (
    <div
      className={`flex flex-col gap-3 rounded-lg border bg-surface p-3 ${value === undefined ? 'border-warn-line' : 'border-line'}`}
    >
      <RadioGroup
        look="cards"
        legend={
          <span className="[overflow-wrap:anywhere]">
            <Sentence text={title} />
          </span>
        }
        name={pointer}
        value={value ?? ''}
        onValueChange={(side) => onChoose({ [pointer]: side === 'mine' ? 'mine' : 'file' })}
        options={[
          { value: 'file', label: file.label, description: file.note },
          { value: 'mine', label: mine.label, description: mine.note },
        ]}
      />
      {children}
    </div>
  )
}

/** What a side says, short or in a window of its own size. */
export function Value({ text }: { text: string | null }) {
  if (text === null) return <span className="text-subtle">nothing</span>
  if (text.length <= 80 && !text.includes('\n'))
    return <code className="rounded bg-sunken px-1 text-fg [overflow-wrap:anywhere]">{text === '' ? '""' : text}</code>
  return (
    <span className="mt-1 block max-h-40 overflow-auto whitespace-pre-wrap rounded-md border border-line bg-sunken p-2 font-mono text-fg text-xs [overflow-wrap:anywhere]">
      {text}
    </span>
  )
}
