'use client'
import { createMyApplication } from '@gatehouse/contracts/endpoints/my-applications'
import { Button } from '@gatehouse/ui/button'
import { Field } from '@gatehouse/ui/field'
import { Input } from '@gatehouse/ui/input'
import { RadioGroup } from '@gatehouse/ui/radio'
import { useState } from 'react'
import { useAct } from '../../api/use-act.ts'
import { ProblemForm } from '../../components/problem-form.tsx'

type ApplicationStepProps = {
  applications: { id: string; name: string }[]
  onChosen: (application: { id: string; name: string }) => void
}

/** Which of one's programs will call; a new one is two words and a button. */
export function ApplicationStep({ applications, onChosen }: ApplicationStepProps) {
  const [choice, setChoice] = useState(applications[0]?.id ?? 'new')
  const create = useAct(createMyApplication, { onDone: ({ id, name }) => onChosen({ id, name }) })
  const submit = async (form: FormData) => {
    const chosen = applications.find(({ id }) => id === choice)
    if (chosen) onChosen(chosen)
    else await create.run({ name: String(form.get('name')) })
  }
  return (
    <ProblemForm problem={create.problem} submit={submit} className="flex max-w-md flex-col gap-4">
      <p className="text-muted text-sm">The program that will call. Keys and limits belong to it, not to you.</p>
      {applications.length > 0 && (
        <RadioGroup
          legend="Application"
          hideLegend
          name="choice"
          look="cards"
          value={choice}
          onValueChange={setChoice}
          options={[
            ...applications.slice(0, 6).map(({ id, name }) => ({ value: id, label: name })),
            { value: 'new', label: 'A new application' },
          ]}
        />
      )}
      {choice === 'new' && (
        <Field label="Name" name="name" required>
          <Input defaultValue="My first app" maxLength={80} />
        </Field>
      )}
      <Button type="submit" variant="primary" className="self-start" loading={create.running}>
        {choice === 'new' ? 'Create application' : 'Use this application'}
      </Button>
    </ProblemForm>
  )
}
