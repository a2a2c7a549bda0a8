'use client'
import type { EndpointInput } from '@gatehouse/contracts/endpoint'
import type { getUsageRanking } from '@gatehouse/contracts/endpoints/usage'
import { BarList } from '@gatehouse/ui/bar-list'
import { Card } from '@gatehouse/ui/card'
import { formatCompact, formatPercent } from '@gatehouse/ui/format'
import { SkeletonText } from '@gatehouse/ui/skeleton'
import type { ReactNode } from 'react'
import { useRead } from '../../api/use-read.ts'
import { Loaded } from '../../components/loaded.tsx'
import { rankingRead } from './queries.ts'

type RankingCardProps = {
  title: string
  question: EndpointInput<typeof getUsageRanking>
  href: (id: string) => string
  label?: (name: string) => ReactNode
  mono?: boolean
}

/** The most called of a kind; a line opens what is behind it. */
export function RankingCard({ title, question, href, label = (name) => name, mono = false }: RankingCardProps) {
  const query = useRead(rankingRead(question), { keep: true })
  return (
    <Card title={title}>
      <Loaded compact query={query} what="usage" needs="usage.read" skeleton={<SkeletonText lines={5} />}>
        {({ items }) =>
          items.length === 0 ? (
            <p className="text-muted text-sm">None in this time.</p>
          ) : (
            <BarList
              label={title}
              mono={mono}
              items={items.map((item) => ({
                id: item.id,
                label: label(item.name),
                value: item.requests,
                text: formatCompact(item.requests),
                href: href(item.id),
                ...(item.errors > 0 && question.by !== 'code'
                  ? { note: `${formatPercent(item.errors / Math.max(1, item.requests))} errors` }
                  : {}),
              }))}
            />
          )
        }
      </Loaded>
    </Card>
  )
}
