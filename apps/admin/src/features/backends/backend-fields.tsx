'use client'
import type { StageValues } from '@gatehouse/contracts/stage-values'
import { Button } from '@gatehouse/ui/button'
import { Field } from '@gatehouse/ui/field'
import { IconButton } from '@gatehouse/ui/icon-button'
import { Input } from '@gatehouse/ui/input'
import { NativeSelect } from '@gatehouse/ui/native-select'
import { RadioGroup } from '@gatehouse/ui/radio'
import { Plus, X } from 'lucide-react'
import { useId } from 'react'

type BackendValues = StageValues['backends'][string]
type HeaderDraft = { key: string; name: string; kind: 'text' | 'secret'; value: string }
export type BackendDraft = {
  mock: boolean
  url: string
  connectTimeoutMs: string
  timeoutMs: string
  headers: HeaderDraft[]
}

const secretValue = /^\$\{secret:([A-Za-z][A-Za-z0-9_-]*)\}$/
let lastKey = 0
const newKey = () => String(++lastKey)

/** Stored values as the form holds them. */
export function draftOf(stored: BackendValues | undefined): BackendDraft {
  const values = stored?.mock ? undefined : stored
  return {
    mock: stored?.mock === true,
    url: values?.url ?? '',
    connectTimeoutMs: String(values?.connectTimeoutMs ?? 2_000),
    timeoutMs: String(values?.timeoutMs ?? 30_000),
    headers: (values?.headers ?? []).map((header) => {
      const secret = secretValue.exec(header.value)?.[1]
      return { key: newKey(), name: header.name, kind: secret ? 'secret' : 'text', value: secret ?? header.value }
    }),
  }
}

/** Null: nothing is said about the backend on this stage. */
export function valuesOf(draft: BackendDraft): BackendValues | null {
  if (draft.mock) return { mock: true }
  if (draft.url.trim() === '') return null
  return {
    url: draft.url.trim(),
    connectTimeoutMs: Number(draft.connectTimeoutMs),
    timeoutMs: Number(draft.timeoutMs),
    headers: draft.headers
      .filter((header) => header.name.trim() !== '')
      .map((header) => ({
        name: header.name.trim(),
        value: header.kind === 'secret' ? `\${secret:${header.value.trim()}}` : header.value,
      })),
  }
}

type BackendFieldsProps = {
  name: string
  description: string
  secrets: readonly string[]
  draft: BackendDraft
  onChange: (next: BackendDraft) => void
}

/** Who answers for one backend on one stage: an address with its timeouts and headers, or the mock. */
export function BackendFields({ name, description, secrets, draft, onChange }: BackendFieldsProps) {
  const at = `values.backends.${name}`
  return (
    <fieldset className="flex min-w-0 flex-col gap-3">
      <legend className="contents">
        <span className="text-sm">
          <code className="font-semibold">{name}</code>
          {description && <span className="ml-2 text-muted">{description}</span>}
        </span>
      </legend>
      <RadioGroup
        legend="Who answers"
        hideLegend
        name={`${at}.mock`}
        look="cards"
        value={draft.mock ? 'mock' : 'address'}
        onValueChange={(value) => onChange({ ...draft, mock: value === 'mock' })}
        options={[
          { value: 'address', label: 'A backend', description: 'Calls go on to it.' },
          { value: 'mock', label: 'The mock', description: 'The gateway answers from examples and schemas.' },
        ]}
      />
      {draft.mock ? (
        <p className="text-muted text-sm">
          Keys, limits and validation hold as ever; nobody is billed. A caller chooses an answer with{' '}
          <code>Prefer: code=404</code> or <code>Prefer: example=NAME</code>; each one says{' '}
          <code>Gatehouse-Mock: true</code>.
        </p>
      ) : (
        <AddressFields at={at} draft={draft} secrets={secrets} onChange={onChange} />
      )}
    </fieldset>
  )
}

type AddressFieldsProps = Pick<BackendFieldsProps, 'secrets' | 'draft' | 'onChange'> & { at: string }

function AddressFields({ at, draft, secrets, onChange }: AddressFieldsProps) {
  return (
    <>
      <div className="grid gap-3 sm:grid-cols-[1fr_9rem_9rem]">
        <Field label="Address" name={`${at}.url`}>
          <Input
            type="url"
            mono
            value={draft.url}
            placeholder="https://orders.internal.example.com"
            onChange={(event) => onChange({ ...draft, url: event.target.value })}
          />
        </Field>
        <Field label="Connect within" name={`${at}.connectTimeoutMs`}>
          <Input
            type="number"
            min={50}
            max={60000}
            trailing="ms"
            value={draft.connectTimeoutMs}
            onChange={(event) => onChange({ ...draft, connectTimeoutMs: event.target.value })}
          />
        </Field>
        <Field label="First byte within" name={`${at}.timeoutMs`}>
          <Input
            type="number"
            min={50}
            max={600000}
            trailing="ms"
            value={draft.timeoutMs}
            onChange={(event) => onChange({ ...draft, timeoutMs: event.target.value })}
          />
        </Field>
      </div>
      <HeaderList
        headers={draft.headers}
        secrets={secrets}
        at={at}
        onChange={(headers) => onChange({ ...draft, headers })}
      />
    </>
  )
}

type HeaderListProps = {
  headers: HeaderDraft[]
  secrets: readonly string[]
  at: string
  onChange: (headers: HeaderDraft[]) => void
}

function HeaderList({ headers, secrets, at, onChange }: HeaderListProps) {
  const list = useId()
  const change = (key: string, part: Partial<HeaderDraft>) =>
    onChange(headers.map((header) => (header.key === key ? { ...header, ...part } : header)))
  return (
    <div className="flex flex-col gap-2">
      {headers.map((header, index) => (
        <div key={header.key} className="flex flex-wrap items-end gap-2">
          <Field label="Header" hideLabel={index > 0} name={`${at}.headers.${index}.name`} className="w-44">
            <Input
              mono
              value={header.name}
              placeholder="authorization"
              onChange={(event) => change(header.key, { name: event.target.value })}
            />
          </Field>
          <Field label="Kind" hideLabel={index > 0} className="w-28">
            <NativeSelect
              value={header.kind}
              onChange={(event) => change(header.key, { kind: event.target.value as 'text' })}
              options={[
                { value: 'text', label: 'Text' },
                { value: 'secret', label: 'Secret' },
              ]}
            />
          </Field>
          <Field
            label={header.kind === 'secret' ? 'Name of the secret' : 'Value'}
            hideLabel={index > 0}
            name={`${at}.headers.${index}.value`}
            className="min-w-40 flex-1"
          >
            <Input
              mono
              value={header.value}
              list={header.kind === 'secret' ? list : undefined}
              onChange={(event) => change(header.key, { value: event.target.value })}
            />
          </Field>
          <IconButton
            label={`Remove header ${header.name}`}
            icon={<X aria-hidden />}
            variant="ghost"
            onClick={() => onChange(headers.filter((one) => one.key !== header.key))}
          />
        </div>
      ))}
      <datalist id={list}>
        {secrets.map((secret) => (
          <option key={secret} value={secret} />
        ))}
      </datalist>
      <div>
        <Button
          size="sm"
          variant="ghost"
          icon={<Plus aria-hidden />}
          onClick={() => onChange([...headers, { key: newKey(), name: '', kind: 'text', value: '' }])}
        >
          Add a header for the backend
        </Button>
      </div>
    </div>
  )
}
