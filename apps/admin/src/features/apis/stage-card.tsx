'use client'
import type { PipelineCard } from '@gatehouse/contracts/endpoints/apis'
import { Button } from '@gatehouse/ui/button'
import { CopyButton } from '@gatehouse/ui/copy-button'
import { DropdownMenu, type MenuItem } from '@gatehouse/ui/dropdown-menu'
import { ProgressBar } from '@gatehouse/ui/progress-bar'
import { RelativeTime } from '@gatehouse/ui/relative-time'
import { StatusWord } from '@gatehouse/ui/status-word'
import { TextLink } from '@gatehouse/ui/text-link'
import { OriginNote } from '../deployments/origin-note.tsx'
import { PauseNote } from '../deployments/pause-note.tsx'
import { ReceiptsPanel } from '../deployments/receipts-panel.tsx'
import { FrozenNote } from '../stages/frozen-note.tsx'
import { moveRefusal } from './move-refusal.ts'
import { StagePulse } from './stage-pulse.tsx'
import { useVersion } from './version-context.tsx'

const kindWords = { deploy: '', promotion: 'promoted ', rollback: 'rolled back ' } as const

export function StageCardContent({ card }: { card: PipelineCard }) {
  const { base, page } = useVersion()
  const { deployment } = card
  return (
    <div className="flex min-h-36 flex-col gap-2.5">
      {deployment ? (
        <>
          <p className="flex items-baseline gap-2">
            <span className="font-semibold text-lg">r{deployment.revision.number}</span>
            <code className="text-muted text-xs" title={deployment.revision.hash}>
              {deployment.revision.shortHash}
            </code>
            {card.stillServing !== null && (
              <StatusWord tone="bad">serving r{card.stillServing} where it was refused</StatusWord>
            )}
          </p>
          <p className="text-muted">
            {kindWords[deployment.kind]}
            <RelativeTime value={deployment.startedAt} /> by {deployment.by.name || deployment.by.kind}
            <OriginNote origin={deployment.origin} />
          </p>
          <Receipts card={card} />
          {card.canary && (
            <ProgressBar
              label={`Canary r${card.canary.revision}`}
              value={card.canary.weight / 100}
              text={`${card.canary.weight} %`}
            />
          )}
          <StagePulse card={card} versionId={page.version.id} />
        </>
      ) : (
        <NothingRuns card={card} />
      )}
      {card.pauses.map((pause) => (
        <PauseNote key={pause.id} pause={pause} where={card.stage.name} />
      ))}
      {card.frozen && <FrozenNote frozen={card.frozen} />}
      {card.missingValues.length > 0 && (
        <p>
          <StatusWord tone="warn">Missing: {card.missingValues.join(', ')}</StatusWord>{' '}
          <TextLink href={`${base}/backends#${card.stage.slug}`}>Fill in</TextLink>
        </p>
      )}
      {card.valuesChanged && (
        <p>
          <StatusWord tone="warn">Stage values changed, not deployed</StatusWord>
        </p>
      )}
      <p className="mt-auto flex min-w-0 items-center gap-1 text-muted">
        <code className="truncate text-xs">{card.host}</code>
        <CopyButton value={card.host} label={`Copy address on ${card.stage.name}`} />
      </p>
    </div>
  )
}

function NothingRuns({ card }: { card: PipelineCard }) {
  const { page, startMove } = useVersion()
  const refusal = moveRefusal(card, 'deploy', page.can)
  return (
    <>
      <p className="text-muted">
        {card.stage.accepts === 'deploy'
          ? 'Nothing is deployed here yet.'
          : 'Takes promotions only. Nothing runs here yet.'}
      </p>
      <GatewaysLine card={card} />
      {card.stage.accepts === 'deploy' && page.primary.stage?.id !== card.stage.id && refusal === null && (
        <p>
          <Button size="sm" onClick={() => startMove({ act: 'deploy', stage: card.stage.slug })}>
            Deploy here
          </Button>
        </p>
      )}
    </>
  )
}

