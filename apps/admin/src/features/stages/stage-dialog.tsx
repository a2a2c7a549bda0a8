'use client'
import { createStage, type StageView, updateStage } from '@gatehouse/contracts/endpoints/stages'
import { Button } from '@gatehouse/ui/button'
import { Dialog } from '@gatehouse/ui/dialog'
import { Field } from '@gatehouse/ui/field'
import { Input } from '@gatehouse/ui/input'
import { RadioGroup } from '@gatehouse/ui/radio'
import { type ReactNode, useId, useState } from 'react'
import { useAct } from '../../api/use-act.ts'
import { ProblemForm } from '../../components/problem-form.tsx'
import { exposureMeanings, exposureWords } from './exposure-text.ts'

type StageDialogProps = { stage?: StageView; trigger: ReactNode }

/** Makes or changes a stage. A new one becomes the last. */
export function StageDialog({ stage, trigger }: StageDialogProps) {
  const form = useId()
  const [open, setOpen] = useState(false)
  const [exposure, setExposure] = useState(stage?.exposure ?? 'hidden')
  const done = () => setOpen(false)
  const create = useAct(createStage, { onDone: done })
  const update = useAct(updateStage, { onDone: done })
  const act = stage ? update : create
  const submit = (data: FormData) => {
    const text = (name: string) => String(data.get(name) ?? '').trim()
    const fields = {
      name: text('name'),
      exposure,
      publicName: exposure === 'hidden' ? null : text('publicName'),
      accepts: text('accepts') as 'deploy',
      gatewayUrl: text('gatewayUrl'),
    }
    return stage
      ? update.run({ stage: stage.slug, ...fields }, stage.etag)
      : create.run({ slug: text('slug'), ...fields })
  }
  return (
    <Dialog
      open={open}
      onOpenChange={setOpen}
      title={stage ? `Change ${stage.name}` : 'New stage'}
      trigger={trigger}
      footer={
        <Button type="submit" form={form} variant="primary" loading={act.running}>
          {stage ? 'Save' : 'Create stage'}
        </Button>
      }
    >
      <ProblemForm id={form} problem={act.problem} submit={submit}>
        <div className="grid gap-4 sm:grid-cols-2">
          <Field label="Name" name="name" required>
            <Input defaultValue={stage?.name ?? ''} maxLength={60} autoFocus />
          </Field>
          <Field label="Slug" name="slug" required={!stage} {...(stage ? { hint: 'It cannot change.' } : {})}>
            <Input
              mono
              defaultValue={stage?.slug ?? ''}
              disabled={stage !== undefined}
              pattern="[a-z0-9]([a-z0-9\-]{0,58}[a-z0-9])?"
            />
          </Field>
        </div>
        <Field label="Address of its gateways" name="gatewayUrl" required hint="As callers write it, without a path.">
          <Input type="url" mono defaultValue={stage?.gatewayUrl ?? ''} placeholder="https://api.example.com" />
        </Field>
        <RadioGroup
          legend="Open to developers as"
          name="exposure"
          value={exposure}
          onValueChange={(value) => setExposure(value as StageView['exposure'])}
          options={(['hidden', 'sandbox', 'live'] as const).map((value) => ({
            value,
            label: exposureWords[value],
            description: exposureMeanings[value],
          }))}
        />
        {exposure !== 'hidden' && (
          <Field label="Name in the portal" name="publicName" required>
            <Input defaultValue={stage?.publicName ?? exposureWords[exposure]} maxLength={60} />
          </Field>
        )}
        <RadioGroup
          legend="Accepts"
          name="accepts"
          defaultValue={stage?.accepts ?? 'promotion'}
          options={[
            {
              value: 'promotion',
              label: 'Promotions only',
              description: 'What ran on the stage before; nothing comes here directly.',
            },
            { value: 'deploy', label: 'Deploys too', description: 'The working copy can be put on it.' },
          ]}
        />
      </ProblemForm>
    </Dialog>
  )
}
