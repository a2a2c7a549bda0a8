'use client'
import { putSavedRequests, type SavedRequestsView } from '@gatehouse/contracts/endpoints/saved-requests'
import { type SavedRequest, savedMethod } from '@gatehouse/contracts/saved-requests'
import { Button } from '@gatehouse/ui/button'
import { Dialog } from '@gatehouse/ui/dialog'
import { Field } from '@gatehouse/ui/field'
import { Input } from '@gatehouse/ui/input'
import { NativeSelect } from '@gatehouse/ui/native-select'
import { Textarea } from '@gatehouse/ui/textarea'
import { toast } from '@gatehouse/ui/toast'
import { type ReactNode, useId, useState } from 'react'
import { type Act, useAct } from '../../api/use-act.ts'
import { useRead } from '../../api/use-read.ts'
import { ProblemForm } from '../../components/problem-form.tsx'
import { useVersion } from '../apis/version-context.tsx'
import { operationsRead } from '../contracts/queries.ts'
import {
  checkRequest,
  freeId,
  readChecks,
  readPairs,
  readStatus,
  writeChecks,
  writePairs,
} from './saved-request-text.ts'

type Props = { view: SavedRequestsView; known?: SavedRequest; trigger: ReactNode }

/** Adds a request or changes one. */
export function SavedRequestDialog({ view, known, trigger }: Props) {
  const form = useId()
  const [open, setOpen] = useState(false)
  const save = useAct(putSavedRequests, {
    onDone: () => {
      setOpen(false)
      toast.success('Saved. The next smoke check sends it.')
    },
  })
  return (
    <Dialog
      title={known ? 'Change the request' : 'Save a request'}
      description="It is sent with the check’s own key, so it carries none."
      size="lg"
      open={open}
      onOpenChange={(next) => {
        save.reset()
        setOpen(next)
      }}
      trigger={trigger}
      footer={
        <Button type="submit" form={form} variant="primary" loading={save.running}>
          Save
        </Button>
      }
    >
      {open && <RequestForm id={form} view={view} {...(known ? { known } : {})} save={save} />}
    </Dialog>
  )
}

/** The choice for a path that is none of the operations'. */
const anyPath = ''
const methods = savedMethod.options.map((value) => ({ value, label: value }))

type FormProps = { id: string; view: SavedRequestsView; known?: SavedRequest; save: Act<typeof putSavedRequests> }

