'use client'
import { Card } from '@gatehouse/ui/card'
import { SkeletonText } from '@gatehouse/ui/skeleton'
import { TextLink } from '@gatehouse/ui/text-link'
import { useRead } from '../../api/use-read.ts'
import { Loaded } from '../../components/loaded.tsx'
import { useMay } from '../account/account-context.tsx'
import { requestsRead } from '../traffic/queries.ts'
import { RankingCard } from '../traffic/ranking-card.tsx'
import { RequestsTable } from '../traffic/requests-table.tsx'
import { useWindow } from '../traffic/use-window.ts'

/** The newest requests, and why some failed. */
export function OverviewTrafficCards() {
  const log = useMay('request.read')
  const usage = useMay('usage.read')
  const { from, to } = useWindow(24)
  const requests = useRead(requestsRead({ limit: 8 }), { enabled: log.allowed, keep: true, every: () => 5_000 })
  if (!log.allowed && !usage.allowed) return null
  return (
    <div className="grid items-start gap-6 rail:grid-cols-[5fr_2fr]">
      {log.allowed && (
        <Card
          flush
          title="Newest requests"
          actions={
            <TextLink href="/traffic/requests" className="text-sm">
              All requests
            </TextLink>
          }
        >
          <Loaded compact query={requests} what="requests" needs="request.read" skeleton={<SkeletonText lines={6} />}>
            {(data) => <RequestsTable rows={data.items} filtered={false} hide={['stage', 'api']} />}
          </Loaded>
        </Card>
      )}
      {usage.allowed && (
        <RankingCard
          title="Refusals, 24 h"
          mono
          question={{ from, to, by: 'code', limit: 6 }}
          href={(code) => `/traffic/requests?code=${code}`}
        />
      )}
    </div>
  )
}
