'use client'
import { redeliver, type WebhookDelivery } from '@gatehouse/contracts/endpoints/webhooks'
import { Button } from '@gatehouse/ui/button'
import { Card } from '@gatehouse/ui/card'
import { CodeBlock } from '@gatehouse/ui/code-block'
import { CursorPager, type CursorPagerProps } from '@gatehouse/ui/cursor-pager'
import { RelativeTime } from '@gatehouse/ui/relative-time'
import { SkeletonText } from '@gatehouse/ui/skeleton'
import { StatusWord } from '@gatehouse/ui/status-word'
import { useAct } from '../../api/use-act.ts'
import { useRead } from '../../api/use-read.ts'
import { Loaded } from '../../components/loaded.tsx'
import { ProblemBanner } from '../../components/problem-banner.tsx'
import { usePaging } from '../../components/use-paging.ts'
import { deliveriesRead } from './queries.ts'
import { deliveryLooks } from './webhook-text.ts'

/** What was sent, newest first; each opens to what it said. */
export function DeliveriesCard({ webhook }: { webhook: string }) {
  const paging = usePaging()
  const query = useRead(deliveriesRead(webhook, paging.cursor ?? undefined), { keep: true, every: () => 5_000 })
  return (
    <Card title="Messages" flush>
      <Loaded compact query={query} what="messages" needs="webhook.manage" skeleton={<SkeletonText lines={5} />}>
        {(data) =>
          data.items.length === 0 ? (
            <p className="p-4 text-muted text-sm">Nothing was sent yet. A test shows whether the receiver answers.</p>
          ) : (
            <>
              <ul className="divide-y divide-line">
                {data.items.map((delivery) => (
                  <li key={delivery.id}>
                    <Delivery delivery={delivery} webhook={webhook} />
                  </li>
                ))}
              </ul>
              <Pages {...paging.pager(data.next)} />
            </>
          )
        }
      </Loaded>
    </Card>
  )
}

function Pages({ pager }: { pager?: CursorPagerProps }) {
  return pager ? (
    <div className="p-3">
      <CursorPager {...pager} />
    </div>
  ) : null
}

function Delivery({ delivery, webhook }: { delivery: WebhookDelivery; webhook: string }) {
  const again = useAct(redeliver)
  const look = deliveryLooks[delivery.state]
  const answer = delivery.lastError ?? (delivery.lastStatus === null ? null : `answered ${delivery.lastStatus}`)
  return (
    <details>
      <summary className="flex flex-wrap items-center gap-x-3 gap-y-1 px-4 py-2.5 text-sm hover:bg-hover">
        <StatusWord tone={look.tone}>{look.word}</StatusWord>
        <code className="text-xs">{delivery.event}</code>
        <span className="text-muted">
          <RelativeTime value={delivery.createdAt} />
          {answer && `, ${answer}`}
          {delivery.attempts > 1 && `, ${delivery.attempts} tries`}
        </span>
      </summary>
      <div className="flex flex-col gap-3 border-line border-t p-4">
        <ProblemBanner problem={again.problem} />
        <CodeBlock code={delivery.body} language="json" maxHeight={320} />
        <Button
          size="sm"
          className="self-start"
          loading={again.running}
          onClick={() => void again.run({ webhook, delivery: delivery.id }).catch(() => undefined)}
        >
          Send again
        </Button>
      </div>
    </details>
  )
}
