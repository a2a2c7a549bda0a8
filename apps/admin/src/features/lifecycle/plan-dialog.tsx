'use client'
import type { DeprecationView } from '@gatehouse/contracts/endpoints/deprecation-views'
import { previewDeprecation, putDeprecation } from '@gatehouse/contracts/endpoints/deprecations'
import { Button } from '@gatehouse/ui/button'
import { Dialog } from '@gatehouse/ui/dialog'
import { toast } from '@gatehouse/ui/toast'
import { useId, useState } from 'react'
import { useAct } from '../../api/use-act.ts'
import { ProblemForm } from '../../components/problem-form.tsx'
import { useVersion } from '../apis/version-context.tsx'
import { draftOf, type PlanDraft, planOf } from './plan-draft.ts'
import { PlanFields } from './plan-fields.tsx'
import { PlanPreview } from './plan-preview.tsx'
import { phaseWords } from './program-text.ts'

/** Plans how the version ends. Nothing is saved before the person has seen what callers will read and who will be told. */
export function PlanDialog({ view, onClose }: { view: DeprecationView; onClose: () => void }) {
  const { page, name } = useVersion()
  const form = useId()
  const [draft, setDraft] = useState<PlanDraft>(() => draftOf(view, Date.now()))
  const [looking, setLooking] = useState(false)
  const preview = useAct(previewDeprecation, { onDone: () => setLooking(true) })
  const [seen, setSeen] = useState<Awaited<ReturnType<typeof preview.run>>>()
  const save = useAct(putDeprecation, {
    onDone: (done) => {
      toast.success(`${page.api.name} ${page.version.name}: ${phaseWords[done.phase].toLowerCase()}`, {
        description: 'Gateways keep to the dates from now on; nothing was deployed.',
      })
      onClose()
    },
  })
  const saved = view.program?.successor
  const back = () => {
    save.reset()
    setLooking(false)
  }
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      size="lg"
      title={looking ? 'What callers will read' : `How ${page.api.name} ${page.version.name} ends`}
      description={
        looking
          ? 'Nothing is saved yet.'
          : 'Gateways keep to these dates by their own clock. Nothing is deployed, and it can be taken back until the sunset.'
      }
      footer={
        looking ? (
          <>
            <Button variant="ghost" onClick={back}>
              Back
            </Button>
            <Button
              variant="primary"
              loading={save.running}
              onClick={() => save.run({ ...name, ...planOf(draft) }, view.etag).catch(() => setLooking(false))}
            >
              {view.program ? 'Save the plan' : 'Plan it'}
            </Button>
          </>
        ) : (
          <>
            <Button variant="ghost" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" form={form} variant="primary" loading={preview.running}>
              See what callers read
            </Button>
          </>
        )
      }
    >
      {looking && seen ? (
        <PlanPreview preview={seen} view={view} plan={planOf(draft)} />
      ) : (
        <ProblemForm
          id={form}
          problem={save.problem ?? preview.problem}
          submit={() => {
            save.reset()
            return preview.run({ ...name, ...planOf(draft) }).then(setSeen)
          }}
        >
          <PlanFields
            draft={draft}
            onChange={(over) => setDraft((before) => ({ ...before, ...over }))}
            successor={saved ? { id: saved.id, label: `${saved.api.name} ${saved.name}` } : null}
            needsReason={view.program !== null}
          />
        </ProblemForm>
      )}
    </Dialog>
  )
}
