'use client'
import type { ParameterDescription } from '@gatehouse/contracts/api-description'
import { Button } from '@gatehouse/ui/button'
import { Card } from '@gatehouse/ui/card'
import { Checkbox } from '@gatehouse/ui/checkbox'
import { Field } from '@gatehouse/ui/field'
import { IconButton } from '@gatehouse/ui/icon-button'
import { Input } from '@gatehouse/ui/input'
import { NativeSelect } from '@gatehouse/ui/native-select'
import { Plus, X } from 'lucide-react'
import { newParameter, pathNames } from './operation-draft.ts'
import { SchemaFields } from './schema-fields.tsx'

type ParameterListProps = {
  path: string
  parameters: readonly ParameterDescription[]
  shared: readonly string[]
  onChange: (parameters: ParameterDescription[]) => void
}

const places = [
  { value: 'path', label: 'Path' },
  { value: 'query', label: 'Query' },
  { value: 'header', label: 'Header' },
  { value: 'cookie', label: 'Cookie' },
]

/** Parameters of an operation; what the path names and the list lacks is offered. */
export function ParameterList({ path, parameters, shared, onChange }: ParameterListProps) {
  const missing = pathNames(path).filter((name) => !parameters.some((one) => one.in === 'path' && one.name === name))
  const change = (index: number, part: Partial<ParameterDescription>) =>
    onChange(parameters.map((parameter, i) => (i === index ? { ...parameter, ...part } : parameter)))
  return (
    <Card
      title="Parameters"
      actions={
        <>
          {missing.map((name) => (
            <Button
              key={name}
              size="sm"
              icon={<Plus aria-hidden />}
              onClick={() => onChange([...parameters, newParameter('path', name)])}
            >
              {name}
            </Button>
          ))}
          <Button
            size="sm"
            variant="ghost"
            icon={<Plus aria-hidden />}
            onClick={() => onChange([...parameters, newParameter('query', '')])}
          >
            Add a parameter
          </Button>
        </>
      }
    >
      {parameters.length === 0 && <p className="text-muted text-sm">It takes none.</p>}
      <div className="flex flex-col gap-4">
        {parameters.map((parameter, index) => (
          <fieldset
            key={`${index} ${parameter.in}`}
            className="flex min-w-0 flex-col gap-3 rounded-lg border border-line p-3"
          >
            <legend className="sr-only">Parameter {parameter.name}</legend>
            <div className="flex flex-wrap items-end gap-3">
              <Field label="Place" name={`definition.parameters.${index}.in`} className="w-28">
                <NativeSelect
                  value={parameter.in}
                  options={places}
                  onChange={({ target: { value } }) => {
                    const { in: place, required, style, explode } = newParameter(value as 'query', '')
                    change(index, { in: place, required: required || parameter.required, style, explode })
                  }}
                />
              </Field>
              <Field label="Name" name={`definition.parameters.${index}.name`} required className="min-w-40 flex-1">
                <Input
                  mono
                  value={parameter.name}
                  onChange={({ target: { value } }) => change(index, { name: value })}
                />
              </Field>
              <Checkbox
                label="required"
                className="pb-1.5"
                checked={parameter.required}
                disabled={parameter.in === 'path'}
                onChange={({ target: { checked } }) => change(index, { required: checked })}
              />
              <IconButton
                label={`Remove parameter ${parameter.name}`}
                icon={<X aria-hidden />}
                variant="ghost"
                onClick={() => onChange(parameters.filter((_, i) => i !== index))}
              />
            </div>
            <Field label="Description" name={`definition.parameters.${index}.description`} optional>
              <Input
                value={parameter.description ?? ''}
                onChange={({ target: { value } }) =>
                  onChange(parameters.map((one, i) => (i === index ? described(one, value) : one)))
                }
              />
            </Field>
            {parameter.content === undefined ? (
              <SchemaFields
                schema={parameter.schema}
                onChange={(schema) => change(index, { schema })}
                shared={shared}
                at={`definition.parameters.${index}.schema`}
                label={parameter.name || 'the parameter'}
              />
            ) : (
              <p className="text-muted text-sm">
                Its value is {Object.keys(parameter.content).join(', ')}; the source beside shows how it is described.
              </p>
            )}
          </fieldset>
        ))}
      </div>
    </Card>
  )
}

function described(parameter: ParameterDescription, text: string): ParameterDescription {
  const { description: _before, ...rest } = parameter
  return text === '' ? rest : { ...parameter, description: text }
}
