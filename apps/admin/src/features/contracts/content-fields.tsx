'use client'
import type { OperationDescription } from '@gatehouse/contracts/api-description'
import { Button } from '@gatehouse/ui/button'
import { Field } from '@gatehouse/ui/field'
import { IconButton } from '@gatehouse/ui/icon-button'
import { Input } from '@gatehouse/ui/input'
import { Plus, X } from 'lucide-react'
import { SchemaFields } from './schema-fields.tsx'

export type Content = NonNullable<OperationDescription['requestBody']>['content']

type ContentFieldsProps = {
  content: Content
  shared: readonly string[]
  /** `definition.requestBody.content` */
  at: string
  label: string
  onChange: (content: Content) => void
}

/** Media types with what each holds. */
export function ContentFields({ content, shared, at, label, onChange }: ContentFieldsProps) {
  const types = Object.entries(content)
  const put = (index: number, name: string, media: Content[string]) =>
    onChange(Object.fromEntries(types.map((entry, i) => (i === index ? [name, media] : entry))))
  const offered = ['application/json', 'application/xml', 'text/plain', 'multipart/form-data'].find(
    (one) => !(one in content),
  )
  return (
    <div className="flex min-w-0 flex-col gap-3">
      {types.map(([name, media], index) => (
        <div key={name} className="flex min-w-0 flex-col gap-3 rounded-lg border border-line p-3">
          <div className="flex items-end gap-3">
            <Field label="Media type" name={`${at}.${name}`} className="flex-1">
              <Input
                mono
                defaultValue={name}
                onBlur={({ target }) => {
                  const next = target.value.trim()
                  if (next === '' || (next !== name && next in content)) target.value = name
                  else if (next !== name) put(index, next, media)
                }}
              />
            </Field>
            <IconButton
              label={`Remove ${name}`}
              icon={<X aria-hidden />}
              variant="ghost"
              onClick={() => onChange(Object.fromEntries(types.filter((_, i) => i !== index)))}
            />
          </div>
          <SchemaFields
            schema={media.schema}
            onChange={(schema) => put(index, name, { ...media, schema })}
            shared={shared}
            at={`${at}.${name}.schema`}
            label={label}
          />
          {media.examples && media.examples.length > 0 && (
            <p className="text-muted text-sm">
              Examples: {media.examples.map((example, i) => example.name ?? `number ${i + 1}`).join(', ')}, in the
              source.
            </p>
          )}
        </div>
      ))}
      {offered && (
        <div>
          <Button
            size="sm"
            variant="ghost"
            icon={<Plus aria-hidden />}
            onClick={() =>
              onChange({ ...content, [offered]: { schema: { type: offered === 'text/plain' ? 'string' : 'object' } } })
            }
          >
            Add {types.length === 0 ? 'a media type' : 'another media type'} to {label}
          </Button>
        </div>
      )}
    </div>
  )
}
