'use client'
import { type RequirementsOptions, requirementsOptions } from '@gatehouse/contracts/guardrails'
import type { UndeclaredRule, UndeclaredRules } from '@gatehouse/contracts/snapshot'
import { Banner } from '@gatehouse/ui/banner'
import { Field } from '@gatehouse/ui/field'
import { Input } from '@gatehouse/ui/input'
import { NativeSelect } from '@gatehouse/ui/native-select'
import { Switch } from '@gatehouse/ui/switch'
import type { OptionsEditorProps } from './policy-editor.tsx'
import { errorOf, useOptionsDraft } from './use-options-draft.ts'

const credentialChoices = [
  { value: '', label: 'Any kind' },
  { value: 'key', label: 'Keys only' },
  { value: 'token', label: 'Access tokens only' },
]
const modeChoices = [
  { value: '', label: 'As the API says' },
  { value: 'report', label: 'At least written down' },
  { value: 'block', label: 'Enforced' },
]
const undeclaredChoices = [
  { value: '', label: 'As the API says' },
  { value: 'strip', label: 'At least taken out' },
  { value: 'refuse', label: 'Refused' },
]
const places = {
  query: 'Undeclared query parameters',
  header: 'Undeclared headers',
  cookie: 'Undeclared cookies',
  form: 'Undeclared form fields',
  body: 'Undeclared properties of bodies',
} as const

/** The least that holds, whatever an API says. */
export function RequirementsEditor({ options, onChange }: OptionsEditorProps) {
  const start = (): RequirementsOptions => {
    const parsed = requirementsOptions.safeParse(options)
    return parsed.success ? parsed.data : {}
  }
  const { draft, change, faultOf } = useOptionsDraft('requirements', start, (value) => value, onChange)
  const [only, ...others] = draft.credentials ?? []
  const mode = (value: string) => (value === 'report' || value === 'block' ? value : undefined)
  const fault = faultOf()
  return (
    <div className="grid gap-4 pt-3 sm:grid-cols-2">
      <Field label="Credentials">
        <NativeSelect
          value={only !== undefined && others.length === 0 ? only : ''}
          onChange={({ target: { value } }) =>
            change(without(draft, 'credentials', value === 'key' || value === 'token' ? [value] : undefined))
          }
          options={credentialChoices}
        />
      </Field>
      <div className="self-end">
        <Switch
          label="Nobody without a credential"
          description="Also where an API leaves an operation open to everybody."
          checked={draft.noAnonymous === true}
          onChange={({ target }) => change(without(draft, 'noAnonymous', target.checked ? true : undefined))}
        />
        <Switch
          label="Tokens bound to their sender"
          description="DPoP: a stolen token is of no use."
          checked={draft.boundTokens === true}
          onChange={({ target }) => change(without(draft, 'boundTokens', target.checked ? true : undefined))}
        />
      </div>
      <Field label="Request validation">
        <NativeSelect
          value={draft.requestValidation ?? ''}
          onChange={({ target }) => change(without(draft, 'requestValidation', mode(target.value)))}
          options={modeChoices}
        />
      </Field>
      <Field label="Response validation">
        <NativeSelect
          value={draft.responseValidation ?? ''}
          onChange={({ target }) => change(without(draft, 'responseValidation', mode(target.value)))}
          options={modeChoices}
        />
      </Field>
      {(Object.keys(places) as (keyof UndeclaredRules)[]).map((place) => (
        <Field key={place} label={places[place]}>
          <NativeSelect
            value={draft.undeclared?.[place] ?? ''}
            onChange={({ target }) =>
              change(without(draft, 'undeclared', withRule(draft.undeclared ?? {}, place, target.value)))
            }
            options={undeclaredChoices}
          />
        </Field>
      ))}
      <Field label="Largest body" optional {...errorOf(faultOf('bodyBytes'))}>
        <Input
          type="number"
          min={1}
          step="any"
          trailing="KiB"
          defaultValue={draft.bodyBytes === undefined ? '' : draft.bodyBytes / 1024}
          onChange={({ target }) =>
            change(
              without(draft, 'bodyBytes', target.value === '' ? undefined : Math.round(Number(target.value) * 1024)),
            )
          }
        />
      </Field>
      {faultOf('undeclared') !== undefined && (
        <Banner
          tone="warn"
          compact
          className="sm:col-span-2"
          title={`Refusing undeclared parts ${faultOf('undeclared')}.`}
        />
      )}
      {fault !== undefined && <Banner tone="info" compact className="sm:col-span-2" title={`It ${fault}.`} />}
    </div>
  )
}

/** With a member set, or gone where there is no value. */
function without<K extends keyof RequirementsOptions>(
  draft: RequirementsOptions,
  name: K,
  value: RequirementsOptions[K] | undefined,
): RequirementsOptions {
  const { [name]: _, ...rest } = draft
  return value === undefined ? rest : { ...rest, [name]: value }
}

function withRule(rules: UndeclaredRules, place: keyof UndeclaredRules, value: string): UndeclaredRules | undefined {
  const { [place]: _, ...rest } = rules
  const rule: UndeclaredRule | undefined = value === 'strip' || value === 'refuse' ? value : undefined
  const next = rule === undefined ? rest : { ...rest, [place]: rule }
  return Object.keys(next).length === 0 ? undefined : next
}
