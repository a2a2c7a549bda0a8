'use client'
import { httpMethods, type OperationDescription } from '@gatehouse/contracts/api-description'
import { Button } from '@gatehouse/ui/button'
import { Card } from '@gatehouse/ui/card'
import { Checkbox } from '@gatehouse/ui/checkbox'
import { Field } from '@gatehouse/ui/field'
import { Input } from '@gatehouse/ui/input'
import { NativeSelect } from '@gatehouse/ui/native-select'
import { Switch } from '@gatehouse/ui/switch'
import { ContentFields } from './content-fields.tsx'
import { MarkdownField } from './markdown-field.tsx'
import { withPath, withText } from './operation-draft.ts'
import { ParameterList } from './parameter-list.tsx'
import { ResponseList } from './response-list.tsx'

type OperationFieldsProps = {
  operation: OperationDescription
  /** Names of the shared schemas and of the security schemes. */
  shared: readonly string[]
  schemes: readonly string[]
  onChange: (operation: OperationDescription) => void
}

/** What the contract says of an operation, as a form. */
export function OperationFields({ operation, shared, schemes, onChange }: OperationFieldsProps) {
  const set = (part: Partial<OperationDescription>) => onChange({ ...operation, ...part })
  return (
    <div className="flex min-w-0 flex-col gap-6">
      <Card title="Operation">
        <div className="flex flex-col gap-4">
          <div className="grid grid-cols-[7rem_1fr] gap-3">
            <Field label="Method" name="definition.method">
              <NativeSelect
                value={operation.method}
                onChange={({ target }) => set({ method: target.value as OperationDescription['method'] })}
                options={httpMethods.map((method) => ({ value: method, label: method }))}
              />
            </Field>
            <Field label="Path" name="definition.path" required>
              <Input
                mono
                value={operation.path}
                placeholder="/orders/{orderId}"
                onChange={({ target }) => onChange(withPath(operation, target.value))}
              />
            </Field>
          </div>
          <Field label="Summary" name="definition.summary" optional>
            <Input
              value={operation.summary ?? ''}
              onChange={({ target }) => onChange(withText(operation, 'summary', target.value))}
            />
          </Field>
          <MarkdownField
            label="Description"
            name="definition.description"
            rows={3}
            value={operation.description ?? ''}
            onChange={(text) => onChange(withText(operation, 'description', text))}
          />
          <div className="grid gap-3 sm:grid-cols-2">
            <Field label="Operation id" name="definition.operationId" optional hint="Names it in generated clients.">
              <Input
                mono
                value={operation.operationId ?? ''}
                onChange={({ target }) => onChange(withText(operation, 'operationId', target.value.trim()))}
              />
            </Field>
            <Field label="Tags" name="definition.tags" optional hint="Divided by commas.">
              <Input
                defaultValue={operation.tags.join(', ')}
                onChange={({ target }) =>
                  set({
                    tags: [...new Set(target.value.split(',').map((tag) => tag.trim()))].filter((tag) => tag !== ''),
                  })
                }
              />
            </Field>
          </div>
          <Switch
            label="Deprecated"
            description="Developers see that they should leave it."
            checked={operation.deprecated}
            onChange={({ target }) => set({ deprecated: target.checked })}
          />
        </div>
      </Card>
      <ParameterList
        path={operation.path}
        parameters={operation.parameters}
        shared={shared}
        onChange={(parameters) => set({ parameters })}
      />
      <RequestBody operation={operation} shared={shared} onChange={onChange} />
      <ResponseList responses={operation.responses} shared={shared} onChange={(responses) => set({ responses })} />
      {schemes.length > 0 && (
        <Card title="Security" description="One of these is enough. Combinations and scopes stand in the source.">
          <div className="flex flex-col gap-2">
            {schemes.map((scheme) => (
              <Checkbox
                key={scheme}
                label={<code>{scheme}</code>}
                checked={operation.security.some((one) => scheme in one)}
                onChange={({ target }) =>
                  set({
                    security: target.checked
                      ? [...operation.security, { [scheme]: [] }]
                      : operation.security.filter((one) => !(scheme in one)),
                  })
                }
              />
            ))}
          </div>
        </Card>
      )}
    </div>
  )
}

type RequestBodyProps = Pick<OperationFieldsProps, 'operation' | 'shared' | 'onChange'>

function RequestBody({ operation, shared, onChange }: RequestBodyProps) {
  const body = operation.requestBody
  if (!body) {
    return (
      <Card
        title="Body"
        actions={
          <Button
            size="sm"
            variant="ghost"
            onClick={() =>
              onChange({
                ...operation,
                requestBody: { required: true, content: { 'application/json': { schema: { type: 'object' } } } },
              })
            }
          >
            Add a body
          </Button>
        }
      >
        <p className="text-muted text-sm">It takes none.</p>
      </Card>
    )
  }
  return (
    <Card
      title="Body"
      actions={
        <Button
          size="sm"
          variant="ghost"
          onClick={() => {
            const { requestBody: _gone, ...rest } = operation
            onChange(rest)
          }}
        >
          Remove the body
        </Button>
      }
    >
      <div className="flex flex-col gap-4">
        <Checkbox
          label="required"
          checked={body.required}
          onChange={({ target }) => onChange({ ...operation, requestBody: { ...body, required: target.checked } })}
        />
        <ContentFields
          content={body.content}
          shared={shared}
          at="definition.requestBody.content"
          label="the body"
          onChange={(content) => onChange({ ...operation, requestBody: { ...body, content } })}
        />
      </div>
    </Card>
  )
}
