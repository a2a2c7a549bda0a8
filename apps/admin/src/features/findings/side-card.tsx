'use client'
import type { FindingSideName, FindingSideView } from '@gatehouse/contracts/endpoints/findings'
import { Card } from '@gatehouse/ui/card'
import { StatusWord } from '@gatehouse/ui/status-word'
import { ActButton } from '../../components/act-button.tsx'
import { useVersion } from '../apis/version-context.tsx'
import { validationWords } from '../contracts/validation-text.ts'
import { sideWords } from './side-text.ts'

type SideCardProps = {
  side: FindingSideName
  view: FindingSideView
  /** Nothing runs on the stage. */
  idle: boolean
  onChange: () => void
}

/** One side of the contract on a stage: how it is validated, and what a switch to block would do. */
export function SideCard({ side, view, idle, onChange }: SideCardProps) {
  const { page } = useVersion()
  return (
    <Card
      title={sideWords[side].title}
      actions={
        <ActButton
          size="sm"
          why={page.can.edit.allowed ? null : page.can.edit.why}
          aria-label={`Change the validation of ${sideWords[side].title.toLowerCase()}`}
          onClick={onChange}
        >
          Change
        </ActButton>
      }
    >
      <div className="flex flex-col gap-2 text-sm">
        <ModeWord mode={idle ? undefined : view.mode} />
        <p>{view.sentence}</p>
      </div>
    </Card>
  )
}

/** `undefined`: nothing runs; null: operations differ. */
export function ModeWord({ mode }: { mode: FindingSideView['mode'] | undefined }) {
  if (mode === undefined) return <StatusWord tone="neutral">Nothing runs here yet</StatusWord>
  if (mode === null) return <StatusWord tone="info">Differs by operation</StatusWord>
  return (
    <StatusWord tone={mode === 'block' ? 'ok' : mode === 'report' ? 'info' : 'neutral'}>
      {validationWords[mode]}
    </StatusWord>
  )
}
