'use client'
import type { CampaignEvidence, CampaignItemView } from '@gatehouse/contracts/endpoints/campaign-views'
import { formatCount } from '@gatehouse/ui/format'
import { KeyValue } from '@gatehouse/ui/key-value'
import { RelativeTime } from '@gatehouse/ui/relative-time'
import { SkeletonText } from '@gatehouse/ui/skeleton'
import { StatusWord } from '@gatehouse/ui/status-word'
import { TextLink } from '@gatehouse/ui/text-link'
import type { ReactNode } from 'react'
import { useRead } from '../../api/use-read.ts'
import { Loaded } from '../../components/loaded.tsx'
import { useMay } from '../account/account-context.tsx'
import { evidenceRead } from './queries.ts'

const tones = { active: 'ok', suspended: 'warn', gone: 'neutral' } as const

/** What somebody looks at before he decides: how it stands now, what would break, where it is used, its last calls. */
export function ItemEvidence({ itemId }: { itemId: CampaignItemView['id'] }) {
  const query = useRead(evidenceRead(itemId))
  return (
    <Loaded query={query} what="evidence" compact skeleton={<SkeletonText lines={5} />}>
      {(evidence) => (
        <div className="grid gap-5 text-sm lg:grid-cols-2">
          <Part title="If it is revoked">
            <ul className="flex flex-col gap-1">
              {evidence.breaks.map((sentence) => (
                <li key={sentence}>{sentence}</li>
              ))}
            </ul>
          </Part>
          <Part title="When the review opened">
            <KeyValue
              items={[
                ...evidence.item.snapshot.facts,
                ...(evidence.item.snapshot.calls90 === null
                  ? []
                  : [
                      {
                        label: 'Calls',
                        value: `${formatCount(evidence.item.snapshot.calls30)} in 30 days, ${formatCount(evidence.item.snapshot.calls90)} in 90`,
                      },
                    ]),
                {
                  label: 'Now',
                  value: <StatusWord tone={tones[evidence.now.state]}>{evidence.now.sentence}</StatusWord>,
                },
              ]}
            />
          </Part>
          {evidence.operations && (
            <Operations operations={evidence.operations} ofKey={evidence.item.kind !== 'subscription'} />
          )}
          {evidence.requests && <Requests requests={evidence.requests} />}
        </div>
      )}
    </Loaded>
  )
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="min-w-0">
      <h4 className="mb-1.5 font-medium text-muted text-xs">{title}</h4>
      {children}
    </section>
  )
}

function Operations(props: { operations: NonNullable<CampaignEvidence['operations']>; ofKey: boolean }) {
  const { operations, ofKey } = props
  return (
    <Part title={ofKey ? 'What the application calls on this stage, 30 days' : 'Where it is used, 30 days'}>
      {operations.length === 0 ? (
        <p className="text-muted">Nowhere.</p>
      ) : (
        <ul className="flex flex-col gap-1">
          {operations.map(({ id, name, requests }) => (
            <li key={id} className="flex justify-between gap-3">
              <code className="min-w-0 truncate text-xs">{name}</code>
              <span className="tabular-nums">{formatCount(requests)}</span>
            </li>
          ))}
        </ul>
      )}
    </Part>
  )
}

function Requests({ requests }: { requests: NonNullable<CampaignEvidence['requests']> }) {
  const may = useMay('request.read')
  return (
    <Part title="Last calls">
      {requests.length === 0 ? (
        <p className="text-muted">None in 30 days.</p>
      ) : (
        <ul className="flex flex-col gap-1">
          {requests.map(({ id, at, method, operation, status }) => (
            <li key={id} className="flex gap-3">
              <span className="w-24 shrink-0 text-muted">
                <RelativeTime value={at} />
              </span>
              <code className="min-w-0 flex-1 truncate text-xs">{operation ?? method}</code>
              {may.allowed ? (
                <TextLink href={`/requests/${id}`} quiet>
                  {status}
                </TextLink>
              ) : (
                <span>{status}</span>
              )}
            </li>
          ))}
        </ul>
      )}
    </Part>
  )
}
