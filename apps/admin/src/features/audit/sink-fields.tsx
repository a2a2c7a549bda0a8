'use client'
import type { AuditSinkView } from '@gatehouse/contracts/endpoints/audit-sinks'
import { Field } from '@gatehouse/ui/field'
import { Input } from '@gatehouse/ui/input'
import { NativeSelect } from '@gatehouse/ui/native-select'
import { Textarea } from '@gatehouse/ui/textarea'
import { useState } from 'react'

const ports = { tls: 6514, tcp: 601, udp: 514 } as const
type Transport = keyof typeof ports
const transports: { value: Transport; label: string }[] = [
  { value: 'tls', label: 'TLS (RFC 5425), recommended' },
  { value: 'tcp', label: 'TCP (RFC 6587), readable on the way' },
  { value: 'udp', label: 'UDP (RFC 5426), may lose entries' },
]

/** Where a sink sends, and what. */
export function SinkFields({ sink }: { sink?: AuditSinkView }) {
  const [transport, setTransport] = useState<Transport>(sink?.transport ?? 'tls')
  return (
    <>
      <Field label="Name" name="name" required>
        <Input maxLength={60} placeholder="SIEM" defaultValue={sink?.name ?? ''} />
      </Field>
      <Field label="Transport" name="transport">
        <NativeSelect
          options={transports}
          value={transport}
          onChange={(event) => setTransport(event.target.value as Transport)}
        />
      </Field>
      <div className="grid gap-4 sm:grid-cols-[1fr_8rem]">
        <Field
          label="Host"
          name="host"
          required
          hint="Private addresses are fine; this machine only as the operator allows."
        >
          <Input mono placeholder="syslog.example.com" defaultValue={sink?.host ?? ''} />
        </Field>
        <Field label="Port" name="port" required>
          <Input
            key={sink ? 'own' : transport}
            type="number"
            min={1}
            max={65_535}
            defaultValue={sink?.port ?? ports[transport]}
          />
        </Field>
      </div>
      {transport === 'tls' && (
        <Field
          label="Certificate of its authority"
          name="caCertificate"
          optional
          hint="PEM. Only where no public authority vouches for the server."
        >
          <Textarea mono rows={3} placeholder="-----BEGIN CERTIFICATE-----" defaultValue={sink?.caCertificate ?? ''} />
        </Field>
      )}
      <Field label="Message" name="format">
        <NativeSelect
          defaultValue={sink?.format ?? 'json'}
          options={[
            { value: 'json', label: 'JSON: the whole record with its hash' },
            { value: 'cef', label: 'CEF: ArcSight and SIEMs that read it' },
          ]}
        />
      </Field>
      <Field
        label="Only these actions"
        name="actions"
        optional
        hint="Whole actions or their first parts, separated by spaces: plan role.assign. Empty: all."
      >
        <Input mono defaultValue={sink?.filter.actions.join(' ') ?? ''} />
      </Field>
    </>
  )
}

/** What the fields say. */
export function sinkOf(data: FormData) {
  const text = (name: string) => String(data.get(name) ?? '').trim()
  const transport = text('transport') as Transport
  const certificate = text('caCertificate')
  return {
    name: text('name'),
    transport,
    host: text('host'),
    port: Number(text('port')),
    format: text('format') as AuditSinkView['format'],
    caCertificate: transport === 'tls' && certificate !== '' ? certificate : null,
    filter: {
      actions: text('actions')
        .split(/[\s,]+/)
        .filter(Boolean),
    },
  }
}
