'use client'
import type { OperationDescription } from '@gatehouse/contracts/api-description'
import { addOperation, putOperationDefinition } from '@gatehouse/contracts/endpoints/contract-editing'
import type { Json } from '@gatehouse/contracts/json'
import { Checkbox } from '@gatehouse/ui/checkbox'
import { FormActions } from '@gatehouse/ui/form-actions'
import { LinkButton } from '@gatehouse/ui/link-button'
import { toast } from '@gatehouse/ui/toast'
import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { useAct } from '../../api/use-act.ts'
import { ActButton } from '../../components/act-button.tsx'
import { ProblemForm } from '../../components/problem-form.tsx'
import { useVersion } from '../apis/version-context.tsx'
import { errorsBelow, openProblem } from './open-errors.ts'
import { readDefinition } from './operation-draft.ts'
import { OperationFields } from './operation-fields.tsx'
import { SourceEditor } from './source-editor.tsx'
import { TwoSides } from './two-sides.tsx'

type OperationEditorProps = {
  /** Undefined: a new one. */
  id?: string
  before: OperationDescription
  etag: number
  shared: readonly string[]
  schemes: readonly string[]
}

/** An operation in a form and as source; both are the same draft, and nothing is saved until it is right. */
export function OperationEditor({ id, before: found, etag: now, shared, schemes }: OperationEditorProps) {
  const { page, name, base } = useVersion()
  const router = useRouter()
  // As it was when the page was opened: what others save meanwhile is told at the save, and never takes a draft away.
  const [{ before, etag }] = useState({ before: found, etag: now })
  const [draft, setDraft] = useState(before)
  const [shape, setShape] = useState<readonly { pointer: string; expected: string }[]>([])
  const [broken, setBroken] = useState(false)
  const [keep, setKeep] = useState(false)
  const done = { description: 'It runs from the next deploy on.' }
  const add = useAct(addOperation, {
    onDone: ({ operation }) => {
      toast.success(`${operation.key} is in the working copy`, done)
      router.push(`${base}/contract/${operation.id}`)
    },
  })
  const define = useAct(putOperationDefinition, {
    onDone: ({ operation }) => {
      toast.success(`${operation.key} is saved in the working copy`, done)
      router.push(`${base}/contract/${operation.id}`)
    },
  })
  const act = id === undefined ? add : define
  const moved = id !== undefined && (draft.method !== before.method || draft.path !== before.path)
  const [sent, setSent] = useState<Json>()
  const problem = openProblem(act.problem, '/definition', sent, draft as Json)
  const submit = () => {
    const definition = { ...draft }
    setSent(draft as Json)
    return id === undefined
      ? add.run({ ...name, definition }, etag)
      : define.run({ ...name, operation: id, definition, keepUpstream: moved && keep }, etag)
  }
  return (
    <ProblemForm problem={problem} submit={submit} className="flex min-w-0 flex-col gap-5">
      <TwoSides
        form={<OperationFields operation={draft} shared={shared} schemes={schemes} onChange={setDraft} />}
        source={
          <SourceEditor
            label="Operation as source"
            value={draft as Json}
            errors={shape.length > 0 ? shape : errorsBelow(problem, '/definition')}
            onBroken={setBroken}
            onValue={(value) => {
              const read = readDefinition(value)
              setShape(read.ok ? [] : read.errors)
              setBroken(!read.ok)
              if (read.ok) setDraft(value as OperationDescription & typeof read.definition)
            }}
          />
        }
      />
      <FormActions
        sticky
        note={
          moved ? (
            <Checkbox
              label={`The backend is still called at ${before.method} ${before.path}`}
              checked={keep}
              onChange={({ target }) => setKeep(target.checked)}
            />
          ) : (
            'Saved in the working copy; it runs from the next deploy on.'
          )
        }
      >
        <LinkButton href={id === undefined ? `${base}/contract` : `${base}/contract/${id}`}>Cancel</LinkButton>
        <ActButton
          type="submit"
          variant="primary"
          loading={act.running}
          why={!page.can.edit.allowed ? page.can.edit.why : broken ? 'The source has an error.' : null}
        >
          {id === undefined ? 'Add operation' : 'Save operation'}
        </ActButton>
      </FormActions>
    </ProblemForm>
  )
}
