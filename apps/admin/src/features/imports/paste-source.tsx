'use client'
import { Button } from '@gatehouse/ui/button'
import { Field } from '@gatehouse/ui/field'
import { Textarea } from '@gatehouse/ui/textarea'
import { useState } from 'react'
import { sourceOfPaste } from './import-asked.ts'
import type { ImportSourceProps } from './import-source-picker.tsx'

/** A contract from the clipboard. */
export function PasteSource({ busy, onSource }: ImportSourceProps) {
  const [text, setText] = useState('')
  return (
    <div className="flex flex-col items-start gap-3">
      <Field label="Contract" className="w-full" hint="OpenAPI in JSON or YAML, API Blueprint, or RAML.">
        <Textarea
          mono
          rows={14}
          spellCheck={false}
          value={text}
          onChange={(event) => setText(event.target.value)}
          placeholder={'openapi: 3.1.0\ninfo:\n  title: Orders\n  version: 1.0.0'}
        />
      </Field>
      <Button loading={busy} disabled={text.trim() === ''} onClick={() => onSource(sourceOfPaste(text))}>
        Read it
      </Button>
    </div>
  )
}
