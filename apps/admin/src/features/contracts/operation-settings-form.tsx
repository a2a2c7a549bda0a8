'use client'
import { type OperationView, putOperationSettings } from '@gatehouse/contracts/endpoints/contracts'
import { Card } from '@gatehouse/ui/card'
import { Field } from '@gatehouse/ui/field'
import { FormActions } from '@gatehouse/ui/form-actions'
import { Input } from '@gatehouse/ui/input'
import { NativeSelect } from '@gatehouse/ui/native-select'
import { RadioGroup } from '@gatehouse/ui/radio'
import { Switch } from '@gatehouse/ui/switch'
import { toast } from '@gatehouse/ui/toast'
import { useState } from 'react'
import { useAct } from '../../api/use-act.ts'
import { useRead } from '../../api/use-read.ts'
import { ActButton } from '../../components/act-button.tsx'
import { ProblemForm } from '../../components/problem-form.tsx'
import { useVersion } from '../apis/version-context.tsx'
import { workingCopyRead } from './queries.ts'
import { validationMeanings, validationWords } from './validation-text.ts'

const modes = ['block', 'report', 'off'] as const

/** What the gateway does with this operation. Saving changes the working copy; the gateway takes it at the next deploy. */
export function OperationSettingsForm({ operation, etag }: { operation: OperationView; etag: number }) {
  const { page, name } = useVersion()
  const { settings } = operation
  const [anonymous, setAnonymous] = useState(settings.anonymous !== null)
  const workingCopy = useRead(workingCopyRead(name))
  const save = useAct(putOperationSettings, {
    onDone: () => toast.success('Saved in the working copy', { description: 'It runs from the next deploy on.' }),
  })
  const backends = workingCopy.data?.backends ?? []
  const submit = (form: FormData) => {
    const text = (field: string) => String(form.get(field) ?? '').trim()
    return save.run(
      {
        ...name,
        operation: operation.id,
        backend: text('backend') || null,
        anonymous: anonymous ? { reason: text('reason') } : null,
        requestValidation: text('requestValidation') as (typeof modes)[number],
        bodyBytes: Math.round(Number(text('bodyKib')) * 1024),
      },
      etag,
    )
  }
  return (
    <Card title="What the gateway does" description={operation.customised ? 'Customised' : 'All by default'}>
      <ProblemForm problem={save.problem} submit={submit}>
        <RadioGroup
          legend="Request validation"
          name="requestValidation"
          defaultValue={settings.requestValidation}
          options={modes.map((mode) => ({
            value: mode,
            label: validationWords[mode],
            description: validationMeanings[mode],
          }))}
        />
        <Field label="Backend" name="backend">
          <NativeSelect
            key={backends.length}
            defaultValue={settings.backend ?? ''}
            options={[
              { value: '', label: backends[0] ? `${backends[0].name} (default)` : 'Default' },
              ...backends.slice(1).map((backend) => ({ value: backend.name, label: backend.name })),
            ]}
          />
        </Field>
        <Field label="Largest body" name="bodyKib" hint="A larger one gets 413.">
          <Input
            type="number"
            min={1}
            max={102400}
            step="any"
            defaultValue={settings.bodyBytes / 1024}
            trailing="KiB"
          />
        </Field>
        <Switch
          label="Callable without a key"
          description="Anyone who knows the address can call it. Limits of plans do not hold."
          checked={anonymous}
          onChange={(event) => setAnonymous(event.target.checked)}
        />
        {anonymous && (
          <Field
            label="Reason"
            name="reason"
            required
            hint="Stands in the audit log and in the diff of the next deploy."
          >
            <Input defaultValue={settings.anonymous?.reason ?? ''} maxLength={500} />
          </Field>
        )}
        <FormActions>
          <ActButton type="submit" loading={save.running} why={page.can.edit.allowed ? null : page.can.edit.why}>
            Save
          </ActButton>
        </FormActions>
      </ProblemForm>
    </Card>
  )
}
