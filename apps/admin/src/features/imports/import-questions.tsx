'use client'
import { Button } from '@gatehouse/ui/button'
import { Card } from '@gatehouse/ui/card'
import { Checkbox } from '@gatehouse/ui/checkbox'
import { plural } from '@gatehouse/ui/format'
import { useState } from 'react'
import { type Source, withAnswer } from './import-asked.ts'

type ImportQuestionsProps = {
  source: Source
  questions: { hosts: string[]; rootFiles: string[] }
  busy: boolean
  onSource: (source: Source) => void
}

/** What only the member can say: whether other hosts may be read, and which file of an archive is the contract. */
export function ImportQuestions({ source, questions, busy, onSource }: ImportQuestionsProps) {
  const { hosts, rootFiles } = questions
  if (rootFiles.length > 0)
    return (
      <Card
        title="Which file is the contract?"
        description={`${source.label} holds ${rootFiles.length}. Each becomes an API of its own.`}
      >
        <ul className="flex flex-col items-start gap-2">
          {rootFiles.map((rootFile) => (
            <li key={rootFile}>
              <Button size="sm" disabled={busy} onClick={() => onSource(withAnswer(source, { rootFile }))}>
                <span className="font-mono [overflow-wrap:anywhere]">{rootFile}</span>
              </Button>
            </li>
          ))}
        </ul>
      </Card>
    )
  return hosts.length === 0 ? null : (
    <HostQuestion
      key={hosts.join(' ')}
      label={source.label}
      hosts={hosts}
      busy={busy}
      onAllow={(allowed) => onSource(withAnswer(source, { hosts: allowed }))}
    />
  )
}

function HostQuestion({
  label,
  hosts,
  busy,
  onAllow,
}: {
  label: string
  hosts: string[]
  busy: boolean
  onAllow: (hosts: string[]) => void
}) {
  const [allowed, setAllowed] = useState<readonly string[]>(hosts)
  const [only] = hosts
  return (
    <Card
      title={
        hosts.length === 1
          ? `This file refers to ${only}. Allow and read it?`
          : `This file refers to ${plural(hosts.length, 'other host')}. Allow and read them?`
      }
      description={`${label}: nothing was read from there. What you allow is read once, for this import only.`}
    >
      <fieldset className="flex flex-col items-start gap-3">
        <legend className="sr-only">Allowed hosts</legend>
        {hosts.map((host) => (
          <Checkbox
            key={host}
            label={<span className="font-mono [overflow-wrap:anywhere]">{host}</span>}
            checked={allowed.includes(host)}
            disabled={busy}
            onChange={(event) =>
              setAllowed(event.target.checked ? [...allowed, host] : allowed.filter((one) => one !== host))
            }
          />
        ))}
        <Button variant="primary" loading={busy} disabled={allowed.length === 0} onClick={() => onAllow([...allowed])}>
          Allow and read
        </Button>
      </fieldset>
    </Card>
  )
}
