'use client'
import {
  type LintCheck,
  type LintField,
  type LintSetting,
  type LintTarget,
  lintCasings,
  lintFields,
  lintTargets,
  type OwnLintRule,
} from '@gatehouse/contracts/lint'
import { Field } from '@gatehouse/ui/field'
import { Input } from '@gatehouse/ui/input'
import { NativeSelect } from '@gatehouse/ui/native-select'
import { casingWords, checkOptions, settingOptions } from './lint-text.ts'

type FieldsProps = { rule: OwnLintRule; onChange: (rule: OwnLintRule) => void }

const targetOptions = lintTargets.map((value) => ({
  value,
  label: value === 'info' ? 'the description itself' : `each ${value === 'requestBody' ? 'request body' : value}`,
}))

/** A rule as controls. */
export function OwnRuleFields({ rule, onChange }: FieldsProps) {
  const set = (part: Partial<OwnLintRule>) => onChange({ ...rule, ...part })
  return (
    <div className="flex flex-col gap-4">
      <Field label="What must hold" name="title" required hint="As it reads when all is well.">
        <Input value={rule.title} maxLength={200} onChange={(event) => set({ title: event.target.value })} />
      </Field>
      <div className="grid gap-4 sm:grid-cols-2">
        <Field label="Id" name="id" required>
          <Input mono value={rule.id} maxLength={60} onChange={(event) => set({ id: event.target.value })} />
        </Field>
        <Field label="Severity" name="severity">
          <NativeSelect
            value={rule.severity}
            options={settingOptions}
            onChange={(event) => set({ severity: event.target.value as LintSetting })}
          />
        </Field>
        <Field label="Look at" name="given">
          <NativeSelect
            value={rule.given}
            options={targetOptions}
            onChange={(event) => {
              const given = event.target.value as LintTarget
              const fields: readonly LintField[] = lintFields[given]
              const { where: _, ...rest } = rule
              onChange({ ...rest, given, field: fields.includes(rule.field) ? rule.field : (fields[0] ?? 'title') })
            }}
          />
        </Field>
        <Field label="Its" name="field">
          <NativeSelect
            value={rule.field}
            options={lintFields[rule.given].map((value) => ({ value, label: value }))}
            onChange={(event) => set({ field: event.target.value as LintField })}
          />
        </Field>
      </div>
      <CheckFields rule={rule} onChange={onChange} />
      <Field label="Why" name="why" optional>
        <Input
          value={rule.why ?? ''}
          maxLength={1_000}
          onChange={(event) => onChange(withText(rule, 'why', event.target.value))}
        />
      </Field>
      <Field label="What to do" name="fix" optional>
        <Input
          value={rule.fix ?? ''}
          maxLength={1_000}
          onChange={(event) => onChange(withText(rule, 'fix', event.target.value))}
        />
      </Field>
    </div>
  )
}

function withText(rule: OwnLintRule, name: 'why' | 'fix', text: string): OwnLintRule {
  const { [name]: _, ...rest } = rule
  return text === '' ? rest : { ...rest, [name]: text }
}

const beginnings: Record<LintCheck['check'], LintCheck> = {
  required: { check: 'required' },
  forbidden: { check: 'forbidden' },
  pattern: { check: 'pattern', match: '^[a-z]' },
  notPattern: { check: 'notPattern', match: 'TODO' },
  casing: { check: 'casing', casing: 'camel' },
  length: { check: 'length', max: 80 },
  oneOf: { check: 'oneOf', values: ['Orders', 'Payments'] },
  contains: { check: 'contains', values: ['401'] },
}

function CheckFields({ rule, onChange }: FieldsProps) {
  const { must } = rule
  const set = (next: LintCheck) => onChange({ ...rule, must: next })
  return (
    <div className="grid gap-4 sm:grid-cols-2">
      <Field label="Must" name="must">
        <NativeSelect
          value={must.check}
          options={checkOptions}
          onChange={(event) => set(beginnings[event.target.value as LintCheck['check']])}
        />
      </Field>
      {(must.check === 'pattern' || must.check === 'notPattern') && (
        <Field label="Pattern" name="match" hint="Without look-around and back-references.">
          <Input
            mono
            value={must.match}
            maxLength={500}
            onChange={(event) => set({ ...must, match: event.target.value })}
          />
        </Field>
      )}
      {must.check === 'casing' && (
        <Field label="Casing" name="casing">
          <NativeSelect
            value={must.casing}
            options={lintCasings.map((value) => ({ value, label: casingWords[value] }))}
            onChange={(event) => set({ ...must, casing: event.target.value as typeof must.casing })}
          />
        </Field>
      )}
      {must.check === 'length' && (
        <Field label="At most" name="max">
          <Input
            type="number"
            min={0}
            value={must.max ?? ''}
            onChange={(event) => set({ ...must, max: Math.max(0, Math.trunc(Number(event.target.value))) })}
          />
        </Field>
      )}
      {(must.check === 'oneOf' || must.check === 'contains') && (
        <Field label="Values" name="values" hint="Separated by commas.">
          <Input
            value={must.values.join(', ')}
            onChange={(event) => set({ ...must, values: event.target.value.split(',').map((value) => value.trim()) })}
          />
        </Field>
      )}
    </div>
  )
}
