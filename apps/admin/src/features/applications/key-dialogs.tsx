'use client'
import {
  createCredential,
  type credentialView,
  rotateCredential,
  updateCredential,
} from '@gatehouse/contracts/endpoints/applications'
import type { Id } from '@gatehouse/contracts/ids'
import { Button } from '@gatehouse/ui/button'
import { Dialog } from '@gatehouse/ui/dialog'
import { Field } from '@gatehouse/ui/field'
import { Input } from '@gatehouse/ui/input'
import { NativeSelect } from '@gatehouse/ui/native-select'
import { SecretOnce } from '@gatehouse/ui/secret-once'
import { type ReactNode, useId, useState } from 'react'
import type { z } from 'zod'
import { useAct } from '../../api/use-act.ts'
import { useRead } from '../../api/use-read.ts'
import { ActButton } from '../../components/act-button.tsx'
import { ProblemForm } from '../../components/problem-form.tsx'
import { stagesRead } from '../stages/queries.ts'
import { AddressesField, EndField, endOf, OverlapField, overlapOf, wordsOf } from './key-fields.tsx'

type Credential = z.infer<typeof credentialView>

/** Makes a key for an application, shows it once. */
export function NewApplicationKey({ applicationId, why }: { applicationId: string; why: string | null }) {
  const form = useId()
  const [open, setOpen] = useState(false)
  const [made, setMade] = useState<string>()
  const stages = useRead(stagesRead(), { enabled: open }).data?.items.filter(({ exposure }) => exposure !== 'hidden')
  const create = useAct(createCredential, { onDone: ({ key }) => setMade(key) })
  if (why) {
    return (
      <ActButton size="sm" why={why}>
        New key
      </ActButton>
    )
  }
  return (
    <SecretDialog
      open={open}
      made={made}
      title="New key"
      description="Hand it to the owner over a safe way; that you have seen it is written down."
      trigger={<Button size="sm">New key</Button>}
      onOpen={setOpen}
      onForget={() => {
        setMade(undefined)
        create.reset()
      }}
      footer={
        <Button type="submit" form={form} variant="primary" loading={create.running} disabled={!stages?.length}>
          Create key
        </Button>
      }
    >
      <ProblemForm
        id={form}
        problem={create.problem}
        submit={(data) =>
          create.run({
            applicationId: applicationId as Id<'application'>,
            stageId: String(data.get('stageId')) as Id<'stage'>,
            name: String(data.get('name')),
            scopes: wordsOf(data.get('scopes')),
            ipRanges: wordsOf(data.get('ipRanges')),
            ...endOf(data),
          })
        }
      >
        <Field label="Name" name="name" required hint="Where it is used, so that it is clear what stops when it ends.">
          <Input maxLength={80} placeholder="Nightly export" autoFocus />
        </Field>
        <div className="grid gap-4 sm:grid-cols-2">
          <Field label="Stage" name="stageId" required>
            <NativeSelect options={(stages ?? []).map(({ id, name }) => ({ value: id, label: name }))} />
          </Field>
          <EndField />
        </div>
        <Field label="Scopes" name="scopes" optional hint="Parted by spaces. Empty: all that its subscriptions allow.">
          <Input mono placeholder="orders:read" />
        </Field>
        <AddressesField />
      </ProblemForm>
    </SecretDialog>
  )
}

/** A new key beside the earlier one. */
export function RotateKey({ credential }: { credential: Credential }) {
  const form = useId()
  const [open, setOpen] = useState(false)
  const [made, setMade] = useState<string>()
  const rotate = useAct(rotateCredential, { onDone: ({ key }) => setMade(key) })
  return (
    <SecretDialog
      open={open}
      made={made}
      title={`Rotate ${credential.name}`}
      description="A new key with the same stage, scopes and addresses."
      trigger={<Button size="sm">Rotate</Button>}
      onOpen={setOpen}
      onForget={() => {
        setMade(undefined)
        rotate.reset()
      }}
      footer={
        <Button type="submit" form={form} variant="primary" loading={rotate.running}>
          Rotate key
        </Button>
      }
    >
      <ProblemForm
        id={form}
        problem={rotate.problem}
        submit={(data) => rotate.run({ credentialId: credential.id, ...overlapOf(data) })}
      >
        <OverlapField />
      </ProblemForm>
    </SecretDialog>
  )
}

/** Name, addresses and end of a key. */
export function EditKey({ credential }: { credential: Credential }) {
  const form = useId()
  const [open, setOpen] = useState(false)
  const update = useAct(updateCredential, { onDone: () => setOpen(false) })
  return (
    <Dialog
      title={`Change ${credential.name}`}
      open={open}
      onOpenChange={(next) => {
        setOpen(next)
        update.reset()
      }}
      trigger={<Button size="sm">Change</Button>}
      footer={
        <Button type="submit" form={form} variant="primary" loading={update.running}>
          Save
        </Button>
      }
    >
      <ProblemForm
        id={form}
        problem={update.problem}
        submit={(data) => {
          const day = String(data.get('ends') ?? '')
          return update.run(
            {
              credentialId: credential.id,
              name: String(data.get('name')),
              ipRanges: wordsOf(data.get('ipRanges')),
              expiresAt: day === '' ? null : new Date(`${day}T23:59:59`).toISOString(),
            },
            credential.etag,
          )
        }}
      >
        <Field label="Name" name="name" required>
          <Input maxLength={80} defaultValue={credential.name} />
        </Field>
        <Field
          label="Ends after"
          name="ends"
          optional
          hint="Empty: never. Its owners get a mail a week and a day before."
        >
          <Input type="date" defaultValue={credential.expiresAt?.slice(0, 10) ?? ''} />
        </Field>
        <AddressesField ranges={credential.ipRanges} />
      </ProblemForm>
    </Dialog>
  )
}

type SecretDialogProps = {
  open: boolean
  made: string | undefined
  title: string
  description: string
  trigger: ReactNode
  footer: ReactNode
  onOpen: (open: boolean) => void
  onForget: () => void
  children: ReactNode
}

/** A form, then what it made, once; what was not stored is not lost by a press beside the dialog. */
function SecretDialog({
  open,
  made,
  title,
  description,
  trigger,
  footer,
  onOpen,
  onForget,
  children,
}: SecretDialogProps) {
  const close = () => {
    onOpen(false)
    onForget()
  }
  return (
    <Dialog
      open={open}
      onOpenChange={(next) => (next ? onOpen(true) : made === undefined && close())}
      closable={made === undefined}
      title={made === undefined ? title : 'The key, shown once'}
      {...(made === undefined ? { description } : {})}
      trigger={trigger}
      footer={made === undefined && footer}
    >
      {made === undefined ? (
        children
      ) : (
        <SecretOnce
          label="Key"
          secret={made}
          copies={[{ label: 'Copy for .env', value: `API_KEY=${made}\n` }]}
          onStored={close}
        >
          If it is lost, rotate it.
        </SecretOnce>
      )}
    </Dialog>
  )
}
