'use client'
import { Button } from '@gatehouse/ui/button'
import { Field } from '@gatehouse/ui/field'
import { formatBytes } from '@gatehouse/ui/format'
import { Tabs } from '@gatehouse/ui/tabs'
import { Textarea } from '@gatehouse/ui/textarea'
import { FileUp } from 'lucide-react'
import { type DragEvent, useId, useRef, useState } from 'react'

export type Source = { fileName: string; source: string }

/** As the management API takes it: 10 MiB of text. */
const largest = 10 * 1024 * 1024

type ImportSourcePickerProps = { busy: boolean; onSource: (source: Source) => void }

/** A contract by file, by drag and drop, or pasted. */
export function ImportSourcePicker({ busy, onSource }: ImportSourcePickerProps) {
  return (
    <Tabs
      label="Where the contract comes from"
      look="pills"
      tabs={[
        { value: 'file', label: 'File', content: <DropZone busy={busy} onSource={onSource} /> },
        { value: 'paste', label: 'Paste', content: <Paste busy={busy} onSource={onSource} /> },
      ]}
    />
  )
}

function DropZone({ busy, onSource }: ImportSourcePickerProps) {
  const id = useId()
  const input = useRef<HTMLInputElement>(null)
  const [over, setOver] = useState(false)
  const [refused, setRefused] = useState<string>()
  const take = async (file: File | undefined) => {
    if (!file || busy) return
    if (file.size > largest) {
      setRefused(`${file.name} has ${formatBytes(file.size)}; a contract may have ${formatBytes(largest)}.`)
      return
    }
    setRefused(undefined)
    onSource({ fileName: file.name, source: await file.text() })
  }
  const drop = (event: DragEvent) => {
    event.preventDefault()
    setOver(false)
    void take(event.dataTransfer.files[0])
  }
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dropping is a second way in; the button inside is the first.
    <div
      onDragOver={(event) => {
        event.preventDefault()
        setOver(true)
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
      className={`mt-3 flex flex-col items-center gap-3 rounded-xl border border-dashed px-6 py-14 text-center transition-colors ${
        over ? 'border-accent bg-accent-soft' : 'border-line-strong bg-surface'
      }`}
    >
      <span className="grid size-11 place-items-center rounded-lg border border-line bg-sunken text-muted">
        <FileUp aria-hidden className="size-5" />
      </span>
      <div>
        <p className="font-medium text-base">Drop an OpenAPI file here</p>
        <p id={`${id}-hint`} className="mt-0.5 text-muted text-sm">
          OpenAPI 3.0 or 3.1, JSON or YAML, up to {formatBytes(largest)}. Nothing is saved before you say so.
        </p>
      </div>
      <Button loading={busy} aria-describedby={`${id}-hint`} onClick={() => input.current?.click()}>
        Choose a file
      </Button>
      <input
        ref={input}
        type="file"
        className="sr-only"
        tabIndex={-1}
        aria-label="Contract file"
        accept=".json,.yaml,.yml,application/json,application/yaml,text/yaml"
        onChange={(event) => {
          void take(event.target.files?.[0])
          event.target.value = ''
        }}
      />
      {refused && (
        <p role="alert" className="text-bad-text text-sm">
          {refused}
        </p>
      )}
    </div>
  )
}

function Paste({ busy, onSource }: ImportSourcePickerProps) {
  const [text, setText] = useState('')
  const fileName = text.trimStart().startsWith('{') ? 'pasted.json' : 'pasted.yaml'
  return (
    <div className="mt-3 flex flex-col items-start gap-3">
      <Field label="Contract" className="w-full" hint="OpenAPI 3.0 or 3.1, JSON or YAML.">
        <Textarea
          mono
          rows={14}
          spellCheck={false}
          value={text}
          onChange={(event) => setText(event.target.value)}
          placeholder={'openapi: 3.1.0\ninfo:\n  title: Orders\n  version: 1.0.0'}
        />
      </Field>
      <Button loading={busy} disabled={text.trim() === ''} onClick={() => onSource({ fileName, source: text })}>
        Read it
      </Button>
    </div>
  )
}
