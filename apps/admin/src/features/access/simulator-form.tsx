'use client'
import type { EndpointInput } from '@gatehouse/contracts/endpoint'
import type { SimulatorChoices, simulateAccess } from '@gatehouse/contracts/endpoints/access-engine'
import type { Problem } from '@gatehouse/contracts/problems'
import { Button } from '@gatehouse/ui/button'
import { Combobox } from '@gatehouse/ui/combobox'
import { Field } from '@gatehouse/ui/field'
import { Input } from '@gatehouse/ui/input'
import { NativeSelect } from '@gatehouse/ui/native-select'
import { RadioGroup } from '@gatehouse/ui/radio'
import { Textarea } from '@gatehouse/ui/textarea'
import { useState } from 'react'
import { ProblemForm } from '../../components/problem-form.tsx'
import { type As, callerOf, headersOf } from './simulated-call.ts'

type Given = {
  application: string | null
  credential: string | null
  operation: string | null
  method: string | null
  target: string | null
}
type Simulation = EndpointInput<typeof simulateAccess>

const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS']

export function SimulatorForm({
  choices,
  given,
  problem,
  running,
  onStage,
  onRun,
}: {
  choices: SimulatorChoices
  given: Given
  problem: Problem | undefined
  running: boolean
  onStage: (stage: string) => void
  onRun: (simulation: Simulation) => Promise<void>
}) {
  const [as, setAs] = useState<As>(given.credential ? 'credential' : 'application')
  const [application, setApplication] = useState(given.application ?? ownerOf(choices, given.credential) ?? '')
  const [credential, setCredential] = useState(given.credential ?? '')
  const [about, setAbout] = useState<'operation' | 'request'>(given.target ? 'request' : 'operation')
  const [operation, setOperation] = useState(given.operation ?? '')
  const credentials = choices.applications.find(({ id }) => id === application)?.credentials ?? []
  const applicationField = (
    <Field label="Application" required>
      <Combobox
        value={application}
        onValueChange={(next) => {
          setApplication(next)
          setCredential('')
        }}
        options={choices.applications.map(({ id, name, team }) => ({ value: id, label: name, description: team }))}
        placeholder="Choose an application"
      />
    </Field>
  )
  return (
    <ProblemForm
      problem={problem}
      submit={async (data) => {
        const text = (name: string) => String(data.get(name) ?? '').trim()
        const caller = callerOf(as, {
          application,
          credential,
          token: text('token'),
          scopes: text('scopes'),
          kind: text('kind'),
        })
        const at = text('at')
        await onRun({
          stage: choices.stage.slug,
          caller,
          request:
            about === 'operation'
              ? { of: 'operation', operationId: operation as never }
              : { of: 'request', method: text('method') || 'GET', target: text('target') || '/' },
          headers: headersOf(text('headers')),
          ...(text('body') === '' ? {} : { body: text('body') }),
          ...(text('address') === '' ? {} : { address: text('address') }),
          ...(at === '' ? {} : { at: new Date(`${at}Z`).toISOString() }),
        })
      }}
    >
      <Field label="Stage">
        <NativeSelect
          value={choices.stage.slug}
          onChange={(event) => onStage(event.target.value)}
          options={choices.stages.map(({ slug, name }) => ({ value: slug, label: name }))}
        />
      </Field>
      <RadioGroup
        legend="Who calls"
        name="as"
        value={as}
        onValueChange={(next) => setAs(next as As)}
        options={[
          { value: 'application', label: 'An application', description: 'With the credential that gets furthest.' },
          { value: 'credential', label: 'One credential', description: 'By its name; its key stays where it is.' },
          { value: 'token', label: 'A pasted token', description: 'Checked as a gateway does, and not kept.' },
          { value: 'made-up', label: 'Somebody made up', description: 'A key or token that is not there.' },
          { value: 'nobody', label: 'Nobody', description: 'Without a credential.' },
        ]}
      />
      {(as === 'application' || as === 'credential') && applicationField}
      {as === 'credential' && (
        <Field label="Credential" required>
          <Combobox
            value={credential}
            onValueChange={setCredential}
            options={credentials.map((one) => ({
              value: one.id,
              label: `${one.name}${one.last4 === '' ? '' : ` …${one.last4}`}`,
              description: `${one.kind === 'key' ? 'API key' : 'Client'}, ${one.state}`,
            }))}
            placeholder={application === '' ? 'Choose an application first' : 'Choose a credential'}
            emptyText="It has none on this stage."
          />
        </Field>
      )}
      {as === 'token' && (
        <Field label="Access token" name="token" required>
          <Textarea rows={4} autoComplete="off" spellCheck={false} placeholder="eyJ…" />
        </Field>
      )}
      {as === 'made-up' && (
        <>
          <Field label="It shows" name="kind">
            <NativeSelect
              options={[
                { value: 'key', label: 'An API key' },
                { value: 'token', label: 'An access token' },
              ]}
            />
          </Field>
          <Field label="Scopes" name="scopes" hint="With spaces between. A key without a choice of scopes carries all.">
            <Input placeholder="orders:read orders:write" />
          </Field>
          {applicationField}
        </>
      )}
      <RadioGroup
        legend="What is called"
        name="about"
        value={about}
        onValueChange={(next) => setAbout(next as typeof about)}
        options={[
          { value: 'operation', label: 'An operation', description: 'Its request is made from its contract.' },
          { value: 'request', label: 'A request', description: 'Method and path as they would be sent.' },
        ]}
      />
      {about === 'operation' ? (
        <Field label="Operation" required>
          <Combobox
            value={operation}
            onValueChange={setOperation}
            options={choices.operations.map((one) => ({
              value: one.id,
              label: `${one.method} ${one.path}`,
              description: `${one.api} ${one.version}`,
              keywords: [one.api, one.basePath],
            }))}
            placeholder="Choose an operation"
            emptyText="Nothing runs on this stage."
          />
        </Field>
      ) : (
        <div className="grid grid-cols-[7rem_1fr] gap-3">
          <Field label="Method" name="method">
            <NativeSelect
              defaultValue={given.method ?? 'GET'}
              options={methods.map((method) => ({ value: method, label: method }))}
            />
          </Field>
          <Field label="Path and query" name="target" required>
            <Input defaultValue={given.target ?? ''} placeholder="/orders/v1/orders?limit=10" className="font-mono" />
          </Field>
        </div>
      )}
      <details>
        <summary className="cursor-pointer font-medium text-sm">Headers, body, address and time</summary>
        <div className="flex flex-col gap-4 pt-2">
          <Field label="Headers" name="headers" hint="One a line, as Name: value.">
            <Textarea rows={2} spellCheck={false} className="font-mono" />
          </Field>
          <Field label="Body" name="body">
            <Textarea rows={4} spellCheck={false} className="font-mono" />
          </Field>
          <Field label="Address that it comes from" name="address">
            <Input placeholder="192.0.2.1" />
          </Field>
          <Field label="Time, UTC" name="at" hint="Empty: now.">
            <Input type="datetime-local" />
          </Field>
        </div>
      </details>
      <Button type="submit" variant="primary" loading={running}>
        Simulate the call
      </Button>
    </ProblemForm>
  )
}

function ownerOf({ applications }: SimulatorChoices, credential: string | null): string | undefined {
  if (credential === null) return undefined
  return applications.find(({ credentials }) => credentials.some(({ id }) => id === credential))?.id
}
