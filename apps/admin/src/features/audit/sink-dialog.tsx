'use client'
import { type AuditSinkView, createAuditSink, updateAuditSink } from '@gatehouse/contracts/endpoints/audit-sinks'
import { Button } from '@gatehouse/ui/button'
import { Checkbox } from '@gatehouse/ui/checkbox'
import { Dialog } from '@gatehouse/ui/dialog'
import { useId, useState } from 'react'
import { useAct } from '../../api/use-act.ts'
import { ActButton } from '../../components/act-button.tsx'
import { ProblemForm } from '../../components/problem-form.tsx'
import { useMay } from '../account/account-context.tsx'
import { SinkFields, sinkOf } from './sink-fields.tsx'

/** Makes a sink. */
export function NewSinkDialog() {
  const may = useMay('audit.manage')
  const form = useId()
  const [open, setOpen] = useState(false)
  const create = useAct(createAuditSink, { onDone: () => setOpen(false) })
  if (!may.allowed)
    return (
      <ActButton variant="primary" why={may.why}>
        New sink
      </ActButton>
    )
  return (
    <Dialog
      size="md"
      open={open}
      onOpenChange={(next) => {
        create.reset()
        setOpen(next)
      }}
      title="New sink"
      description="A syslog server that gets each entry of the log."
      trigger={<Button variant="primary">New sink</Button>}
      footer={
        <Button type="submit" form={form} variant="primary" loading={create.running}>
          Create sink
        </Button>
      }
    >
      <ProblemForm
        id={form}
        problem={create.problem}
        submit={(data) => create.run({ ...sinkOf(data), fromStart: data.has('fromStart') })}
      >
        <SinkFields />
        <Checkbox
          name="fromStart"
          label="Send what is in the log already"
          description="Otherwise it begins with the next entry."
        />
      </ProblemForm>
    </Dialog>
  )
}

/** Changes a sink. What failed is tried again at once. */
export function EditSinkDialog({ sink }: { sink: AuditSinkView }) {
  const form = useId()
  const [open, setOpen] = useState(false)
  const save = useAct(updateAuditSink, { onDone: () => setOpen(false) })
  return (
    <Dialog
      size="md"
      open={open}
      onOpenChange={(next) => {
        save.reset()
        setOpen(next)
      }}
      title={`Change ${sink.name}`}
      trigger={<Button size="sm">Change</Button>}
      footer={
        <Button type="submit" form={form} variant="primary" loading={save.running}>
          Save
        </Button>
      }
    >
      <ProblemForm
        id={form}
        problem={save.problem}
        submit={(data) =>
          save.run(
            { auditSink: sink.id, ...sinkOf(data), filter: { ...sink.filter, ...sinkOf(data).filter } },
            sink.etag,
          )
        }
      >
        <SinkFields sink={sink} />
      </ProblemForm>
    </Dialog>
  )
}
