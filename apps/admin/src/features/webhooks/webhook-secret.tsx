'use client'
import { SecretOnce } from '@gatehouse/ui/secret-once'

/** The secret of a webhook, shown once. */
export function WebhookSecret({ secret, onStored }: { secret: string; onStored: () => void }) {
  return (
    <SecretOnce
      label="Signing secret"
      secret={secret}
      copies={[{ label: 'Copy as .env', value: `WEBHOOK_SECRET=${secret}` }]}
      onStored={onStored}
    >
      The receiver verifies each message with it (Standard Webhooks). If it is lost, rotate it.
    </SecretOnce>
  )
}
