'use client'
import { createWebhook } from '@gatehouse/contracts/endpoints/webhooks'
import { Button } from '@gatehouse/ui/button'
import { Dialog } from '@gatehouse/ui/dialog'
import { useId, useState } from 'react'
import { useAct } from '../../api/use-act.ts'
import { ActButton } from '../../components/act-button.tsx'
import { ProblemForm } from '../../components/problem-form.tsx'
import { useMay } from '../account/account-context.tsx'
import { WebhookFields, webhookOf } from './webhook-fields.tsx'
import { WebhookSecret } from './webhook-secret.tsx'

/** Makes a webhook and shows its secret once. */
export function NewWebhookDialog() {
  const manage = useMay('webhook.manage')
  const form = useId()
  const [open, setOpen] = useState(false)
  const [secret, setSecret] = useState<string>()
  const create = useAct(createWebhook, { onDone: (answer) => setSecret(answer.secret) })
  if (!manage.allowed) {
    return (
      <ActButton variant="primary" why={manage.why}>
        New webhook
      </ActButton>
    )
  }
  return (
    <Dialog
      size="md"
      open={open}
      onOpenChange={(next) => {
        setOpen(next)
        setSecret(undefined)
        create.reset()
      }}
      title={secret ? 'The signing secret, shown once' : 'New webhook'}
      trigger={<Button variant="primary">New webhook</Button>}
      footer={
        !secret && (
          <Button type="submit" form={form} variant="primary" loading={create.running}>
            Create webhook
          </Button>
        )
      }
    >
      {secret ? (
        <WebhookSecret secret={secret} onStored={() => setOpen(false)} />
      ) : (
        <ProblemForm id={form} problem={create.problem} submit={(data) => create.run(webhookOf(data))}>
          <WebhookFields />
        </ProblemForm>
      )}
    </Dialog>
  )
}