function RequestForm({ id, view, known, save }: FormProps) {
  const { name } = useVersion()
  // What was read when the form opened: an answer that comes meanwhile must not make an older form pass as seen.
  const [seen] = useState(view)
  const call = known?.call
  const [operation, setOperation] = useState(call?.by === 'operation' ? call.operation : anyPath)
  const [method, setMethod] = useState<string>(call?.by === 'path' ? call.method : 'GET')
  const [wrong, setWrong] = useState<Record<string, string>>({})
  const operations = useRead(operationsRead(name, { limit: 200 })).data?.items ?? []
  const keys = operations.map((one) => `${one.method} ${one.path}`).filter((key) => sendable(key))
  // One that the contract has no more stays to be seen.
  const offered = operation === anyPath || keys.includes(operation) ? keys : [operation, ...keys]
  const parameters = [...operation.matchAll(/\{([^{}]+)\}/g)].map((match) => match[1] ?? '')
  const sent = operation === anyPath ? method : (operation.split(' ')[0] ?? '')
  const submit = async (data: FormData) => {
    const text = (field: string) => String(data.get(field) ?? '')
    const body = text('body')
    const others = new Set(seen.requests.map((one) => one.id))
    const checked = checkRequest({
      id: known?.id ?? freeId(text('name'), others),
      name: text('name'),
      call:
        operation === anyPath
          ? { by: 'path', method, path: text('path').trim() }
          : {
              by: 'operation',
              operation,
              pathValues: Object.fromEntries(parameters.map((one) => [one, text(`pathValues.${one}`).trim()])),
            },
      query: readPairs(text('query'), '='),
      headers: readPairs(text('headers'), ':'),
      ...(body.trim() === '' ? {} : { body }),
      expect: { status: readStatus(text('status')), json: readChecks(text('checks')) },
    })
    setWrong('wrong' in checked ? checked.wrong : {})
    if ('wrong' in checked) return
    const { request } = checked
    const requests = known
      ? seen.requests.map((one) => (one.id === known.id ? request : one))
      : [...seen.requests, request]
    await save.run({ ...name, requests }, seen.etag)
  }
  return (
    <ProblemForm id={id} problem={save.problem} submit={submit}>
      <Field
        label="Name"
        name="name"
        required
        error={wrong['name']}
        hint="What it proves, for whoever reads the check."
      >
        <Input defaultValue={known?.name} maxLength={120} />
      </Field>
      <Field label="Calls" error={wrong['operation']}>
        <NativeSelect
          value={operation}
          onChange={(event) => setOperation(event.target.value)}
          options={[
            ...offered.map((key) => ({ value: key, label: key })),
            { value: anyPath, label: 'Another method and path' },
          ]}
        />
      </Field>
      {operation === anyPath ? (
        <div className="grid gap-4 sm:grid-cols-[9rem_1fr]">
          <Field label="Method" error={wrong['method']}>
            <NativeSelect options={methods} value={method} onChange={(event) => setMethod(event.target.value)} />
          </Field>
          <Field label="Path" name="path" required error={wrong['path']} hint="Below the version’s base path.">
            <Input mono placeholder="/orders/o-1" defaultValue={call?.by === 'path' ? call.path : ''} />
          </Field>
        </div>
      ) : (
        parameters.length > 0 && (
          <div className="grid gap-4 sm:grid-cols-2">
            {parameters.map((one) => (
              <Field
                key={`${operation} ${one}`}
                label={one}
                name={`pathValues.${one}`}
                required
                error={wrong[`pathValues.${one}`]}
              >
                <Input
                  mono
                  defaultValue={call?.by === 'operation' ? (call.pathValues[one] ?? '') : ''}
                  maxLength={300}
                />
              </Field>
            ))}
          </div>
        )
      )}
      <div className="grid gap-4 sm:grid-cols-2">
        <Field label="Query" name="query" optional error={wrong['query']} hint="One a line: limit = 5">
          <Textarea mono rows={2} spellCheck={false} defaultValue={writePairs(known?.query ?? [], ' = ')} />
        </Field>
        <Field label="Headers" name="headers" optional error={wrong['headers']} hint="One a line: Accept-Language: de">
          <Textarea mono rows={2} spellCheck={false} defaultValue={writePairs(known?.headers ?? [], ': ')} />
        </Field>
      </div>
      {sent !== 'GET' && sent !== 'HEAD' && (
        <Field
          label="Body"
          name="body"
          optional
          error={wrong['body']}
          hint="JSON unless the header Content-Type says else."
        >
          <Textarea mono rows={4} spellCheck={false} defaultValue={known?.body} maxLength={20_000} />
        </Field>
      )}
      <div className="grid gap-4 sm:grid-cols-[9rem_1fr]">
        <Field label="Status" name="status" required error={wrong['status']} hint="200, or 2xx for any.">
          <Input mono pattern="[1-5][0-9][0-9]|[2-5][xX][xX]" defaultValue={String(known?.expect.status ?? '2xx')} />
        </Field>
        <Field
          label="Values of the answer"
          name="checks"
          optional
          error={wrong['checks']}
          hint="One a line, by JSON Pointer: /items/0/sku = “A-1”"
        >
          <Textarea mono rows={2} spellCheck={false} defaultValue={writeChecks(known?.expect.json ?? [])} />
        </Field>
      </div>
    </ProblemForm>
  )
}

function sendable(key: string): boolean {
  return savedMethod.options.some((method) => key.startsWith(`${method} `))
}
