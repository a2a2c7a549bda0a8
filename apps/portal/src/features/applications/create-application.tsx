'use client'
import { createMyApplication } from '@gatehouse/contracts/endpoints/my-applications'
import type { Id } from '@gatehouse/contracts/ids'
import { Button } from '@gatehouse/ui/button'
import { Dialog } from '@gatehouse/ui/dialog'
import { Field } from '@gatehouse/ui/field'
import { Input } from '@gatehouse/ui/input'
import { useNavigate } from '@gatehouse/ui/link'
import { NativeSelect } from '@gatehouse/ui/native-select'
import { Plus } from 'lucide-react'
import { useState } from 'react'
import { useAct } from '../../api/use-act.ts'
import { useRead } from '../../api/use-read.ts'
import { ProblemForm } from '../../components/problem-form.tsx'
import { teamsRead } from './queries.ts'

/** Button and dialog for a new application. */
export function CreateApplication({ first = false }: { first?: boolean }) {
  const navigate = useNavigate()
  const [open, setOpen] = useState(false)
  const teams = useRead(teamsRead(), { enabled: open }).data?.items ?? []
  const create = useAct(createMyApplication, { onDone: ({ id }) => navigate(`/applications/${id}`) })
  return (
    <Dialog
      title="New application"
      open={open}
      onOpenChange={setOpen}
      size="sm"
      trigger={
        <Button variant="primary" icon={<Plus aria-hidden />}>
          {first ? 'Create your first application' : 'New application'}
        </Button>
      }
    >
      <ProblemForm
        problem={create.problem}
        submit={(form) => {
          const teamId = String(form.get('teamId') ?? '')
          return create.run({
            name: String(form.get('name')),
            description: String(form.get('description') ?? ''),
            ...(teamId ? { teamId: teamId as Id<'team'> } : {}),
          })
        }}
      >
        <Field label="Name" name="name" required>
          <Input defaultValue={first ? 'My first app' : ''} maxLength={80} autoFocus />
        </Field>
        <Field label="What it does" name="description" optional hint="Who decides about access reads it.">
          <Input maxLength={200} />
        </Field>
        {teams.length > 1 && (
          <Field label="Team" name="teamId" hint="Everyone in the team sees its keys and requests.">
            <NativeSelect
              options={teams.map(({ id, name, personal }) => ({ value: id, label: personal ? 'Only me' : name }))}
            />
          </Field>
        )}
        <Button type="submit" variant="primary" className="self-end" loading={create.running}>
          Create application
        </Button>
      </ProblemForm>
    </Dialog>
  )
}
