'use client'
import type { PersonView } from '@gatehouse/contracts/endpoints/people'
import { cancelErasure, requestErasure } from '@gatehouse/contracts/endpoints/personal-data'
import { Banner } from '@gatehouse/ui/banner'
import { Button } from '@gatehouse/ui/button'
import { Dialog } from '@gatehouse/ui/dialog'
import { Field } from '@gatehouse/ui/field'
import { Input } from '@gatehouse/ui/input'
import { RelativeTime } from '@gatehouse/ui/relative-time'
import { toast } from '@gatehouse/ui/toast'
import { useId, useState } from 'react'
import { useAct } from '../../api/use-act.ts'
import { ActButton } from '../../components/act-button.tsx'
import { ProblemBanner } from '../../components/problem-banner.tsx'
import { ProblemForm } from '../../components/problem-form.tsx'
import { useAccount, useMay } from '../account/account-context.tsx'

/** Has a person erased after a day in which it can be taken back; says first what will happen. */
export function EraseButton({ person }: { person: PersonView }) {
  const may = useMay('person.manage')
  const account = useAccount()
  const form = useId()
  const [open, setOpen] = useState(false)
  const erase = useAct(requestErasure, {
    onDone: () => {
      setOpen(false)
      toast.success('They are erased in 24 hours')
    },
  })
  if (person.erasedAt || person.erasureDueAt) return null
  if (!may.allowed) return <ActButton why={may.why}>Erase…</ActButton>
  if (person.id === account.id) return <ActButton why="Your own account is erased on your profile.">Erase…</ActButton>
  const word = person.email ?? person.name
  return (
    <Dialog
      size="md"
      open={open}
      onOpenChange={(next) => {
        erase.reset()
        setOpen(next)
      }}
      title={`Erase ${person.name}?`}
      description="It happens in 24 hours and cannot be undone afterwards. Until then anybody with this permission can take it back here, and they can on their own account page."
      trigger={<Button>Erase…</Button>}
      footer={
        <Button type="submit" form={form} variant="danger" loading={erase.running}>
          Erase in 24 hours
        </Button>
      }
    >
      <ul className="list-disc space-y-1 pl-5 text-sm">
        <li>Name, address, sessions, second factors and every way to sign in are removed.</li>
        <li>Roles and places in teams end. Teams pass on to their other members; what nobody else owns stops.</li>
        <li>Keys of their own applications get 401 at every gateway.</li>
        <li>
          What they did stays in the audit log and in its sinks under an id that leads to nobody; the chain still
          verifies.
        </li>
        <li>Invoices stay as long as the law asks for. They are told of it by mail.</li>
      </ul>
      <ProblemForm
        id={form}
        problem={erase.problem}
        submit={(data) => erase.run({ personId: person.id, confirm: String(data.get('confirm')) })}
      >
        <Field label={`Type ${word} to confirm`} name="confirm" required>
          <Input autoComplete="off" placeholder={word} />
        </Field>
      </ProblemForm>
    </Dialog>
  )
}

/** That a person is to be erased, and the way back; or that they were. */
export function ErasureNote({ person }: { person: PersonView }) {
  const may = useMay('person.manage')
  const keep = useAct(cancelErasure, { onDone: () => toast.success(`${person.name} stays`) })
  if (person.erasedAt)
    return (
      <Banner tone="neutral" compact>
        Erased <RelativeTime value={person.erasedAt} />. Only the id is left, so that the audit log still verifies.
      </Banner>
    )
  if (!person.erasureDueAt) return null
  return (
    <>
      <ProblemBanner problem={keep.problem} />
      <Banner
        tone="warn"
        title={`${person.name} will be erased`}
        actions={
          <ActButton
            size="sm"
            why={may.why}
            loading={keep.running}
            onClick={() => void keep.run({ personId: person.id }).catch(() => undefined)}
          >
            Take it back
          </ActButton>
        }
      >
        It happens <RelativeTime value={person.erasureDueAt} />, for good.
      </Banner>
    </>
  )
}
