'use client'
import {
  importKeys,
  type KeyFilePreview,
  type KeyImportView,
  readKeyFile,
} from '@gatehouse/contracts/endpoints/key-imports'
import { Button } from '@gatehouse/ui/button'
import { Page } from '@gatehouse/ui/page'
import { PageHeader } from '@gatehouse/ui/page-header'
import { type Step, StepList } from '@gatehouse/ui/step-list'
import { toast } from '@gatehouse/ui/toast'
import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { useAct } from '../../api/use-act.ts'
import { ConfirmStep } from './confirm-step.tsx'
import { type Chosen, FileStep } from './file-step.tsx'
import { FoundStep } from './found-step.tsx'
import { type Mapping, MappingStep } from './mapping-step.tsx'

type At = { chosen?: Chosen; found?: KeyFilePreview; mapping?: Mapping; dry?: KeyImportView }

/** File, what is in it, where it goes, what would happen; and only then the import. */
export function ImportPage() {
  const router = useRouter()
  const [at, setAt] = useState<At>({})
  const read = useAct(readKeyFile, {
    onDone: (found) => setAt(({ chosen }) => ({ ...(chosen ? { chosen } : {}), found })),
  })
  const dryRun = useAct(importKeys, { onDone: (dry) => setAt((before) => ({ ...before, dry })) })
  const run = useAct(importKeys, {
    onDone: ({ id, counts }) => {
      toast.success(`${counts.imported} keys imported`)
      router.push(`/applications/imports/${id}`)
    },
  })
  const { chosen, found, mapping, dry } = at
  const quietly = (act: Promise<unknown>) => void act.catch(() => undefined)
  const [mapped, goOn] = useState(false)
  const current = dry ? 3 : found ? (mapped ? 2 : 1) : 0
  const state = (index: number): Step['state'] => (index < current ? 'done' : index === current ? 'now' : 'todo')
  return (
    <Page>
      <PageHeader
        title="Import keys"
        facts="By value or by hash; only hashes are stored, and clients go on unchanged."
        menu={
          found && (
            <Button
              onClick={() => {
                setAt({})
                goOn(false)
              }}
            >
              Another file
            </Button>
          )
        }
      />
      <StepList
        label="Steps of the import"
        steps={[
          {
            id: 'file',
            title: chosen && found ? `File: ${chosen.files.map(({ name }) => name).join(', ')}` : 'File',
            state: state(0),
            content: (
              <FileStep
                problem={read.problem}
                busy={read.running}
                onChosen={(next) => {
                  setAt({ chosen: next })
                  goOn(false)
                  dryRun.reset()
                  quietly(read.run(next))
                }}
              />
            ),
          },
          {
            id: 'found',
            title: 'What we found',
            state: state(1),
            content: current >= 1 && found && <FoundStep found={found} onNext={() => goOn(true)} />,
          },
          {
            id: 'mapping',
            title: 'Where it goes',
            state: state(2),
            content: current >= 2 && chosen && found && (
              <MappingStep
                found={found}
                problem={dryRun.problem}
                busy={dryRun.running}
                onMapped={(next) => {
                  setAt({ chosen, found, mapping: next })
                  quietly(dryRun.run({ ...chosen, ...next, dryRun: true }))
                }}
              />
            ),
          },
          {
            id: 'report',
            title: 'What would happen',
            state: state(3),
            content: current >= 3 && chosen && found && mapping && dry && (
              <ConfirmStep
                dry={dry}
                problem={run.problem}
                busy={run.running}
                onBack={() => setAt({ chosen, found })}
                onRun={() => quietly(run.run({ ...chosen, ...mapping, dryRun: false }))}
              />
            ),
          },
        ]}
      />
    </Page>
  )
}
