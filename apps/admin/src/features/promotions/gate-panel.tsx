'use client'
import type { PromotionCheck, PromotionView } from '@gatehouse/contracts/endpoints/promotion-views'
import { rerunCheck } from '@gatehouse/contracts/endpoints/promotions'
import { Badge } from '@gatehouse/ui/badge'
import { Button } from '@gatehouse/ui/button'
import { Card } from '@gatehouse/ui/card'
import { formatDuration } from '@gatehouse/ui/format'
import { ProgressBar } from '@gatehouse/ui/progress-bar'
import { RelativeTime } from '@gatehouse/ui/relative-time'
import { StatusWord } from '@gatehouse/ui/status-word'
import { TextLink } from '@gatehouse/ui/text-link'
import { useState } from 'react'
import { useAct } from '../../api/use-act.ts'
import { ProblemBanner } from '../../components/problem-banner.tsx'
import { Sentence } from '../deployments/change-list.tsx'
import { OverrideDialog } from './override-dialog.tsx'
import { checkLook, hasEnded } from './promotion-text.ts'

/** The gate: one row a check, with its state, verdict, evidence and what can be done about it. */
export function GatePanel({ promotion }: { promotion: PromotionView }) {
  const { checks, stage } = promotion
  const failed = checks.filter((check) => checkLook(check).tone === 'bad').length
  const overridden = checks.filter((check) => check.override !== null).length
  return (
    <Card
      title={`Gate of ${stage.name}`}
      flush
      description={
        checks.length === 0
          ? undefined
          : failed > 0
            ? `${failed} of ${checks.length} stand in the way`
            : checks.every((check) => check.state === 'passed' || check.override)
              ? overridden === 0
                ? 'All passed'
                : 'Passed or overridden: nothing stands in the way'
              : `${checks.filter((check) => check.state === 'passed').length} of ${checks.length} passed${overridden === 0 ? '' : `, ${overridden} overridden`}`
      }
    >
      {checks.length === 0 ? (
        <p className="p-4 text-muted text-sm">
          {stage.name} asks for no checks. <TextLink href={`/stages/${stage.slug}`}>Rules of {stage.name}</TextLink> say
          which.
        </p>
      ) : (
        <ul className="divide-y divide-line">
          {checks.map((check) => (
            <li key={check.id}>
              <CheckRow check={check} promotion={promotion} />
            </li>
          ))}
        </ul>
      )}
    </Card>
  )
}

function CheckRow({ check, promotion }: { check: PromotionCheck; promotion: PromotionView }) {
  const [overriding, setOverriding] = useState(false)
  const rerun = useAct(rerunCheck)
  const look = checkLook(check)
  const open = !hasEnded(promotion.state)
  return (
    <div className="flex flex-col gap-2 p-4 text-sm">
      <p className="flex flex-wrap items-center gap-x-2 gap-y-1">
        <span className="font-medium">{check.label}</span>
        <StatusWord tone={look.tone} busy={look.busy ?? false}>
          {look.word}
        </StatusWord>
        {!check.required && <Badge>advisory</Badge>}
        {check.durationMs !== null && (
          <span className="gh-tabular ml-auto text-muted text-xs">{formatDuration(check.durationMs)}</span>
        )}
      </p>
      {/* A screen reader hears the verdict once, when it is there. */}
      <p aria-live="polite" className={check.verdict === null ? 'sr-only' : ''}>
        {check.verdict}
      </p>
      {check.state === 'running' && check.progress && (
        <ProgressBar
          label={`${check.label}: ${check.progress.done} of ${check.progress.total}`}
          value={check.progress.total === 0 ? 0 : check.progress.done / check.progress.total}
          text={`${check.progress.done}/${check.progress.total}`}
          hideLabel
        />
      )}
      <Evidence check={check} />
      {check.override && (
        <p className="rounded-md bg-warn-soft p-2 text-warn-text">
          Overridden by {check.override.by.name || check.override.by.kind}: {check.override.reason} (ends{' '}
          <RelativeTime value={check.override.expiresAt} />)
        </p>
      )}
      <ProblemBanner problem={rerun.problem} />
      {open && (check.rerun.allowed || check.mayOverride.allowed) && check.state !== 'running' && (
        <p className="flex flex-wrap gap-1">
          {check.rerun.allowed && (
            <Button
              size="sm"
              variant="ghost"
              loading={rerun.running}
              onClick={() => void rerun.run({ promotion: promotion.id, check: check.id }).catch(() => undefined)}
            >
              Run again
            </Button>
          )}
          {check.mayOverride.allowed && look.tone !== 'ok' && !check.override && (
            <Button size="sm" variant="ghost" onClick={() => setOverriding(true)}>
              Override
            </Button>
          )}
        </p>
      )}
      {overriding && <OverrideDialog check={check} promotion={promotion} onClose={() => setOverriding(false)} />}
    </div>
  )
}

function Evidence({ check }: { check: PromotionCheck }) {
  const { sentences, requestIds, link } = check.evidence
  if (sentences.length === 0 && requestIds.length === 0 && link === null) return null
  const outside = link?.startsWith('http') ?? false
  return (
    <details open={check.state === 'failed' && check.override === null}>
      <summary className="text-muted">Evidence</summary>
      <div className="mt-1.5 flex flex-col gap-1.5">
        {sentences.length > 0 && (
          <ul className="list-disc pl-5 [overflow-wrap:anywhere]">
            {sentences.map((sentence) => (
              <li key={sentence}>
                <Sentence text={sentence} />
              </li>
            ))}
          </ul>
        )}
        {requestIds.length > 0 && (
          <p className="flex flex-wrap gap-x-2">
            Requests:
            {requestIds.slice(0, 10).map((id) => (
              <TextLink key={id} href={`/requests/${id}`}>
                <code className="text-xs">…{id.slice(-6)}</code>
              </TextLink>
            ))}
            {requestIds.length > 10 && <span className="text-muted">and {requestIds.length - 10} more</span>}
          </p>
        )}
        {link !== null && (
          <p>
            <TextLink href={link} external={outside}>
              More
            </TextLink>
          </p>
        )}
      </div>
    </details>
  )
}
