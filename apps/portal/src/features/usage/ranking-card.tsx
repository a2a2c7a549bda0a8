'use client'
import { getMyUsageRanking } from '@gatehouse/contracts/endpoints/usage'
import type { Id } from '@gatehouse/contracts/ids'
import { BarList } from '@gatehouse/ui/bar-list'
import { Card } from '@gatehouse/ui/card'
import { formatCompact, formatMicroseconds, formatPercent } from '@gatehouse/ui/format'
import { SkeletonText } from '@gatehouse/ui/skeleton'
import { read } from '../../api/read.ts'
import { useRead } from '../../api/use-read.ts'
import { Loaded } from '../../components/loaded.tsx'

type RankingCardProps = {
  title: string
  by: 'operation' | 'credential' | 'code'
  from: string
  application: string | null
}

const filterNames = { operation: 'operation', credential: 'key', code: 'code' }

/** The ten that matter most; each leads to its requests. */
export function RankingCard({ title, by, from, application }: RankingCardProps) {
  const query = useRead(
    read(getMyUsageRanking, { by, from, ...(application ? { applicationId: application as Id<'application'> } : {}) }),
    { keep: true },
  )
  return (
    <Card title={title}>
      <Loaded query={query} what="figure" compact skeleton={<SkeletonText lines={4} />}>
        {({ items }) =>
          items.length === 0 ? (
            <p className="text-muted text-sm">
              {by === 'code' ? 'The gateway refused nothing.' : 'Nothing in this period.'}
            </p>
          ) : (
            <BarList
              label={title}
              mono={by !== 'credential'}
              items={items.map((item) => ({
                id: item.id,
                label: item.name,
                value: item.requests,
                text: formatCompact(item.requests),
                href: `/requests?${filterNames[by]}=${encodeURIComponent(item.id)}`,
                ...(by === 'code'
                  ? {}
                  : {
                      note: `${formatPercent(item.requests > 0 ? item.errors / item.requests : 0)} errors · p95 ${formatMicroseconds(item.p95Us)}`,
                    }),
              }))}
            />
          )
        }
      </Loaded>
    </Card>
  )
}
