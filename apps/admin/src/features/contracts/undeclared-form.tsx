'use client'
import { type OperationView, putOperationSettings } from '@gatehouse/contracts/endpoints/contracts'
import type { UndeclaredSettings } from '@gatehouse/contracts/operation-settings'
import type { UndeclaredRule } from '@gatehouse/contracts/snapshot'
import { Card } from '@gatehouse/ui/card'
import { Field } from '@gatehouse/ui/field'
import { FormActions } from '@gatehouse/ui/form-actions'
import { NativeSelect } from '@gatehouse/ui/native-select'
import { toast } from '@gatehouse/ui/toast'
import { useAct } from '../../api/use-act.ts'
import { ActButton } from '../../components/act-button.tsx'
import { ProblemForm } from '../../components/problem-form.tsx'
import { useVersion } from '../apis/version-context.tsx'
import { undeclaredPlaces, undeclaredWords } from './validation-text.ts'

const rules = ['pass', 'strip', 'refuse'] as const

/** What becomes of parts of a request that the contract does not name, by place. */
export function UndeclaredForm({ operation, etag }: { operation: OperationView; etag: number }) {
  const { page, name } = useVersion()
  const { undeclared, requestValidation } = operation.settings
  const save = useAct(putOperationSettings, {
    onDone: () => toast.success('Saved in the working copy', { description: 'It runs from the next deploy on.' }),
  })
  const submit = (form: FormData) => {
    const rule = (place: keyof UndeclaredSettings) => String(form.get(`undeclared.${place}`)) as UndeclaredRule
    return save.run(
      {
        ...name,
        operation: operation.id,
        undeclared: {
          query: rule('query'),
          header: rule('header'),
          cookie: rule('cookie'),
          form: rule('form'),
          body: rule('body'),
        },
      },
      etag,
    )
  }
  return (
    <Card
      title="What the contract does not declare"
      description={
        requestValidation === 'block'
          ? 'Taken out: it never reaches the backend. Refused: the caller gets 400 with the names.'
          : 'Taken out: it never reaches the backend. Refused acts only where request validation is enforced.'
      }
    >
      <ProblemForm problem={save.problem} submit={submit}>
        {(Object.keys(undeclaredPlaces) as (keyof UndeclaredSettings)[]).map((place) => (
          <Field
            key={place}
            label={undeclaredPlaces[place].label}
            name={`undeclared.${place}`}
            hint={undeclaredPlaces[place].hint}
          >
            <NativeSelect
              defaultValue={undeclared[place]}
              options={rules.map((rule) => ({ value: rule, label: undeclaredWords[rule] }))}
            />
          </Field>
        ))}
        <FormActions>
          <ActButton type="submit" loading={save.running} why={page.can.edit.allowed ? null : page.can.edit.why}>
            Save undeclared parts
          </ActButton>
        </FormActions>
      </ProblemForm>
    </Card>
  )
}
