'use client'
import { inviteEndUser } from '@gatehouse/contracts/endpoints/end-users'
import { Button } from '@gatehouse/ui/button'
import { Dialog } from '@gatehouse/ui/dialog'
import { Field } from '@gatehouse/ui/field'
import { Input } from '@gatehouse/ui/input'
import { toast } from '@gatehouse/ui/toast'
import { useId, useState } from 'react'
import { useAct } from '../../api/use-act.ts'
import { ActButton } from '../../components/act-button.tsx'
import { ProblemForm } from '../../components/problem-form.tsx'
import { chosenGroups, type Group, GroupChoice } from './group-choice.tsx'

/** A mail with a link, good for seven days, where an end user sets his password. */
export function InviteEndUser({ groups, why }: { groups: readonly Group[]; why: string | null }) {
  const form = useId()
  const [open, setOpen] = useState(false)
  const invite = useAct(inviteEndUser, {
    onDone: ({ email }) => {
      toast.success(`Invitation on its way to ${email}`)
      setOpen(false)
    },
  })
  if (why !== null) {
    return (
      <ActButton variant="primary" why={why}>
        Invite end user
      </ActButton>
    )
  }
  return (
    <Dialog
      title="Invite end user"
      description="He gets a mail with a link, good for seven days, where he sets his password."
      open={open}
      onOpenChange={(next) => {
        setOpen(next)
        invite.reset()
      }}
      trigger={<Button variant="primary">Invite end user</Button>}
      footer={
        <Button type="submit" form={form} variant="primary" loading={invite.running}>
          Invite
        </Button>
      }
    >
      <ProblemForm
        id={form}
        problem={invite.problem}
        submit={(data) =>
          invite.run({ email: String(data.get('email')), name: String(data.get('name')), groupIds: chosenGroups(data) })
        }
      >
        <Field label="E-mail address" name="email" required>
          <Input type="email" autoFocus />
        </Field>
        <Field label="Name" name="name" required>
          <Input maxLength={80} />
        </Field>
        <GroupChoice groups={groups} />
      </ProblemForm>
    </Dialog>
  )
}
