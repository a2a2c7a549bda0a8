'use client'
import type { AccessChangeView } from '@gatehouse/contracts/endpoints/access-changes'
import { RelativeTime } from '@gatehouse/ui/relative-time'
import { type Step, StepList } from '@gatehouse/ui/step-list'
import { ReceiptsPanel } from '../deployments/receipts-panel.tsx'

/** How far a change has come: asked for, decided, at every gateway. */
export function ChangeStrip({ change }: { change: AccessChangeView }) {
  return <StepList label="How far it is" steps={[asked(change), decided(change), ...gateways(change)]} />
}

function asked({ proposedBy, createdAt }: AccessChangeView): Step {
  return {
    id: 'asked',
    title: `Asked by ${proposedBy.name || proposedBy.kind}`,
    state: 'done',
    note: <RelativeTime value={createdAt} />,
  }
}

function decided(change: AccessChangeView): Step {
  const { state, review, decidedBy, decidedAt, approvers, stateReason, stateSince } = change
  const id = 'decided'
  const by = decidedBy?.name ?? 'nobody'
  const when = <RelativeTime value={decidedAt ?? stateSince} />
  const who = approvers.map(({ name }) => name).slice(0, 4)
  const waits =
    who.length === 0
      ? 'Nobody else may approve it: give somebody the role Security reviewer.'
      : `Can decide: ${who.join(', ')}`
  if (review === 'open')
    return { id, title: 'Applied at once; a reviewer looks at it afterwards', state: 'now', note: waits }
  switch (state) {
    case 'proposed':
      return { id, title: 'Waits for a reviewer', state: 'now', note: waits }
    case 'applied':
      return decidedBy === null
        ? { id, title: 'Applied; nobody’s approval was asked', state: 'done', note: when }
        : { id, title: `Approved by ${by}`, state: 'done', note: when }
    case 'rejected':
      return { id, title: `Rejected by ${by}`, state: 'failed', note: stateReason ?? when }
    case 'withdrawn':
      return { id, title: 'Withdrawn', state: 'skipped', note: when }
    case 'stale':
      return { id, title: 'Stale', state: 'failed', note: stateReason ?? when }
    case 'expired':
      return { id, title: 'Nobody decided in time', state: 'skipped', note: when }
  }
}

/** One step a stage; lines of gateways tick in. */
function gateways({ receipts, state, kind }: AccessChangeView): Step[] {
  if (kind !== 'guardrail') return []
  if (receipts.length === 0)
    return state === 'proposed'
      ? [{ id: 'gateways', title: 'At every gateway, without a deploy', state: 'waiting' }]
      : []
  return receipts.map(({ stage, receipts: one }) => ({
    id: stage.id,
    title: `${stage.name}: ${one.text}`,
    state: one.refused > 0 ? 'failed' : one.confirmed === one.total ? 'done' : 'now',
    ...(one.confirmed === one.total
      ? {}
      : { content: <ReceiptsPanel receipts={one} label={`Gateways of ${stage.name}`} /> }),
  }))
}
