'use client'
import { Button } from '@gatehouse/ui/button'
import { formatBytes } from '@gatehouse/ui/format'
import { FileUp } from 'lucide-react'
import { type DragEvent, useId, useRef, useState } from 'react'
import { largestFile, sourceOfFile } from './import-asked.ts'
import type { ImportSourceProps } from './import-source-picker.tsx'

/** One file by the button or by drag and drop. */
export function UploadSource({ busy, onSource }: ImportSourceProps) {
  const id = useId()
  const input = useRef<HTMLInputElement>(null)
  const [over, setOver] = useState(false)
  const [refused, setRefused] = useState<string>()
  const take = async (files: FileList | null | undefined) => {
    const file = files?.[0]
    if (!file || busy) return
    if (files.length > 1)
      return setRefused(
        'One file at a time. Put files that refer to each other into one zip archive, with their folders.',
      )
    if (file.size > largestFile)
      return setRefused(
        `${file.name} has ${formatBytes(file.size)}; an import takes up to ${formatBytes(largestFile)}.`,
      )
    setRefused(undefined)
    onSource(await sourceOfFile(file))
  }
  const drop = (event: DragEvent) => {
    event.preventDefault()
    setOver(false)
    void take(event.dataTransfer.files)
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
      className={`flex flex-col items-center gap-3 rounded-xl border border-dashed px-6 py-14 text-center transition-colors ${
        over ? 'border-accent bg-accent-soft' : 'border-line-strong bg-surface'
      }`}
    >
      <span className="grid size-11 place-items-center rounded-lg border border-line bg-sunken text-muted">
        <FileUp aria-hidden className="size-5" />
      </span>
      <div>
        <p className="font-medium text-base">Drop a contract here</p>
        <p id={`${id}-hint`} className="mt-0.5 max-w-[60ch] text-muted text-sm">
          OpenAPI 2.0 to 3.2, API Blueprint or RAML, as one file or as a zip with the files that it refers to, up to{' '}
          {formatBytes(largestFile)}. Nothing is saved before you say so.
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
        accept=".json,.yaml,.yml,.raml,.apib,.md,.zip,application/json,application/yaml,text/yaml,application/zip"
        onChange={(event) => {
          void take(event.target.files).finally(() => {
            if (input.current) input.current.value = ''
          })
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
