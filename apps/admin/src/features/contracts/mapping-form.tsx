'use client'
import { httpMethods, type OperationDescription } from '@gatehouse/contracts/api-description'
import { type OperationView, putOperationSettings } from '@gatehouse/contracts/endpoints/contracts'
import { Card } from '@gatehouse/ui/card'
import { Field } from '@gatehouse/ui/field'
import { FormActions } from '@gatehouse/ui/form-actions'
import { Input } from '@gatehouse/ui/input'
import { NativeSelect } from '@gatehouse/ui/native-select'
import { toast } from '@gatehouse/ui/toast'
import { useState } from 'react'
import { useAct } from '../../api/use-act.ts'
import { useRead } from '../../api/use-read.ts'
import { ActButton } from '../../components/act-button.tsx'
import { ProblemForm } from '../../components/problem-form.tsx'
import { useVersion } from '../apis/version-context.tsx'
import { stageValuesRead } from '../deployments/queries.ts'
import { previewMapping } from './mapping-preview.ts'

/** Under which method, path and query the backend knows the operation, with an example of what goes to it. */
export function MappingForm({
  operation,
  definition,
  etag,
}: {
  operation: OperationView
  definition: OperationDescription
  etag: number
}) {
  const { page, name } = useVersion()
  const [method, setMethod] = useState(operation.settings.upstream?.method ?? operation.method)
  const [path, setPath] = useState(operation.settings.upstream?.path ?? operation.path)
  const values = useRead(stageValuesRead(name))
  const save = useAct(putOperationSettings, {
    onDone: () => toast.success('Saved in the working copy', { description: 'It runs from the next deploy on.' }),
  })
  const stage = values.data?.items[0]
  const backend = stage?.backends.find((one) => one.name === (operation.settings.backend ?? one.name))
  const preview = previewMapping({
    basePath: page.version.basePath,
    address: backend?.url ?? `https://${backend?.name ?? 'backend'}`,
    method: operation.method,
    path: operation.path,
    upstreamMethod: method,
    upstreamPath: path,
    callersQuery: definition.parameters.flatMap((one) => (one.in === 'query' ? [one.name] : [])),
  })
  const same = method === operation.method && path === operation.path
  const wrong = 'problem' in preview ? preview.problem : undefined
  return (
    <Card title="At the backend" description={same ? 'Same method and path' : 'Another method or path'}>
      <ProblemForm
        problem={save.problem}
        submit={() => save.run({ ...name, operation: operation.id, upstream: same ? null : { method, path } }, etag)}
      >
        <div className="grid grid-cols-[7rem_1fr] gap-2">
          <Field label="Upstream verb" name="upstream.method">
            <NativeSelect
              value={method}
              onChange={({ target }) => setMethod(target.value)}
              options={httpMethods.map((one) => ({ value: one, label: one }))}
            />
          </Field>
          <Field label="Upstream path" name="upstream.path" error={wrong}>
            <Input mono value={path} onChange={({ target }) => setPath(target.value.trim())} />
          </Field>
        </div>
        <div aria-live="polite" className="rounded-lg border border-line bg-sunken p-3 text-sm">
          {'to' in preview ? (
            <dl className="grid gap-1">
              <dt className="text-muted">A caller sends</dt>
              <dd className="break-all font-mono">{preview.from}</dd>
              <dt className="pt-1 text-muted">
                {backend?.mock ? 'A backend would get (the mock answers now)' : 'The backend gets'}
              </dt>
              <dd className="break-all font-mono">{preview.to}</dd>
            </dl>
          ) : (
            <span className="text-muted">No example while the path has an error.</span>
          )}
        </div>
        <p className="text-muted text-sm">
          {path.includes('?')
            ? 'The caller’s own query follows, without the names that stand here; headers and body go along as they are.'
            : 'Query, headers and body go along as they are. Values for the backend’s query go behind the path: ?id={…}.'}
          {method === 'GET' && ' HEAD follows GET.'}
        </p>
        <FormActions>
          <ActButton
            type="submit"
            loading={save.running}
            why={page.can.edit.allowed ? (wrong ? 'The path has an error.' : null) : page.can.edit.why}
          >
            Save mapping
          </ActButton>
        </FormActions>
      </ProblemForm>
    </Card>
  )
}
