'use client'
import { Field } from '@gatehouse/ui/field'
import { Tabs } from '@gatehouse/ui/tabs'
import { Textarea } from '@gatehouse/ui/textarea'
import { Markdown } from '../../components/markdown.tsx'

type MarkdownFieldProps = {
  label: string
  name: string
  value: string
  rows?: number
  onChange: (text: string) => void
}

/** Markdown, with a preview as the portal shows it. */
export function MarkdownField({ label, name, value, rows = 6, onChange }: MarkdownFieldProps) {
  return (
    <Tabs
      label={label}
      look="pills"
      tabs={[
        {
          value: 'write',
          label: 'Write',
          content: (
            <Field label={label} name={name} hint="Markdown. HTML is shown as text.">
              <Textarea rows={rows} value={value} onChange={({ target }) => onChange(target.value)} />
            </Field>
          ),
        },
        {
          value: 'preview',
          label: 'Preview',
          content:
            value.trim() === '' ? (
              <p className="text-muted text-sm">Nothing written yet.</p>
            ) : (
              <Markdown>{value}</Markdown>
            ),
        },
      ]}
    />
  )
}
