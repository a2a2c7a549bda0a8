'use client'
import { createApi } from '@gatehouse/contracts/endpoints/apis'
import { Button } from '@gatehouse/ui/button'
import { Dialog } from '@gatehouse/ui/dialog'
import { Field } from '@gatehouse/ui/field'
import { Input } from '@gatehouse/ui/input'
import { NativeSelect } from '@gatehouse/ui/native-select'
import { Textarea } from '@gatehouse/ui/textarea'
import { useRouter } from 'next/navigation'
import { useId } from 'react'
import { useAct } from '../../api/use-act.ts'
import { ProblemForm } from '../../components/problem-form.tsx'
import { audienceWords } from '../apis/state-text.ts'
import { TeamField } from '../people/team-field.tsx'

/** An API before its contract: why, for whom, whose; its first version is empty. */
export function EmptyApiDialog() {
  const form = useId()
  const router = useRouter()
  const create = useAct(createApi, {
    onDone: (api) => router.push(`/apis/${api.slug}/${api.versions[0]?.name ?? 'v1'}/contract/new`),
  })
  return (
    <Dialog
      title="Start from scratch"
      size="md"
      description="An API can begin as an intention. You write its first operation next, or leave that for later; a contract can be imported at any time."
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
        submit={(data) => {
          const text = (name: string) => String(data.get(name) ?? '').trim()
          return create.run({
            name: text('name'),
            teamId: text('teamId'),
            audience: text('audience') as 'internal',
            purpose: text('purpose'),
            successMeasure: text('successMeasure'),
          })
        }}
      >
        <Field label="Name" name="name" required>
          <Input maxLength={120} autoFocus />
        </Field>
        <div className="grid gap-4 sm:grid-cols-2">
          <TeamField />
          <Field label="Audience" name="audience">
            <NativeSelect
              defaultValue="internal"
              options={Object.entries(audienceWords).map(([value, label]) => ({ value, label }))}
            />
          </Field>
        </div>
        <Field label="Purpose" name="purpose" optional hint="Why it should exist, and for whom.">
          <Textarea rows={3} maxLength={4000} />
        </Field>
        <Field
          label="Measure of success"
          name="successMeasure"
          optional
          hint="How you will know that it is worth having."
        >
          <Textarea rows={2} maxLength={1000} />
        </Field>
      </ProblemForm>
    </Dialog>
  )
}
