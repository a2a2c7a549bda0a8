'use client'
import type { JsonSchema } from '@gatehouse/contracts/api-description'
import type { Json } from '@gatehouse/contracts/json'
import { Checkbox } from '@gatehouse/ui/checkbox'
import { Field } from '@gatehouse/ui/field'
import { Input } from '@gatehouse/ui/input'
import { NativeSelect } from '@gatehouse/ui/native-select'
import { PropertyList } from './property-list.tsx'
import {
  asObject,
  hiddenKeywords,
  isNullable,
  kindOf,
  plainTypes,
  referenceOf,
  type SchemaKind,
  textOfValue,
  valueOfText,
  withKeyword,
  withKind,
  withNullable,
} from './schema-draft.ts'

export type SchemaFieldsProps = {
  schema: JsonSchema | undefined
  onChange: (schema: JsonSchema) => void
  /** Names of the shared schemas that can be referred to. */
  shared: readonly string[]
  /** Where errors of the server point: `definition.parameters.0.schema`. */
  at: string
  /** What it describes, for labels: “limit”. */
  label: string
  depth?: number
}

const formats: Partial<Record<SchemaKind, readonly string[]>> = {
  string: [
    'date',
    'date-time',
    'time',
    'duration',
    'email',
    'hostname',
    'ipv4',
    'ipv6',
    'uri',
    'uuid',
    'byte',
    'binary',
  ],
  integer: ['int32', 'int64'],
  number: ['float', 'double'],
}

const numbers: Partial<Record<SchemaKind, readonly (readonly [string, string])[]>> = {
  string: [
    ['minLength', 'Shortest'],
    ['maxLength', 'Longest'],
  ],
  integer: [
    ['minimum', 'Least'],
    ['maximum', 'Most'],
  ],
  number: [
    ['minimum', 'Least'],
    ['maximum', 'Most'],
  ],
  array: [
    ['minItems', 'Fewest items'],
    ['maxItems', 'Most items'],
  ],
}

/** The common shape of a schema as a form; what it does not show stays as it is, and is named. */
export function SchemaFields({ schema, onChange, shared, at, label, depth = 0 }: SchemaFieldsProps) {
  const kind = kindOf(schema)
  const object = asObject(schema)
  const hidden = hiddenKeywords(schema)
  const set = (keyword: string, value: Json | undefined) => onChange(withKeyword(schema, keyword, value))
  return (
    <div className="flex min-w-0 flex-col gap-3">
      <div className="flex flex-wrap items-end gap-3">
        <Field label={`Type of ${label}`} name={`${at}.type`} className="w-44">
          <NativeSelect
            value={kind === 'reference' ? `#${referenceOf(schema) ?? ''}` : kind}
            onChange={({ target: { value } }) =>
              onChange(
                value.startsWith('#')
                  ? withKind(schema, 'reference', reference(value.slice(1)))
                  : withKind(schema, value as SchemaKind),
              )
            }
            options={[
              ...plainTypes.map((type) => ({ value: type, label: type })),
              { value: 'any', label: 'anything' },
              ...shared.map((name) => ({ value: `#${name}`, label: name })),
              ...(kind === 'other' ? [{ value: 'other', label: 'see source' }] : []),
            ]}
          />
        </Field>
        {formats[kind] && (
          <Field label="Format" name={`${at}.format`} className="w-36">
            <NativeSelect
              value={String(object.format ?? '')}
              onChange={({ target: { value } }) => set('format', value || undefined)}
              options={[...new Set(['', ...(formats[kind] ?? []), String(object.format ?? '')])].map((value) => ({
                value,
                label: value || 'none',
              }))}
            />
          </Field>
        )}
        {kind !== 'any' && kind !== 'reference' && kind !== 'other' && (
          <Checkbox
            label="or null"
            className="pb-1.5"
            checked={isNullable(schema)}
            onChange={({ target: { checked } }) => onChange(withNullable(schema, checked))}
          />
        )}
      </div>
      {kind !== 'reference' && kind !== 'other' && (
        <SchemaDetails kind={kind} schema={schema} set={set} at={at} open={depth === 0} />
      )}
      {kind === 'object' && (
        <PropertyList schema={schema} onChange={onChange} shared={shared} at={at} label={label} depth={depth} />
      )}
      {kind === 'array' && (
        <div className="border-line border-l-2 pl-3">
          <SchemaFields
            schema={(object.items ?? true) as JsonSchema}
            onChange={(items) => set('items', items)}
            shared={shared}
            at={`${at}.items`}
            label={`each item of ${label}`}
            depth={depth + 1}
          />
        </div>
      )}
      {hidden.length > 0 && (
        <p className="text-muted text-sm">
          Only in the source: <code>{hidden.join(', ')}</code>. The form leaves it as it is.
        </p>
      )}
    </div>
  )
}

