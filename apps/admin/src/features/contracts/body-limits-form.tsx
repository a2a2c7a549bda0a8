'use client'
import { type OperationView, putOperationSettings } from '@gatehouse/contracts/endpoints/contracts'
import { defaultOperationLimits } from '@gatehouse/contracts/operation-limits'
import type { StructuralSettings } from '@gatehouse/contracts/operation-settings'
import { Card } from '@gatehouse/ui/card'
import { Field } from '@gatehouse/ui/field'
import { FormActions } from '@gatehouse/ui/form-actions'
import { formatCount } from '@gatehouse/ui/format'
import { Input } from '@gatehouse/ui/input'
import { toast } from '@gatehouse/ui/toast'
import { useAct } from '../../api/use-act.ts'
import { ActButton } from '../../components/act-button.tsx'
import { ProblemForm } from '../../components/problem-form.tsx'
import { useVersion } from '../apis/version-context.tsx'

type Counted = Exclude<keyof StructuralSettings, 'uploadTypes'>

const fields: Record<Counted, { label: string; unit: string; most: number }> = {
  jsonDepth: { label: 'JSON depth', unit: 'levels', most: 512 },
  jsonKeys: { label: 'Properties of an object', unit: 'names', most: 1_000_000 },
  arrayItems: { label: 'Items of an array', unit: 'items', most: 10_000_000 },
  stringLength: { label: 'Length of a text', unit: 'characters', most: 104_857_600 },
  xmlDepth: { label: 'XML depth', unit: 'levels', most: 512 },
  formFields: { label: 'Fields of a form', unit: 'fields', most: 100_000 },
}

/** Limits on the structure of bodies. An empty field takes the default; a limit of its own holds in every mode of validation. */
export function BodyLimitsForm({ operation, etag }: { operation: OperationView; etag: number }) {
  const { page, name } = useVersion()
  const { structure } = operation.settings
  const save = useAct(putOperationSettings, {
    onDone: () => toast.success('Saved in the working copy', { description: 'It runs from the next deploy on.' }),
  })
  const submit = (form: FormData) => {
    const text = (field: string) => String(form.get(`structure.${field}`) ?? '').trim()
    const number = (field: Counted) => (text(field) === '' ? null : Number(text(field)))
    const types = text('uploadTypes')
      .toLowerCase()
      .split(/[\s,]+/)
      .filter(Boolean)
    return save.run(
      {
        ...name,
        operation: operation.id,
        structure: {
          jsonDepth: number('jsonDepth'),
          jsonKeys: number('jsonKeys'),
          arrayItems: number('arrayItems'),
          stringLength: number('stringLength'),
          xmlDepth: number('xmlDepth'),
          formFields: number('formFields'),
          uploadTypes: types.length === 0 ? null : types,
        },
      },
      etag,
    )
  }
  return (
    <Card
      title="Structure of bodies"
      description="Checked before a body is read. Empty: the default. A limit set here holds even where validation is off."
    >
      <ProblemForm problem={save.problem} submit={submit}>
        <div className="grid gap-4 sm:grid-cols-2">
          {(Object.keys(fields) as Counted[]).map((field) => (
            <Field key={field} label={fields[field].label} name={`structure.${field}`}>
              <Input
                type="number"
                min={1}
                max={fields[field].most}
                defaultValue={structure[field] ?? ''}
                placeholder={formatCount(defaultOperationLimits[field])}
                trailing={fields[field].unit}
              />
            </Field>
          ))}
        </div>
        <Field
          label="Types of uploaded files"
          name="structure.uploadTypes"
          hint="Media types or ranges, such as image/*, application/pdf. Empty: any."
        >
          <Input mono defaultValue={structure.uploadTypes?.join(', ') ?? ''} placeholder="any" />
        </Field>
        <FormActions>
          <ActButton type="submit" loading={save.running} why={page.can.edit.allowed ? null : page.can.edit.why}>
            Save structure
          </ActButton>
        </FormActions>
      </ProblemForm>
    </Card>
  )
}
