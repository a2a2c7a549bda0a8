'use client'
import { Combobox } from '@gatehouse/ui/combobox'
import { Field } from '@gatehouse/ui/field'
import { Tag } from '@gatehouse/ui/tag'

export type Choice = { id: string; name: string }

/** Chooses some of many: each choice becomes a tag that can be taken off again. */
export function ManyField(props: {
  label: string
  hint?: string
  placeholder: string
  options: readonly (Choice & { description?: string })[]
  chosen: readonly Choice[]
  onChange: (chosen: Choice[]) => void
  onSearch?: (text: string) => void
  loading?: boolean
}) {
  const { label, hint, placeholder, options, chosen, onChange, onSearch, loading } = props
  const left = options.filter(({ id }) => !chosen.some((one) => one.id === id))
  return (
    <Field label={label} optional {...(hint ? { hint } : {})}>
      <Combobox
        options={left.map(({ id, name, description }) => ({
          value: id,
          label: name,
          ...(description ? { description } : {}),
        }))}
        value=""
        onValueChange={(id) => {
          const found = options.find((option) => option.id === id)
          if (found) onChange([...chosen, { id: found.id, name: found.name }])
        }}
        {...(onSearch ? { onSearch } : {})}
        {...(loading === undefined ? {} : { loading })}
        placeholder={placeholder}
      />
      {chosen.length > 0 && (
        <span className="mt-2 flex flex-wrap gap-1.5">
          {chosen.map((one) => (
            <Tag
              key={one.id}
              removeLabel={`Take off ${one.name}`}
              onRemove={() => onChange(chosen.filter(({ id }) => id !== one.id))}
            >
              {one.name}
            </Tag>
          ))}
        </span>
      )}
    </Field>
  )
}
