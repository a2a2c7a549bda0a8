'use client'
import { putStageValues, type StageValuesView } from '@gatehouse/contracts/endpoints/deployments'
import type { StageValues } from '@gatehouse/contracts/stage-values'
import { Badge } from '@gatehouse/ui/badge'
import { Card } from '@gatehouse/ui/card'
import { FormActions } from '@gatehouse/ui/form-actions'
import { RelativeTime } from '@gatehouse/ui/relative-time'
import { StatusWord } from '@gatehouse/ui/status-word'
import { toast } from '@gatehouse/ui/toast'
import { useState } from 'react'
import { useAct } from '../../api/use-act.ts'
import { ActButton } from '../../components/act-button.tsx'
import { ProblemForm } from '../../components/problem-form.tsx'
import { useVersion } from '../apis/version-context.tsx'
import { type BackendDraft, BackendFields, draftOf, valuesOf } from './backend-fields.tsx'
import { SecretsPanel } from './secrets-panel.tsx'
import { modesOf, modesToValues, type StageModes, ValidationFields } from './validation-fields.tsx'

/** One stage's values, saved together: what runs changes only with the next deploy. */
export function StageValuesForm({ view }: { view: StageValuesView }) {
  const { page, name } = useVersion()
  const names = [...new Set([...view.backends.map((backend) => backend.name), ...Object.keys(view.values.backends)])]
  const [drafts, setDrafts] = useState<Record<string, BackendDraft>>(() =>
    Object.fromEntries(names.map((one) => [one, draftOf(view.values.backends[one])])),
  )
  const [modes, setModes] = useState<StageModes>(() => modesOf(view.values))
  const save = useAct(putStageValues, {
    onDone: () =>
      toast.success(`Values of ${view.stage.name} are saved`, { description: 'They run from the next deploy on.' }),
  })
  const submit = () => {
    const values: StageValues = {
      backends: Object.fromEntries(
        Object.entries(drafts).flatMap(([one, draft]) => {
          const said = valuesOf(draft)
          return said ? [[one, said]] : []
        }),
      ),
      ...modesToValues(modes),
      ...(view.values.operations ? { operations: view.values.operations } : {}),
    }
    return save.run({ ...name, stage: view.stage.slug, values }, view.etag)
  }
  const waiting = view.number > 0 && view.deployedNumber !== null && view.deployedNumber !== view.number
  return (
    <Card
      id={view.stage.slug}
      className="scroll-mt-16"
      title={
        <span className="flex flex-wrap items-center gap-2">
          {view.stage.name}
          {view.stage.exposure === 'live' && <Badge tone="production">Live</Badge>}
          {view.missing.length > 0 && (
            <StatusWord tone="warn">Missing: {view.missing.map((one) => one.name).join(', ')}</StatusWord>
          )}
          {waiting && <StatusWord tone="warn">Saved, not deployed</StatusWord>}
        </span>
      }
      description={
        view.savedAt ? (
          <>
            Saved <RelativeTime value={view.savedAt} />
          </>
        ) : (
          'No values yet'
        )
      }
    >
      <ProblemForm problem={save.problem} submit={submit} className="flex flex-col gap-5">
        {names.map((one) => {
          const draft = drafts[one]
          return draft ? (
            <BackendFields
              key={one}
              name={one}
              description={view.backends.find((backend) => backend.name === one)?.description ?? ''}
              secrets={view.secrets.map((secret) => secret.name)}
              draft={draft}
              onChange={(next) => setDrafts((now) => ({ ...now, [one]: next }))}
            />
          ) : null
        })}
        <ValidationFields stage={view.stage} values={view.values} modes={modes} onChange={setModes} />
        <FormActions>
          <ActButton type="submit" loading={save.running} why={page.can.edit.allowed ? null : page.can.edit.why}>
            Save values of {view.stage.name}
          </ActButton>
        </FormActions>
      </ProblemForm>
      <SecretsPanel view={view} />
    </Card>
  )
}
