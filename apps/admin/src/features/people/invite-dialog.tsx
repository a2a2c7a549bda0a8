'use client'
import { inviteMember } from '@gatehouse/contracts/endpoints/people'
import { Button } from '@gatehouse/ui/button'
import { Dialog } from '@gatehouse/ui/dialog'
import { Field } from '@gatehouse/ui/field'
import { Input } from '@gatehouse/ui/input'
import { toast } from '@gatehouse/ui/toast'
import { type ReactNode, useId, useState } from 'react'
import { useAct } from '../../api/use-act.ts'
import { ProblemForm } from '../../components/problem-form.tsx'
import { RoleFields, roleOf } from './role-fields.tsx'

/** Invites a person to the console with a first role. */
export function InviteDialog({ trigger }: { trigger: ReactNode }) {
  const form = useId()
  const [open, setOpen] = useState(false)
  const invite = useAct(inviteMember, {
    onDone: (person) => {
      toast.success(`${person.name} is invited`, { description: 'The link in the mail holds for seven days.' })
      setOpen(false)
    },
  })
  return (
    <Dialog
      open={open}
      onOpenChange={setOpen}
      title="Invite a member"
      description="They get a mail with a link and set their own password."
      trigger={trigger}
      footer={
        <Button type="submit" form={form} variant="primary" loading={invite.running}>
          Send invitation
        </Button>
      }
    >
      <ProblemForm
        id={form}
        problem={invite.problem}
        submit={(data) =>
          invite.run({ email: String(data.get('email')), name: String(data.get('name')), ...roleOf(data) })
        }
      >
        <div className="grid gap-4 sm:grid-cols-2">
          <Field label="Name" name="name" required>
            <Input maxLength={120} autoFocus />
          </Field>
          <Field label="E-mail" name="email" required>
            <Input type="email" maxLength={254} />
          </Field>
        </div>
        <RoleFields />
      </ProblemForm>
    </Dialog>
  )
}
