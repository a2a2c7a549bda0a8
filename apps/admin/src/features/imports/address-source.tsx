'use client'
import { Button } from '@gatehouse/ui/button'
import { Field } from '@gatehouse/ui/field'
import { Input } from '@gatehouse/ui/input'
import type { FormEvent } from 'react'
import type { ImportSourceProps } from './import-source-picker.tsx'

function fieldsOf(event: FormEvent<HTMLFormElement>): (name: string) => string {
  event.preventDefault()
  const data = new FormData(event.currentTarget)
  return (name) => String(data.get(name) ?? '').trim()
}

/** A contract at an address: one file or a zip archive. */
export function AddressSource({ busy, onSource }: ImportSourceProps) {
  return (
    <form
      className="flex flex-col items-start gap-4"
      onSubmit={(event) => {
        const url = fieldsOf(event)('url')
        if (!busy) onSource({ ask: { source: { kind: 'url', url } }, label: url })
      }}
    >
      <Field
        label="Address of the file"
        name="url"
        required
        className="w-full"
        hint="Read once, now, without signing in. It must be public; files beside it are read when it refers to them."
      >
        <Input type="url" mono pattern="https?://.+" placeholder="https://api.example.com/openapi.json" />
      </Field>
      <Button type="submit" loading={busy}>
        Read address
      </Button>
    </form>
  )
}

/** A file of a repository, with those that it refers to. */
export function GitSource({ busy, onSource }: ImportSourceProps) {
  return (
    <form
      className="flex flex-col items-start gap-4"
      onSubmit={(event) => {
        const text = fieldsOf(event)
        const source = { kind: 'git' as const, url: text('repository'), ref: text('ref'), path: text('path') }
        const at = source.ref === '' ? '' : ` at ${source.ref}`
        if (!busy) onSource({ ask: { source }, label: `${source.path}${at}` })
      }}
    >
      <Field
        label="Repository"
        name="repository"
        required
        className="w-full"
        hint="As for git clone over https. It must be public; of a private one, upload the files as a zip."
      >
        <Input type="url" mono pattern="https?://.+" placeholder="https://github.com/acme/orders.git" />
      </Field>
      <div className="grid w-full gap-4 sm:grid-cols-[1fr_2fr]">
        <Field label="Branch, tag or commit" name="ref" optional hint="Empty: the default branch.">
          <Input mono maxLength={250} placeholder="main" />
        </Field>
        <Field label="Path of the file" name="path" required hint="Files that it refers to come along.">
          <Input mono maxLength={500} placeholder="specs/openapi.yaml" />
        </Field>
      </div>
      <Button type="submit" loading={busy}>
        Read repository
      </Button>
    </form>
  )
}