function GatewaysLine({ card }: { card: PipelineCard }) {
  const { total, connected, lastSeenAt } = card.gateways
  if (total === 0) {
    return (
      <p>
        <StatusWord tone="warn">No gateway</StatusWord>{' '}
        <TextLink href={`/stages/${card.stage.slug}`}>Enrol one</TextLink>
      </p>
    )
  }
  if (connected === total) return null
  return (
    <p>
      <StatusWord tone={connected === 0 ? 'bad' : 'warn'}>
        {connected}/{total} gateways connected
      </StatusWord>
      {connected === 0 && lastSeenAt && (
        <span className="text-muted">
          {' '}
          · last seen <RelativeTime value={lastSeenAt} />
        </span>
      )}
    </p>
  )
}

/** The gateways' line; it opens by itself while they answer, and when one refused. Its place is kept, so nothing jumps. */
function Receipts({ card }: { card: PipelineCard }) {
  const receipts = card.deployment?.receipts
  if (!receipts || receipts.total === 0) return <GatewaysLine card={card} />
  const waiting = receipts.total - receipts.confirmed - receipts.refused
  const tone = receipts.refused > 0 ? 'bad' : waiting > 0 ? 'info' : 'ok'
  const ticking = receipts.gateways.some((gateway) => gateway.state === 'waiting' && gateway.connected)
  return (
    <div className="flex flex-col gap-1">
      <details open={receipts.refused > 0 || ticking}>
        <summary className="-mx-1.5 list-none rounded-md px-1.5 py-0.5 hover:bg-hover">
          <StatusWord tone={tone} busy={ticking}>
            {receipts.text}
          </StatusWord>
        </summary>
        <ReceiptsPanel receipts={receipts} label={`Gateways of ${card.stage.name}`} />
      </details>
      <GatewaysLine card={card} />
    </div>
  )
}

export function StageCardMenu({ card }: { card: PipelineCard }) {
  const { page, base, startMove, startPause, startTakeOff } = useVersion()
  const { stage, rollback } = card
  const refusal = moveRefusal(card, 'deploy', page.can)
  const back: MenuItem[] = rollback.targets.map((target) => ({
    label: `Roll back to r${target.revision}`,
    ...(rollback.allowed ? {} : { disabled: true, ...(rollback.why ? { note: rollback.why } : {}) }),
    onSelect: () => startMove({ act: 'rollback', stage: stage.slug, deployment: target.deploymentId }),
  }))
  const deployHere: MenuItem[] =
    stage.accepts === 'deploy'
      ? [
          {
            label: 'Deploy the working copy',
            onSelect: () => startMove({ act: 'deploy', stage: stage.slug }),
            ...(refusal === null ? {} : { disabled: true, note: refusal }),
          },
        ]
      : []
  const paused = card.pauses.some(({ operation }) => operation === null)
  const { allowed, why } = page.can.deploy
  const pauseHere: MenuItem[] =
    card.deployment && !paused
      ? [
          {
            label: `Pause on ${stage.name}`,
            onSelect: () => startPause({ stage: stage.slug }),
            ...(allowed ? {} : { disabled: true, ...(why ? { note: why } : {}) }),
          },
        ]
      : []
  const takeOffHere: MenuItem[] = card.deployment
    ? [
        { kind: 'separator' },
        {
          label: `Take off ${stage.name}`,
          tone: 'danger',
          onSelect: () => startTakeOff(stage.slug),
          ...(allowed ? {} : { disabled: true, ...(why ? { note: why } : {}) }),
        },
      ]
    : []
  return (
    <DropdownMenu
      quiet
      label={`More for ${stage.name}`}
      items={[
        ...deployHere,
        ...back,
        ...(deployHere.length + back.length > 0 ? [{ kind: 'separator' as const }] : []),
        ...pauseHere,
        { label: 'History', href: `${base}/deployments?stage=${stage.slug}` },
        { label: 'Stage values', href: `${base}/backends#${stage.slug}` },
        { label: 'Requests', href: `/traffic/requests?versionId=${page.version.id}&stageId=${stage.id}` },
        ...takeOffHere,
      ]}
    />
  )
}
