'use client'
import { addTeamMember, type TeamView } from '@gatehouse/contracts/endpoints/teams'
import type { Id } from '@gatehouse/contracts/ids'
import { Button } from '@gatehouse/ui/button'
import { Combobox } from '@gatehouse/ui/combobox'
import { Dialog } from '@gatehouse/ui/dialog'
import { Field } from '@gatehouse/ui/field'
import { NativeSelect } from '@gatehouse/ui/native-select'
import { useId, useState } from 'react'
import { useAct } from '../../api/use-act.ts'
import { useRead } from '../../api/use-read.ts'
import { ProblemForm } from '../../components/problem-form.tsx'
import { teamRoleWords } from './person-text.ts'
import { peopleRead } from './queries.ts'

export function AddMemberDialog({ team }: { team: TeamView }) {
  const form = useId()
  const [open, setOpen] = useState(false)
  const [person, setPerson] = useState('')
  const [search, setSearch] = useState('')
  const people = useRead(peopleRead(search ? { q: search, limit: 20 } : { limit: 20 }), { enabled: open, keep: true })
  const add = useAct(addTeamMember, { onDone: () => setOpen(false) })
  const members = new Set<string>(team.members.map((member) => member.personId))
  return (
    <Dialog
      open={open}
      onOpenChange={(next) => {
        setPerson('')
        setOpen(next)
      }}
      title={`Add a member to ${team.name}`}
      trigger={<Button variant="primary">Add a member</Button>}
      footer={
        <Button type="submit" form={form} variant="primary" loading={add.running} disabled={person === ''}>
          Add
        </Button>
      }
    >
      <ProblemForm
        id={form}
        problem={add.problem}
        submit={(data) =>
          add.run({ teamId: team.id, personId: person as Id<'person'>, role: String(data.get('role')) as 'developer' })
        }
      >
        <Field label="Person" name="personId" required>
          <Combobox
            options={(people.data?.items ?? [])
              .filter((one) => !members.has(one.id))
              .map((one) => ({ value: one.id, label: one.name, description: one.email ?? '' }))}
            value={person}
            onValueChange={setPerson}
            onSearch={setSearch}
            loading={people.isFetching}
            placeholder="Name or e-mail"
            emptyText="Nobody has that name. Members are invited under People."
          />
        </Field>
        <Field label="Role in the team" name="role" required>
          <NativeSelect
            defaultValue="developer"
            options={Object.entries(teamRoleWords).map(([value, label]) => ({ value, label }))}
          />
        </Field>
      </ProblemForm>
    </Dialog>
  )
}
