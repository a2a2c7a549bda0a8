'use client'
import { type WebhookEvent, type WebhookView, webhookEvents } from '@gatehouse/contracts/endpoints/webhooks'
import { Checkbox } from '@gatehouse/ui/checkbox'
import { Field } from '@gatehouse/ui/field'
import { Input } from '@gatehouse/ui/input'
import { eventTexts } from './webhook-text.ts'

/** Name, address and events of a webhook. */
export function WebhookFields({ webhook }: { webhook?: WebhookView }) {
  return (
    <>
      <Field label="Name" name="name" required>
        <Input maxLength={60} placeholder="Release channel" defaultValue={webhook?.name ?? ''} />
      </Field>
      <Field label="Address" name="url" required hint="It gets a signed POST with JSON for each event.">
        <Input type="url" mono placeholder="https://hooks.example.com/gatehouse" defaultValue={webhook?.url ?? ''} />
      </Field>
      <fieldset className="flex flex-col gap-2">
        <legend className="pb-1 font-medium text-sm">Told when</legend>
        <p className="text-muted text-sm">None is fine for one that only decides checks of a gate.</p>
        {webhookEvents.map((event) => (
          <Checkbox
            key={event}
            name="events"
            value={event}
            label={eventTexts[event]}
            description={event}
            defaultChecked={webhook?.events.includes(event) ?? false}
          />
        ))}
      </fieldset>
    </>
  )
}

/** What the fields say. */
export function webhookOf(data: FormData): { name: string; url: string; events: WebhookEvent[] } {
  const chosen = new Set(data.getAll('events').map(String))
  return {
    name: String(data.get('name')),
    url: String(data.get('url')),
    events: webhookEvents.filter((event) => chosen.has(event)),
  }
}
