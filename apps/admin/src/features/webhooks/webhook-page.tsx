'use client'
import {
  deleteWebhook,
  rotateWebhookSecret,
  testWebhook,
  updateWebhook,
  type WebhookView,
} from '@gatehouse/contracts/endpoints/webhooks'
import { Banner } from '@gatehouse/ui/banner'
import { Button } from '@gatehouse/ui/button'
import { Card } from '@gatehouse/ui/card'
import { ConfirmDialog } from '@gatehouse/ui/confirm-dialog'
import { CopyableId } from '@gatehouse/ui/copyable-id'
import { Dialog } from '@gatehouse/ui/dialog'
import { EmptyState } from '@gatehouse/ui/empty-state'
import { Page } from '@gatehouse/ui/page'
import { PageHeader } from '@gatehouse/ui/page-header'
import { RelativeTime } from '@gatehouse/ui/relative-time'
import { SkeletonCards } from '@gatehouse/ui/skeleton'
import { StatusWord } from '@gatehouse/ui/status-word'
import { toast } from '@gatehouse/ui/toast'
import { SearchX } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { useId, useState } from 'react'
import { useAct } from '../../api/use-act.ts'
import { useRead } from '../../api/use-read.ts'
import { Loaded } from '../../components/loaded.tsx'
import { ProblemBanner } from '../../components/problem-banner.tsx'
import { ProblemForm } from '../../components/problem-form.tsx'
import { TrailName } from '../shell/trail.tsx'
import { DeliveriesCard } from './deliveries-card.tsx'
import { webhooksRead } from './queries.ts'
import { WebhookFields, webhookOf } from './webhook-fields.tsx'
import { WebhookSecret } from './webhook-secret.tsx'

/** One webhook: what it is told, its secret, and each message with what came of it. */
export function WebhookPage({ id }: { id: string }) {
  const query = useRead(webhooksRead(), { every: () => 5_000 })
  return (
    <Page>
      <Loaded query={query} what="webhook" needs="webhook.manage" skeleton={<SkeletonCards count={2} />}>
        {(data) => {
          const webhook = data.items.find((one) => one.id === id)
          return webhook ? (
            <Body webhook={webhook} />
          ) : (
            <EmptyState
              icon={<SearchX aria-hidden />}
              title="There is no such webhook"
              why="It was deleted, or the address is wrong."
            />
          )
        }}
      </Loaded>
    </Page>
  )
}

function Body({ webhook }: { webhook: WebhookView }) {
  const [secret, setSecret] = useState<string>()
  const update = useAct(updateWebhook)
  const rotate = useAct(rotateWebhookSecret, { onDone: (answer) => setSecret(answer.secret) })
  const test = useAct(testWebhook, {
    onDone: ({ state, lastStatus, lastError }) =>
      state === 'delivered'
        ? toast.success(`It answered ${lastStatus}.`)
        : toast.error(lastError ?? `It answered ${lastStatus ?? 'nothing'}.`),
  })
  return (
    <>
      <TrailName segment={webhook.id} name={webhook.name} />
      <PageHeader
        title={webhook.name}
        beside={
          <StatusWord framed tone={webhook.enabled ? 'ok' : 'neutral'}>
            {webhook.enabled ? 'On' : 'Off'}
          </StatusWord>
        }
        facts={
          <>
            <code className="[overflow-wrap:anywhere]">{webhook.url}</code> · made{' '}
            <RelativeTime value={webhook.createdAt} />
          </>
        }
        primary={
          <Button
            variant="primary"
            loading={test.running}
            onClick={() => void test.run({ webhook: webhook.id }).catch(() => undefined)}
          >
            Send a test
          </Button>
        }
        menu={<Acts webhook={webhook} rotate={() => rotate.run({ webhook: webhook.id })} update={update} />}
      >
        <ProblemBanner problem={test.problem ?? update.problem} />
        {webhook.formerSecretUntil && (
          <Banner compact tone="info">
            The former secret signs too until <RelativeTime value={webhook.formerSecretUntil} />.
          </Banner>
        )}
      </PageHeader>
      {secret && <WebhookSecret secret={secret} onStored={() => setSecret(undefined)} />}
      {webhook.checks.length > 0 && (
        <Card title="Decides">
          <ul className="text-sm">
            {webhook.checks.map(({ stage, check }) => (
              <li key={`${stage} ${check}`}>
                {check} at the gate of {stage}
              </li>
            ))}
          </ul>
        </Card>
      )}
      <DeliveriesCard webhook={webhook.id} />
      <p className="text-muted text-sm">
        <CopyableId value={webhook.id} />
      </p>
    </>
  )
}

type ActsProps = {
  webhook: WebhookView
  rotate: () => Promise<unknown>
  update: ReturnType<typeof useAct<typeof updateWebhook>>
}

function Acts({ webhook, rotate, update }: ActsProps) {
  const router = useRouter()
  const remove = useAct(deleteWebhook)
  return (
    <>
      <EditDialog webhook={webhook} />
      <Button
        loading={update.running}
        onClick={() =>
          void update.run({ webhook: webhook.id, enabled: !webhook.enabled }, webhook.etag).catch(() => undefined)
        }
      >
        Turn {webhook.enabled ? 'off' : 'on'}
      </Button>
      <ConfirmDialog
        title="Rotate the secret?"
        consequence="A new secret is shown once. For a day messages carry signatures of both, so that the receiver can change over."
        action="Rotate secret"
        tone="primary"
        trigger={<Button>Rotate secret</Button>}
        onConfirm={async () => {
          await rotate()
        }}
      />
      <ConfirmDialog
        title={`Delete ${webhook.name}?`}
        consequence="It is told nothing any more, and what was sent is forgotten."
        action="Delete"
        trigger={<Button>Delete</Button>}
        onConfirm={async () => {
          await remove.run({ webhook: webhook.id })
          router.push('/settings/webhooks')
        }}
      />
    </>
  )
}

function EditDialog({ webhook }: { webhook: WebhookView }) {
  const form = useId()
  const [open, setOpen] = useState(false)
  const save = useAct(updateWebhook, { onDone: () => setOpen(false) })
  return (
    <Dialog
      size="md"
      open={open}
      onOpenChange={(next) => {
        save.reset()
        setOpen(next)
      }}
      title={`Change ${webhook.name}`}
      trigger={<Button>Change</Button>}
      footer={
        <Button type="submit" form={form} variant="primary" loading={save.running}>
          Save
        </Button>
      }
    >
      <ProblemForm
        id={form}
        problem={save.problem}
        submit={(data) => save.run({ webhook: webhook.id, ...webhookOf(data) }, webhook.etag)}
      >
        <WebhookFields webhook={webhook} />
      </ProblemForm>
    </Dialog>
  )
}
