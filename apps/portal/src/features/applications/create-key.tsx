'use client'
import { createMyCredential } from '@gatehouse/contracts/endpoints/my-applications'
import type { Id } from '@gatehouse/contracts/ids'
import { Button } from '@gatehouse/ui/button'
import { CodeBlock } from '@gatehouse/ui/code-block'
import { Dialog } from '@gatehouse/ui/dialog'
import { Field } from '@gatehouse/ui/field'
import { Input } from '@gatehouse/ui/input'
import { NativeSelect } from '@gatehouse/ui/native-select'
import { RadioGroup } from '@gatehouse/ui/radio'
import { SecretOnce } from '@gatehouse/ui/secret-once'
import { Plus } from 'lucide-react'
import { useState } from 'react'
import { useAct } from '../../api/use-act.ts'
import { useRead } from '../../api/use-read.ts'
import { ProblemForm } from '../../components/problem-form.tsx'
import { keyPlaceholder } from '../reference/key-placeholder.ts'
import type { ApplicationView } from './applications-page.tsx'
import { AddressesField, addressesOf } from './key-terms.tsx'
import { stagesRead } from './queries.ts'
import type { SafeCall } from './safe-call.ts'
import { chosenScopes, ScopeChoice } from './scope-choice.tsx'

type Made = { key: string; stage: { id: string; name: string } }
type CreateKeyProps = { application: ApplicationView; calls: readonly SafeCall[] }

/** Button and dialog: name, stage, end date; then the key, once, with a call that is ready to run. */
export function CreateKey({ application, calls }: CreateKeyProps) {
  const [open, setOpen] = useState(false)
  const [made, setMade] = useState<Made>()
  const close = () => {
    setOpen(false)
    setMade(undefined)
  }
  return (
    <Dialog
      title={made ? `Key for ${made.stage.name}` : 'New key'}
      open={open}
      // A key that was not stored must not be lost by a press beside the dialog.
      onOpenChange={(next) => (next ? setOpen(true) : !made && close())}
      closable={!made}
      size="md"
      trigger={
        <Button size="sm" variant="secondary" icon={<Plus aria-hidden />}>
          New key
        </Button>
      }
    >
      {made ? (
        <MadeKey made={made} call={calls.find(({ stageId }) => stageId === made.stage.id)} onStored={close} />
      ) : (
        <KeyForm application={application} onMade={setMade} />
      )}
    </Dialog>
  )
}

function KeyForm({ application, onMade }: { application: ApplicationView; onMade: (made: Made) => void }) {
  const stages = useRead(stagesRead()).data?.items ?? []
  const create = useAct(createMyCredential, {
    onDone: ({ key, credential }) => onMade({ key, stage: credential.stage }),
  })
  const first = stages[0]
  if (!first) return <p className="text-muted text-sm">No stage is open to developers at the moment.</p>
  return (
    <ProblemForm
      problem={create.problem}
      submit={(form) => {
        const days = Number(form.get('days'))
        return create.run({
          applicationId: application.id,
          name: String(form.get('name')),
          stageId: String(form.get('stage')) as Id<'stage'>,
          scopes: chosenScopes(form),
          ipRanges: addressesOf(form),
          ...(days > 0 ? { expiresAt: new Date(Date.now() + days * 86_400_000).toISOString() } : {}),
        })
      }}
    >
      <Field
        label="Name"
        name="name"
        required
        hint="Where it will be used, so that you know what stops when you revoke it."
      >
        <Input defaultValue="My laptop" maxLength={80} autoFocus />
      </Field>
      <RadioGroup
        legend="Stage"
        name="stage"
        look="cards"
        defaultValue={first.id}
        options={stages.map(({ id, name, exposure }) => ({
          value: id,
          label: name,
          description: exposure === 'sandbox' ? 'For trying out. Never billed.' : 'For production.',
        }))}
      />
      <ScopeChoice applicationId={application.id} />
      <Field label="Ends" name="days">
        <NativeSelect
          defaultValue="0"
          options={[
            { value: '0', label: 'Never' },
            { value: '30', label: 'In 30 days' },
            { value: '90', label: 'In 90 days' },
            { value: '365', label: 'In a year' },
          ]}
        />
      </Field>
      <AddressesField />
      <Button type="submit" variant="primary" className="self-end" loading={create.running}>
        Create key
      </Button>
    </ProblemForm>
  )
}

function MadeKey({ made, call, onStored }: { made: Made; call: SafeCall | undefined; onStored: () => void }) {
  const curl = call?.curl.replaceAll(keyPlaceholder, made.key)
  return (
    <div className="flex min-w-0 flex-col gap-4">
      <SecretOnce
        secret={made.key}
        label={`Key for ${made.stage.name}`}
        copies={[
          { label: 'Copy for .env', value: `API_KEY=${made.key}\n` },
          ...(curl ? [{ label: 'Copy as curl', value: curl }] : []),
        ]}
        onStored={onStored}
      >
        If it is lost, create another one and revoke this one.
      </SecretOnce>
      {curl && call && <CodeBlock title={`${call.api} on ${made.stage.name}`} code={curl} language="shell" wrap />}
    </div>
  )
}
