'use client'
import { type IssuerView, putScopes } from '@gatehouse/contracts/endpoints/issuer'
import type { ScopeEntry } from '@gatehouse/contracts/issuer-policy'
import { Button } from '@gatehouse/ui/button'
import { Dialog } from '@gatehouse/ui/dialog'
import { Field } from '@gatehouse/ui/field'
import { Input } from '@gatehouse/ui/input'
import { RadioGroup } from '@gatehouse/ui/radio'
import { Textarea } from '@gatehouse/ui/textarea'
import { type ReactNode, useId, useState } from 'react'
import { useAct } from '../../api/use-act.ts'
import { ActButton } from '../../components/act-button.tsx'
import { ProblemForm } from '../../components/problem-form.tsx'

type ScopeDialogProps = {
  issuer: IssuerView
  /** Absent: a new one. */
  entry?: ScopeEntry
  suggested?: string
  why: string | null
  size?: 'sm' | 'md'
  children: ReactNode
}

/** A scope of the catalogue: name, what it lets one do, and the question that an end user reads. */
export function ScopeDialog({ issuer, entry, suggested, why, size = 'md', children }: ScopeDialogProps) {
  const form = useId()
  const [open, setOpen] = useState(false)
  const [asks, setAsks] = useState(entry === undefined || entry.consent !== null ? 'yes' : 'no')
  const put = useAct(putScopes, { onDone: () => setOpen(false) })
  const variant = entry === undefined && suggested === undefined ? 'primary' : 'secondary'
  if (why !== null) {
    return (
      <ActButton size={size} variant={variant} why={why}>
        {children}
      </ActButton>
    )
  }
  const submit = (data: FormData) => {
    const consent = asks === 'yes' ? String(data.get('consent')) : null
    const next = {
      name: entry?.name ?? String(data.get('name')),
      description: String(data.get('description')),
      consent,
    }
    const others = issuer.scopes.filter(({ name }) => name !== entry?.name)
    return put.run({ scopes: [...others, next].sort((a, b) => (a.name < b.name ? -1 : 1)) }, issuer.etag)
  }
  return (
    <Dialog
      title={entry ? `Change ${entry.name}` : 'New scope'}
      open={open}
      onOpenChange={(next) => {
        setOpen(next)
        put.reset()
      }}
      trigger={
        <Button size={size} variant={variant}>
          {children}
        </Button>
      }
      footer={
        <Button type="submit" form={form} variant="primary" loading={put.running}>
          {entry ? 'Save' : 'Add scope'}
        </Button>
      }
    >
      <ProblemForm id={form} problem={put.problem} submit={submit}>
        {!entry && (
          <Field label="Name" name="name" required hint="As contracts name it, like orders:read.">
            <Input mono maxLength={100} defaultValue={suggested ?? ''} autoFocus />
          </Field>
        )}
        <Field
          label="What it lets an application do"
          name="description"
          required
          hint="Developers and product owners read it."
        >
          <Textarea rows={2} maxLength={500} defaultValue={entry?.description ?? ''} />
        </Field>
        <RadioGroup
          legend="End users are"
          name="asks"
          value={asks}
          onValueChange={setAsks}
          options={[
            { value: 'yes', label: 'asked', description: 'Once for each application, in the words below.' },
            { value: 'no', label: 'not asked', description: 'It is given with the sign-in.' },
          ]}
        />
        {asks === 'yes' && (
          <Field label="The question" name="consent" required hint="From the application’s side: “See your orders”.">
            <Input maxLength={300} defaultValue={entry?.consent ?? ''} />
          </Field>
        )}
      </ProblemForm>
    </Dialog>
  )
}
