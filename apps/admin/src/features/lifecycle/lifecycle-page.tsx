'use client'
import { moveLifecycle, unpublishVersion } from '@gatehouse/contracts/endpoints/apis'
import type { LifecycleState } from '@gatehouse/contracts/snapshot'
import { Button } from '@gatehouse/ui/button'
import { Card } from '@gatehouse/ui/card'
import { ConfirmDialog } from '@gatehouse/ui/confirm-dialog'
import { Field } from '@gatehouse/ui/field'
import { RelativeTime } from '@gatehouse/ui/relative-time'
import { StatusWord } from '@gatehouse/ui/status-word'
import { TextLink } from '@gatehouse/ui/text-link'
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

/** Where the version stands for those outside, and where it shows. Neither is a deploy. */
export function LifecyclePage() {
  const { page, startPublish } = useVersion()
  const { version, facts, can } = page
  return (
    <div className="grid items-start gap-6 rail:grid-cols-[3fr_2fr]">
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
      </Card>
      <Card
        flush
        title="Portals"
        description={
          facts.previewOnly
            ? 'Shown as a preview: no stage that developers reach runs it yet.'
            : 'Where developers find this version.'
        }
        actions={
          <ActButton size="sm" why={can.publish.allowed ? null : can.publish.why} onClick={startPublish}>
            Publish
          </ActButton>
        }
      >
        {facts.portals.length === 0 ? (
          <p className="px-4 py-4 text-muted text-sm">It is in no portal. Calls are not affected by that.</p>
        ) : (
          <ul className="divide-y divide-line">
            {facts.portals.map((portal) => (
              <li key={portal.id} className="flex items-center gap-3 px-4 py-3 text-sm">
                <span className="min-w-0 flex-1">
                  <TextLink href={portal.url} external>
                    {portal.name}
                  </TextLink>
                  <span className="block text-muted">
                    since <RelativeTime value={portal.publishedAt} />
                  </span>
                </span>
                <UnpublishButton portal={portal} />
              </li>
            ))}
          </ul>
        )}
      </Card>
    </div>
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

function UnpublishButton({ portal }: { portal: { id: string; name: string } }) {
  const { page, name } = useVersion()
  const unpublish = useAct(unpublishVersion)
  if (!page.can.publish.allowed) return null
  return (
    <ConfirmDialog
      title={`Take it out of ${portal.name}?`}
      consequence="Developers no longer find it there. Nothing changes at the gateways: who has access keeps it."
      action="Unpublish"
      tone="amber"
      trigger={
        <Button size="sm" variant="ghost">
          Unpublish
        </Button>
      }
      onConfirm={async () => {
        await unpublish.run({ ...name, portal: portal.id })
      }}
    />
  )
}
