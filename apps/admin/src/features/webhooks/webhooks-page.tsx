'use client'
import { DataTable } from '@gatehouse/ui/data-table'
import { EmptyState } from '@gatehouse/ui/empty-state'
import { plural } from '@gatehouse/ui/format'
import { Page } from '@gatehouse/ui/page'
import { PageHeader } from '@gatehouse/ui/page-header'
import { RelativeTime } from '@gatehouse/ui/relative-time'
import { SkeletonTable } from '@gatehouse/ui/skeleton'
import { StatusWord } from '@gatehouse/ui/status-word'
import { Webhook } from 'lucide-react'
import { useRead } from '../../api/use-read.ts'
import { Loaded } from '../../components/loaded.tsx'
import { NewWebhookDialog } from './new-webhook-dialog.tsx'
import { webhooksRead } from './queries.ts'
import { deliveryLooks } from './webhook-text.ts'

/** Addresses outside that are told of events, or decide checks. */
export function WebhooksPage() {
  const query = useRead(webhooksRead(), { every: () => 15_000 })
  return (
    <Page width="full">
      <PageHeader
        title="Webhooks"
        facts="Addresses outside that are told what happens, or that decide checks of a gate. Each message is signed."
        primary={<NewWebhookDialog />}
      />
      <Loaded query={query} what="webhooks" needs="webhook.manage" skeleton={<SkeletonTable rows={4} columns={4} />}>
        {(data) => (
          <DataTable
            caption="Webhooks"
            rows={data.items}
            rowId={(row) => row.id}
            rowHref={(row) => `/settings/webhooks/${row.id}`}
            empty={
              <EmptyState
                icon={<Webhook aria-hidden />}
                title="No webhooks yet"
                why="A webhook tells a chat, a pipeline or a change register what happens to promotions and deprecations."
              />
            }
            columns={[
              {
                id: 'name',
                header: 'Webhook',
                cell: (row) => (
                  <span>
                    <span className="font-medium">{row.name}</span>
                    <code className="block truncate text-muted text-xs">{row.url}</code>
                  </span>
                ),
              },
              {
                id: 'for',
                header: 'For',
                priority: 2,
                cell: (row) =>
                  [
                    ...(row.events.length > 0 ? [plural(row.events.length, 'event')] : []),
                    ...row.checks.map(({ stage, check }) => `${check} on ${stage}`),
                  ].join(', ') || 'nothing yet',
              },
              {
                id: 'state',
                header: 'State',
                width: 120,
                unlabelled: true,
                cell: (row) => (
                  <StatusWord tone={row.enabled ? 'ok' : 'neutral'}>{row.enabled ? 'On' : 'Off'}</StatusWord>
                ),
              },
              {
                id: 'last',
                header: 'Last message',
                width: 220,
                cell: (row) =>
                  row.lastDelivery === null ? (
                    <span className="text-muted">none yet</span>
                  ) : (
                    <span>
                      <StatusWord tone={deliveryLooks[row.lastDelivery.state].tone}>
                        {deliveryLooks[row.lastDelivery.state].word}
                      </StatusWord>{' '}
                      <RelativeTime value={row.lastDelivery.at} />
                    </span>
                  ),
              },
            ]}
          />
        )}
      </Loaded>
    </Page>
  )
}
