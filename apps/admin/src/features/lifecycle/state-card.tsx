'use client'
import { moveLifecycle } from '@gatehouse/contracts/endpoints/apis'
import type { LifecycleState } from '@gatehouse/contracts/snapshot'
import { Button } from '@gatehouse/ui/button'
import { Card } from '@gatehouse/ui/card'
import { ConfirmDialog } from '@gatehouse/ui/confirm-dialog'
import { Field } from '@gatehouse/ui/field'
import { RelativeTime } from '@gatehouse/ui/relative-time'
import { StatusWord } from '@gatehouse/ui/status-word'
import { Textarea } from '@gatehouse/ui/textarea'
import { useState } from 'react'
import { useAct } from '../../api/use-act.ts'
import { ActButton } from '../../components/act-button.tsx'
import { stateMeanings, stateTones, stateWords } from '../apis/state-text.ts'
import { useVersion } from '../apis/version-context.tsx'

const order: readonly LifecycleState[] = ['draft', 'published', 'deprecated', 'retired']
const verbs: Record<LifecycleState, string> = {
  draft: 'Back to draft',
  published: 'Mark as published',
  deprecated: 'Deprecate',
  retired: 'Retire',
}

/** The four states with the moves that are legal now. With a deprecation program the state follows its dates. */
export function StateCard({ note }: { note: string | null }) {
  const { version } = useVersion().page
  return (
    <Card
      flush
      title="State"
      description={
        <>
          {stateWords[version.state]} <RelativeTime value={version.stateSince} />
          {version.stateReason && `: ${version.stateReason}`}
        </>
      }
    >
      <ol className="divide-y divide-line">
        {order.map((state) => (
          <li key={state} className="flex flex-wrap items-center gap-x-4 gap-y-2 px-4 py-3 text-sm">
            <span className="min-w-0 flex-1">
              <StatusWord
                tone={state === version.state ? stateTones[state] : 'neutral'}
                framed={state === version.state}
              >
                {stateWords[state]}
              </StatusWord>
              <span className="mt-1 block text-muted">{stateMeanings[state]}</span>
            </span>
            {version.moves.includes(state) && <MoveButton state={state} />}
          </li>
        ))}
      </ol>
      {note && <p className="border-line border-t px-4 py-3 text-muted text-sm">{note}</p>}
    </Card>
  )
}

function MoveButton({ state }: { state: LifecycleState }) {
  const { page, name } = useVersion()
  const [reason, setReason] = useState('')
  const move = useAct(moveLifecycle)
  const { publish } = page.can
  if (!publish.allowed) {
    return (
      <ActButton size="sm" why={publish.why}>
        {verbs[state]}
      </ActButton>
    )
  }
  return (
    <ConfirmDialog
      title={`${verbs[state]} ${page.api.name} ${page.version.name}?`}
      consequence={`${stateMeanings[state]}${page.facts.applications > 0 ? ` ${page.facts.applications} applications use it.` : ''}`}
      action={verbs[state]}
      tone={state === 'retired' ? 'danger' : state === 'deprecated' ? 'amber' : 'primary'}
      {...(state === 'retired' ? { typedName: page.api.slug } : {})}
      trigger={<Button size="sm">{verbs[state]}</Button>}
      onConfirm={async () => {
        await move.run({ ...name, state, ...(reason.trim() ? { reason: reason.trim() } : {}) })
      }}
    >
      <Field label="Reason" optional hint="Developers and the audit log see it.">
        <Textarea rows={2} value={reason} maxLength={500} onChange={(event) => setReason(event.target.value)} />
      </Field>
    </ConfirmDialog>
  )
}
