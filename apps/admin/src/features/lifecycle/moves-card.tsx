'use client'
import type { DeprecationView, SubscriberMoveView } from '@gatehouse/contracts/endpoints/deprecation-views'
import { undoSubscriberMove } from '@gatehouse/contracts/endpoints/subscriber-moves'
import { Card } from '@gatehouse/ui/card'
import { ConfirmDialog } from '@gatehouse/ui/confirm-dialog'
import { plural } from '@gatehouse/ui/format'
import { RelativeTime } from '@gatehouse/ui/relative-time'
import { StatusWord } from '@gatehouse/ui/status-word'
import { useState } from 'react'
import { useAct } from '../../api/use-act.ts'
import { ActButton } from '../../components/act-button.tsx'
import { useVersion } from '../apis/version-context.tsx'

const words = {
  moved: 'has access, not called yet',
  called: 'calls the new version',
  had: 'had access before',
  undone: 'taken back',
  closed: 'closed since',
} as const
const tones = { moved: 'info', called: 'ok', had: 'neutral', undone: 'neutral', closed: 'neutral' } as const

/** Moves of subscribers, newest first, each with what became of it. Hidden while there is none. */
export function MovesCard({ view }: { view: DeprecationView }) {
  if (view.moves.length === 0) return null
  return (
    <Card
      flush
      title="Moved subscribers"
      description="With the keys that they have. The old access stays until the sunset."
    >
      <ul className="divide-y divide-line">
        {view.moves.map((move) => (
          <li key={move.id} className="flex flex-col gap-2 px-4 py-3 text-sm">
            <div className="flex flex-wrap items-center gap-3">
              <span className="min-w-0 flex-1">
                {plural(move.applications.length, 'application')} to {move.to.api.name} {move.to.name}
                <span className="block text-muted">
                  {move.by.name}, <RelativeTime value={move.at} />
                  {move.undoneAt && (
                    <>
                      {' '}
                      · undone <RelativeTime value={move.undoneAt} />
                    </>
                  )}
                </span>
              </span>
              {!move.undoneAt && <UndoButton move={move} />}
            </div>
            <ul className="flex flex-col gap-1">
              {move.applications.slice(0, 20).map((application) => (
                <li key={application.id} className="flex flex-wrap justify-between gap-x-3">
                  <span>{application.name}</span>
                  <StatusWord tone={tones[application.state]}>{words[application.state]}</StatusWord>
                </li>
              ))}
            </ul>
          </li>
        ))}
      </ul>
    </Card>
  )
}

function UndoButton({ move }: { move: SubscriberMoveView }) {
  const { name } = useVersion()
  const [open, setOpen] = useState(false)
  const undo = useAct(undoSubscriberMove)
  const kept = move.applications.filter(({ state }) => state === 'called').length
  return (
    <>
      <ActButton size="sm" variant="ghost" why={move.undo.allowed ? null : move.undo.why} onClick={() => setOpen(true)}>
        Undo
      </ActButton>
      <ConfirmDialog
        open={open}
        onOpenChange={setOpen}
        title={`Take the move to ${move.to.api.name} ${move.to.name} back?`}
        consequence={`The access that it opened is closed.${kept > 0 ? ` ${plural(kept, 'application')} called the new version already and ${kept === 1 ? 'keeps' : 'keep'} it.` : ''}`}
        action="Undo the move"
        tone="amber"
        onConfirm={async () => {
          await undo.run({ ...name, move: move.id })
        }}
      />
    </>
  )
}
