'use client'
import { type AccessExample, accessExample, credentialKind } from '@gatehouse/contracts/access-rules'
import { httpMethods } from '@gatehouse/contracts/api-description'
import { Field } from '@gatehouse/ui/field'
import { Input } from '@gatehouse/ui/input'
import { NativeSelect } from '@gatehouse/ui/native-select'
import { Switch } from '@gatehouse/ui/switch'
import { Textarea } from '@gatehouse/ui/textarea'
import { useState } from 'react'
import type { NamedThings } from './use-rule-names.ts'

type ExampleFormProps = { example: AccessExample; things: NamedThings; onChange: (example: AccessExample) => void }

const credentials = { key: 'A key', token: 'An access token', none: 'Nobody: no credential' } as const
const kinds = ['plan', 'product', 'application', 'team'] as const

/** The caller and the call of one example. What cannot be used yet is not handed on, and says why. */
export function ExampleForm({ example, things, onChange }: ExampleFormProps) {
  const { caller } = example
  const [claims, setClaims] = useState(() => JSON.stringify(caller.claims, null, 2))
  const [fault, setFault] = useState<{ field: string; message: string } | null>(null)
  const set = (field: string, change: Partial<AccessExample>) => {
    const parsed = accessExample.safeParse({ ...example, ...change })
    setFault(parsed.success ? null : { field, message: parsed.error.issues[0]?.message ?? 'not valid' })
    if (parsed.success) onChange(parsed.data)
  }
  const setCaller = (field: string, change: object) => set(field, { caller: { ...caller, ...change } })
  const errorOf = (field: string) => (fault?.field === field ? { error: fault.message } : {})
  return (
    <div className="grid gap-3 sm:grid-cols-2">
      <Field label="What it shows" className="sm:col-span-2" {...errorOf('title')}>
        <Input
          defaultValue={example.title}
          maxLength={120}
          onChange={(event) => set('title', { title: event.target.value })}
        />
      </Field>
      <Field label="It must be">
        <NativeSelect
          value={example.expect}
          onChange={(event) => set('expect', { expect: event.target.value === 'allow' ? 'allow' : 'deny' })}
          options={[
            { value: 'allow', label: 'Allowed' },
            { value: 'deny', label: 'Refused' },
          ]}
        />
      </Field>
      <Field label="Caller shows">
        <NativeSelect
          value={caller.credential}
          onChange={(event) => setCaller('credential', { credential: credentialKind.parse(event.target.value) })}
          options={credentialKind.options.map((kind) => ({ value: kind, label: credentials[kind] }))}
        />
      </Field>
      {caller.credential !== 'none' && (
        <Field
          label="Scopes"
          optional
          className="sm:col-span-2"
          hint={
            caller.credential === 'key'
              ? 'With spaces between. A key without a choice of scopes carries all.'
              : 'With spaces between.'
          }
          {...errorOf('scopes')}
        >
          <Input
            defaultValue={caller.scopes.join(' ')}
            onChange={(event) => setCaller('scopes', { scopes: event.target.value.split(/\s+/).filter(Boolean) })}
          />
        </Field>
      )}
      {caller.credential === 'token' && (
        <>
          <Field label="Claims of the token" className="sm:col-span-2" hint="A JSON object." {...errorOf('claims')}>
            <Textarea
              mono
              rows={3}
              spellCheck={false}
              value={claims}
              onChange={(event) => {
                setClaims(event.target.value)
                const read = objectOf(event.target.value)
                if (read === undefined) setFault({ field: 'claims', message: 'This is not a JSON object yet.' })
                else setCaller('claims', { claims: read })
              }}
            />
          </Field>
          <div className="sm:col-span-2">
            <Switch
              label="A person is signed in"
              description="The token speaks for somebody, not for a program alone."
              checked={caller.endUser}
              onChange={(event) => setCaller('endUser', { endUser: event.target.checked })}
            />
          </div>
        </>
      )}
      {caller.credential !== 'none' &&
        kinds.map((kind) => (
          <Field key={kind} label={`Its ${kind}`} optional>
            <NativeSelect
              value={caller[`${kind}Id`] ?? ''}
              onChange={(event) => setCaller(kind, { [`${kind}Id`]: event.target.value || undefined })}
              options={[
                { value: '', label: 'Any other' },
                ...things[kind].map(({ id, name }) => ({ value: id, label: name })),
              ]}
            />
          </Field>
        ))}
      <Field label="Method">
        <NativeSelect
          value={example.method}
          onChange={(event) =>
            set('method', { method: httpMethods.find((one) => one === event.target.value) ?? 'GET' })
          }
          options={httpMethods.map((method) => ({ value: method, label: method }))}
        />
      </Field>
      <Field label="From the address" {...errorOf('address')}>
        <Input
          mono
          defaultValue={example.address}
          onChange={(event) => set('address', { address: event.target.value.trim() })}
        />
      </Field>
      <Field label="At" optional hint="UTC. Left out: Monday, 5 January 2026, 12:00." {...errorOf('at')}>
        <Input
          type="datetime-local"
          defaultValue={example.at?.slice(0, 16) ?? ''}
          onChange={(event) => set('at', { at: event.target.value === '' ? undefined : `${event.target.value}:00Z` })}
        />
      </Field>
    </div>
  )
}

function objectOf(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text.trim() === '' ? '{}' : text)
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : undefined
  } catch {
    return undefined
  }
}
