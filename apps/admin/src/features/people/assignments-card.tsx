'use client'
import type { EndpointInput } from '@gatehouse/contracts/endpoint'
import { type AssignmentView, assignRole, unassignRole } from '@gatehouse/contracts/endpoints/roles'
import { Button } from '@gatehouse/ui/button'
import { Card } from '@gatehouse/ui/card'
import { ConfirmDialog } from '@gatehouse/ui/confirm-dialog'
import { Dialog } from '@gatehouse/ui/dialog'
import { RelativeTime } from '@gatehouse/ui/relative-time'
import { useId, useState } from 'react'
import { useAct } from '../../api/use-act.ts'
import { ActButton } from '../../components/act-button.tsx'
import { ProblemForm } from '../../components/problem-form.tsx'
import { useMay } from '../account/account-context.tsx'
import { scopeText } from './person-text.ts'
import { RoleFields, roleOf } from './role-fields.tsx'

type AssignmentsCardProps = {
  holder: EndpointInput<typeof assignRole>['holder']
  name: string
  roles: readonly AssignmentView[]
}

/** The roles of a person or a service account, each with where it holds. */
export function AssignmentsCard({ holder, name, roles }: AssignmentsCardProps) {
  const may = useMay('role.assign')
  return (
    <Card
      flush
      title="Roles"
      description="What they may do, and for what."
      actions={
        may.allowed ? (
          <AssignDialog holder={holder} name={name} />
        ) : (
          <ActButton size="sm" why={may.why}>
            Give a role
          </ActButton>
        )
      }
    >
      {roles.length === 0 ? (
        <p className="px-4 py-4 text-muted text-sm">None, so the console shows them nothing.</p>
      ) : (
        <ul className="divide-y divide-line">
          {roles.map((one) => (
            <li key={one.id} className="flex min-h-11 flex-wrap items-center gap-x-4 px-4 py-2 text-sm">
              <span className="font-medium">{one.role.name}</span>
              <span className="min-w-0 flex-1 text-muted">{scopeText(one)}</span>
              <span className="text-muted">
                since <RelativeTime value={one.createdAt} />
              </span>
              {one.fromGroup ? (
                <span className="text-muted">from group {one.fromGroup.name}</span>
              ) : (
                may.allowed && <TakeButton assignment={one} name={name} />
              )}
            </li>
          ))}
        </ul>
      )}
    </Card>
  )
}

function TakeButton({ assignment, name }: { assignment: AssignmentView; name: string }) {
  const take = useAct(unassignRole)
  return (
    <ConfirmDialog
      title={`Take the role ${assignment.role.name} from ${name}?`}
      consequence={`What it allowed ${scopeText(assignment)} is refused from the next request on.`}
      action="Take the role"
      tone="danger"
      trigger={
        <Button size="sm" variant="ghost">
          Take
        </Button>
      }
      onConfirm={async () => {
        await take.run({ assignmentId: assignment.id })
      }}
    />
  )
}

function AssignDialog({ holder, name }: Pick<AssignmentsCardProps, 'holder' | 'name'>) {
  const form = useId()
  const [open, setOpen] = useState(false)
  const assign = useAct(assignRole, { onDone: () => setOpen(false) })
  return (
    <Dialog
      open={open}
      onOpenChange={setOpen}
      title={`Give ${name} a role`}
      trigger={<Button size="sm">Give a role</Button>}
      footer={
        <Button type="submit" form={form} variant="primary" loading={assign.running}>
          Give the role
        </Button>
      }
    >
      <ProblemForm id={form} problem={assign.problem} submit={(data) => assign.run({ holder, ...roleOf(data) })}>
        <RoleFields />
      </ProblemForm>
    </Dialog>
  )
}
