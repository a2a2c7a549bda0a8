'use client'
import { createApi } from '@gatehouse/contracts/endpoints/apis'
import { Button } from '@gatehouse/ui/button'
import { Dialog } from '@gatehouse/ui/dialog'
import { Field } from '@gatehouse/ui/field'
import { Input } from '@gatehouse/ui/input'
import { useRouter } from 'next/navigation'
import { useId } from 'react'
import { useAct } from '../../api/use-act.ts'
import { ProblemForm } from '../../components/problem-form.tsx'
import { TeamField } from '../people/team-field.tsx'

/** An API with an empty first version, whose first operation is written by hand. */
export function EmptyApiDialog() {
  const form = useId()
  const router = useRouter()
  const create = useAct(createApi, {
    onDone: (api) => router.push(`/apis/${api.slug}/${api.versions[0]?.name ?? 'v1'}/contract/new`),
  })
  return (
    <Dialog
      title="Start from scratch"
      description="You write its first operation next; until it has a backend, the mock answers on the first stage. A contract can be imported at any time."
      trigger={
        <button type="button" className="text-accent-text underline decoration-accent-line underline-offset-3">
          Start from scratch
        </button>
      }
      footer={
        <Button type="submit" form={form} variant="primary" loading={create.running}>
          Create API
        </Button>
      }
    >
      <ProblemForm
        id={form}
        problem={create.problem}
        submit={(data) => create.run({ name: String(data.get('name')), teamId: String(data.get('teamId')) })}
      >
        <Field label="Name" name="name" required>
          <Input maxLength={120} autoFocus />
        </Field>
        <TeamField />
      </ProblemForm>
    </Dialog>
  )
}