function reference(name: string): string {
  return `#/schemas/${encodeURIComponent(name.replaceAll('~', '~0').replaceAll('/', '~1'))}`
}

type SchemaDetailsProps = {
  kind: SchemaKind
  schema: JsonSchema | undefined
  set: (keyword: string, value: Json | undefined) => void
  at: string
  open: boolean
}

function SchemaDetails({ kind, schema, set, at, open }: SchemaDetailsProps) {
  const object = asObject(schema)
  const limits = numbers[kind] ?? []
  const example = object.example ?? (Array.isArray(object.examples) ? object.examples[0] : undefined)
  const hasValues = kind === 'string' || kind === 'integer' || kind === 'number'
  return (
    <details
      open={open && (limits.some(([key]) => object[key] !== undefined) || example !== undefined)}
      className="text-sm"
    >
      <summary className="w-fit cursor-pointer text-muted hover:text-fg">Description, limits, example</summary>
      <div className="mt-3 grid gap-3 sm:grid-cols-2">
        <Field label="Description" name={`${at}.description`} className="sm:col-span-2">
          <Input
            value={String(object.description ?? '')}
            onChange={({ target: { value } }) => set('description', value || undefined)}
          />
        </Field>
        {limits.map(([keyword, words]) => (
          <Field key={keyword} label={words} name={`${at}.${keyword}`}>
            <Input
              type="number"
              step={kind === 'number' ? 'any' : 1}
              value={typeof object[keyword] === 'number' ? object[keyword] : ''}
              onChange={({ target: { value } }) => set(keyword, value === '' ? undefined : Number(value))}
            />
          </Field>
        ))}
        {kind === 'string' && (
          <Field label="Pattern" name={`${at}.pattern`}>
            <Input
              mono
              value={String(object.pattern ?? '')}
              placeholder="^[A-Z]{3}-[0-9]+$"
              onChange={({ target: { value } }) => set('pattern', value || undefined)}
            />
          </Field>
        )}
        {hasValues && (
          <Field label="Only these values" name={`${at}.enum`} hint="Divided by commas; none: any value.">
            <ValueList
              values={Array.isArray(object.enum) ? object.enum : []}
              kind={kind}
              onChange={(values) => set('enum', values.length > 0 ? values : undefined)}
            />
          </Field>
        )}
        <Field label="Example" name={`${at}.example`} hint="The mock answers with it.">
          <Input
            key={kind}
            mono
            defaultValue={textOfValue(example)}
            onChange={({ target: { value } }) => {
              const next = valueOfText(value, kind)
              const others = Array.isArray(object.examples) ? object.examples.slice(1) : []
              const all = next === undefined ? others : [next, ...others]
              set('examples', all.length > 0 ? all : undefined)
            }}
          />
        </Field>
      </div>
    </details>
  )
}

type ValueListProps = { values: readonly Json[]; kind: SchemaKind; onChange: (values: Json[]) => void }

/** Typed freely; what it means is said after each key. */
function ValueList({ values, kind, onChange, ...wiring }: ValueListProps) {
  return (
    <Input
      {...wiring}
      mono
      defaultValue={values.map(textOfValue).join(', ')}
      onChange={({ target: { value } }) =>
        onChange(value.split(',').flatMap((text) => valueOfText(text.trim(), kind) ?? []))
      }
    />
  )
}
