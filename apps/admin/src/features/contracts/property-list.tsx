'use client'
import { Button } from '@gatehouse/ui/button'
import { Checkbox } from '@gatehouse/ui/checkbox'
import { Field } from '@gatehouse/ui/field'
import { IconButton } from '@gatehouse/ui/icon-button'
import { Input } from '@gatehouse/ui/input'
import { Plus, X } from 'lucide-react'
import { type PropertyDraft, propertiesOf, withProperties } from './schema-draft.ts'
import { SchemaFields, type SchemaFieldsProps } from './schema-fields.tsx'

/** The properties of an object, each with its schema inside. */
export function PropertyList({ schema, onChange, shared, at, label, depth = 0 }: SchemaFieldsProps) {
  const properties = propertiesOf(schema)
  const set = (next: readonly PropertyDraft[]) => onChange(withProperties(schema, next))
  const change = (index: number, part: Partial<PropertyDraft>) =>
    set(properties.map((property, i) => (i === index ? { ...property, ...part } : property)))
  const free = (wish: string) => {
    let name = wish
    for (let n = 2; properties.some((property) => property.name === name); n += 1) name = `${wish}${n}`
    return name
  }
  return (
    <fieldset className="flex min-w-0 flex-col gap-3 border-line border-l-2 pl-3">
      <legend className="sr-only">Properties of {label}</legend>
      {properties.map((property, index) => (
        <div key={property.name} className="flex min-w-0 flex-col gap-3 rounded-lg border border-line p-3">
          <div className="flex items-end gap-3">
            <Field label="Property" name={`${at}.properties.${property.name}`} className="flex-1">
              <Input
                mono
                defaultValue={property.name}
                onBlur={({ target }) => {
                  const name = target.value.trim()
                  if (name === '' || properties.some((other, i) => i !== index && other.name === name))
                    target.value = property.name
                  else if (name !== property.name) change(index, { name })
                }}
              />
            </Field>
            <Checkbox
              label="required"
              className="pb-1.5"
              checked={property.required}
              onChange={({ target: { checked } }) => change(index, { required: checked })}
            />
            <IconButton
              label={`Remove property ${property.name}`}
              icon={<X aria-hidden />}
              variant="ghost"
              onClick={() => set(properties.filter((_, i) => i !== index))}
            />
          </div>
          <SchemaFields
            schema={property.schema}
            onChange={(next) => change(index, { schema: next })}
            shared={shared}
            at={`${at}.properties.${property.name}`}
            label={property.name}
            depth={depth + 1}
          />
        </div>
      ))}
      <div>
        <Button
          size="sm"
          variant="ghost"
          icon={<Plus aria-hidden />}
          onClick={() => set([...properties, { name: free('property'), schema: { type: 'string' }, required: false }])}
        >
          Add a property{depth > 0 ? ` to ${label}` : ''}
        </Button>
      </div>
    </fieldset>
  )
}
