'use client'
import type { Json } from '@gatehouse/contracts/json'
import type { PointerError } from '@gatehouse/ui/problem-errors'
import { StatusWord } from '@gatehouse/ui/status-word'
import { useEffect, useId, useState } from 'react'
import { lineOfPointer, readSource, type SourceFormat, writeSource, type Yaml } from './source-text.ts'

type SourceEditorProps = {
  label: string
  value: Json
  onValue: (value: Json) => void
  /** Of the server, with pointers into the value. */
  errors?: readonly PointerError[]
  /** True while the text cannot be read: nothing may be saved then. */
  onBroken: (broken: boolean) => void
  readOnly?: boolean
}

/** A value as JSON or YAML, with line numbers; an error names its line. What is typed in the form beside it appears here at once. */
export function SourceEditor({ label, value, onValue, errors = [], onBroken, readOnly = false }: SourceEditorProps) {
  const yaml = useYaml()
  const [format, setFormat] = useState<SourceFormat>('json')
  const [text, setText] = useState(() => writeSource(value, 'json', undefined))
  const [known, setKnown] = useState(value)
  const [fault, setFault] = useState<{ line: number; message: string }>()
  const status = useId()
  if (value !== known) {
    setKnown(value)
    setText(writeSource(value, format, yaml))
    setFault(undefined)
  }
  const type = (next: string) => {
    setText(next)
    const read = readSource(next, format, yaml)
    setFault(read.ok ? undefined : read)
    onBroken(!read.ok)
    if (!read.ok) return
    setKnown(read.value)
    onValue(read.value)
  }
  const change = (next: SourceFormat) => {
    setFormat(next)
    setText(writeSource(known, next, yaml))
    setFault(undefined)
    onBroken(false)
  }
  const places = errors.map((error) => ({ ...error, line: lineOfPointer(text, error.pointer, yaml) }))
  const faults = fault ? [{ line: fault.line, expected: fault.message }] : places
  const wrong = new Set(faults.map(({ line }) => line))
  const lines = text.split('\n').length
  return (
    <div className="flex min-w-0 flex-col gap-2">
      <fieldset className="flex items-center gap-1 text-sm">
        <legend className="sr-only">Format of the source</legend>
        {(['json', 'yaml'] as const).map((one) => (
          <button
            key={one}
            type="button"
            aria-pressed={format === one}
            disabled={one === 'yaml' && yaml === undefined}
            onClick={() => change(one)}
            className="h-7 rounded-md border border-transparent px-2.5 text-muted hover:text-fg aria-pressed:border-line-strong aria-pressed:bg-surface aria-pressed:text-fg"
          >
            {one.toUpperCase()}
          </button>
        ))}
      </fieldset>
      <div className="max-h-[70vh] overflow-y-auto rounded-lg border border-line-strong bg-surface focus-within:outline-2 focus-within:outline-accent">
        <div className="grid min-h-40 grid-cols-[auto_1fr] font-mono text-sm leading-5">
          <ol aria-hidden className="select-none border-line border-r bg-sunken py-2 text-right text-subtle">
            {Array.from({ length: lines }, (_, index) => index + 1).map((line) => (
              <li key={line} className={wrong.has(line) ? 'bg-bad-soft px-2 font-semibold text-bad-text' : 'px-2'}>
                {line}
              </li>
            ))}
          </ol>
          <textarea
            aria-label={label}
            aria-describedby={status}
            aria-invalid={faults.length > 0}
            value={text}
            rows={lines}
            wrap="off"
            readOnly={readOnly}
            spellCheck={false}
            autoCapitalize="off"
            autoComplete="off"
            onChange={(event) => type(event.target.value)}
            className="block w-full resize-none overflow-x-auto overflow-y-hidden bg-transparent px-3 py-2 text-fg leading-5 outline-none"
          />
        </div>
      </div>
      <div id={status} aria-live="polite" className="flex flex-col gap-1 text-sm">
        {faults.slice(0, 8).map((one) => (
          <StatusWord key={`${one.line} ${one.expected}`} tone="bad">
            {one.line ? `Line ${one.line}: ` : ''}
            {fault ? one.expected : `expected ${one.expected}`}
          </StatusWord>
        ))}
        {fault && <span className="text-muted">The form shows the last text that could be read.</span>}
      </div>
    </div>
  )
}

function useYaml(): Yaml | undefined {
  const [yaml, setYaml] = useState<Yaml>()
  useEffect(() => {
    let here = true
    void import('yaml').then((loaded) => here && setYaml(() => loaded))
    return () => {
      here = false
    }
  }, [])
  return yaml
}
