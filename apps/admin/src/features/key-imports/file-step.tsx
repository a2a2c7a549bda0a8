'use client'
import type { EndpointInput } from '@gatehouse/contracts/endpoint'
import { keySources, type readKeyFile } from '@gatehouse/contracts/endpoints/key-imports'
import type { Problem } from '@gatehouse/contracts/problems'
import { Button } from '@gatehouse/ui/button'
import { Checkbox } from '@gatehouse/ui/checkbox'
import { Field } from '@gatehouse/ui/field'
import { formatBytes } from '@gatehouse/ui/format'
import { Input } from '@gatehouse/ui/input'
import { RadioGroup } from '@gatehouse/ui/radio'
import { useState } from 'react'
import { ProblemForm } from '../../components/problem-form.tsx'
import { sourceTexts } from './source-text.ts'

export type Chosen = EndpointInput<typeof readKeyFile>
const largest = 60 * 1024 * 1024

type FileStepProps = { problem: Problem | undefined; busy: boolean; onChosen: (chosen: Chosen) => void }

/** Where the keys come from, and the file. */
export function FileStep({ problem, busy, onChosen }: FileStepProps) {
  const [source, setSource] = useState<Chosen['source']>('csv')
  const [refused, setRefused] = useState<string>()
  const { accept, files } = sourceTexts[source]
  return (
    <ProblemForm
      problem={problem}
      submit={async (form) => {
        const given = form.getAll('files').filter((one): one is File => one instanceof File && one.size > 0)
        const size = given.reduce((sum, one) => sum + one.size, 0)
        if (size > largest)
          return setRefused(
            `${formatBytes(size)} are too much; an import takes up to ${formatBytes(largest)}. Split the file.`,
          )
        setRefused(undefined)
        onChosen({
          source,
          hashed: form.get('hashed') === 'on',
          files: await Promise.all(given.map(async (one) => ({ name: one.name, text: await one.text() }))),
        })
      }}
    >
      <RadioGroup
        legend="From"
        name="source"
        value={source}
        onValueChange={(value) => setSource(value as Chosen['source'])}
        options={keySources.map((value) => ({
          value,
          label: sourceTexts[value].label,
          description: sourceTexts[value].description,
        }))}
      />
      {source === 'tyk' && (
        <Checkbox
          name="hashed"
          label="The keys in the file are hashes"
          description="hash_keys is on there. Only SHA-256 can be taken over."
        />
      )}
      <Field
        label={files > 1 ? 'Files' : 'File'}
        name="files"
        required
        error={refused}
        hint="Up to 100,000 keys. The file is read and forgotten; nothing is saved yet."
      >
        <Input type="file" accept={accept} multiple={files > 1} />
      </Field>
      <Button type="submit" variant="primary" className="self-start" loading={busy}>
        Read the file
      </Button>
    </ProblemForm>
  )
}
