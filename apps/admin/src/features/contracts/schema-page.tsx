'use client'
import type { JsonSchema } from '@gatehouse/contracts/api-description'
import { putSchema, removeSchema } from '@gatehouse/contracts/endpoints/contract-editing'
import type { Json } from '@gatehouse/contracts/json'
import { Button } from '@gatehouse/ui/button'
import { Card } from '@gatehouse/ui/card'
import { ConfirmDialog } from '@gatehouse/ui/confirm-dialog'
import { Field } from '@gatehouse/ui/field'
import { FormActions } from '@gatehouse/ui/form-actions'
import { plural } from '@gatehouse/ui/format'
import { Input } from '@gatehouse/ui/input'
import { SkeletonText } from '@gatehouse/ui/skeleton'
import { TextLink } from '@gatehouse/ui/text-link'
import { toast } from '@gatehouse/ui/toast'
import { ArrowLeft } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { useAct } from '../../api/use-act.ts'
import { useRead } from '../../api/use-read.ts'
import { ActButton } from '../../components/act-button.tsx'
import { Loaded } from '../../components/loaded.tsx'
import { ProblemForm } from '../../components/problem-form.tsx'
import { useVersion } from '../apis/version-context.tsx'
import { Sentence } from '../deployments/change-list.tsx'
import { errorsBelow, openProblem } from './open-errors.ts'
import { schemaRead, workingCopyRead } from './queries.ts'
import { SchemaFields } from './schema-fields.tsx'
import { SourceEditor } from './source-editor.tsx'
import { TwoSides } from './two-sides.tsx'

/** One shared schema: its form and source, its name, and who uses it. */
export function SchemaPage({ schema }: { schema: string }) {
  const { name, base } = useVersion()
  const query = useRead(schemaRead(name, schema))
  const copy = useRead(workingCopyRead(name))
  return (
    <div className="flex min-w-0 flex-col gap-5">
      <TextLink
        href={`${base}/contract/schemas`}
        quiet
        className="inline-flex w-fit items-center gap-1.5 text-muted text-sm"
      >
        <ArrowLeft aria-hidden className="size-3.5" /> All schemas
      </TextLink>
      <h2 className="font-mono text-lg">{schema}</h2>
      <Loaded query={query} what="schema" needs="api.read" skeleton={<SkeletonText lines={10} />}>
        {(data) => (
          <SchemaEditor
            key={data.name}
            name={data.name}
            before={data.schema as JsonSchema}
            usedBy={data.usedBy}
            uses={data.uses}
            etag={data.workingCopyEtag}
            shared={Object.keys(copy.data?.content.contract.schemas ?? data.schemas)}
          />
        )}
      </Loaded>
    </div>
  )
}

type SchemaEditorProps = {
  name: string
  before: JsonSchema
  usedBy: readonly string[]
  uses: number
  etag: number
  shared: readonly string[]
}

function SchemaEditor({ name: schemaName, before, usedBy, uses, etag: now, shared }: SchemaEditorProps) {
  const { page, name, base } = useVersion()
  const router = useRouter()
  // Of the opened or last saved state: what others save meanwhile is told at the save, and never takes a draft away.
  const [etag, setEtag] = useState(now)
  const [draft, setDraft] = useState<JsonSchema>(before)
  const [rename, setRename] = useState(schemaName)
  const [broken, setBroken] = useState(false)
  const [shape, setShape] = useState<string>()
  const all = `${base}/contract/schemas`
  const save = useAct(putSchema, {
    onDone: (saved) => {
      setEtag(saved.etag)
      toast.success(`${saved.name} is saved in the working copy`, { description: 'It runs from the next deploy on.' })
      if (saved.name !== schemaName) router.push(`${all}/${encodeURIComponent(saved.name)}`)
    },
  })
  const remove = useAct(removeSchema, { onDone: () => router.push(all) })
  const [sent, setSent] = useState<Json>()
  const problem = openProblem(save.problem, '/schema', sent, draft as Json)
  const why = !page.can.edit.allowed ? page.can.edit.why : broken || shape ? 'The source has an error.' : null
  return (
    <ProblemForm
      problem={problem}
      className="flex min-w-0 flex-col gap-5"
      submit={() => {
        setSent(draft as Json)
        return save.run({ ...name, schemaName, schema: draft, ...(rename === schemaName ? {} : { rename }) }, etag)
      }}
    >
      <TwoSides
        form={
          <div className="flex min-w-0 flex-col gap-6">
            <Card title="Schema">
              <div className="flex min-w-0 flex-col gap-4">
                <Field label="Name" name="rename" hint="With another name, everything that refers to it follows.">
                  <Input
                    mono
                    value={rename}
                    pattern="[A-Za-z0-9._\-]{1,120}"
                    onChange={({ target }) => setRename(target.value)}
                  />
                </Field>
                <SchemaFields
                  schema={draft}
                  onChange={setDraft}
                  shared={shared.filter((one) => one !== schemaName)}
                  at="schema"
                  label={schemaName}
                />
              </div>
            </Card>
            <Card title="Used by" description={uses === 0 ? 'Nothing refers to it.' : plural(uses, 'place')}>
              <ul className="flex flex-col gap-1 text-sm">
                {usedBy.map((user) => (
                  <li key={user}>
                    <Sentence text={user} />
                  </li>
                ))}
              </ul>
            </Card>
          </div>
        }
        source={
          <SourceEditor
            label="Schema as source"
            value={draft as Json}
            errors={shape ? [{ pointer: '', expected: shape }] : errorsBelow(problem, '/schema')}
            onBroken={setBroken}
            onValue={(value) => {
              const fits =
                typeof value === 'boolean' || (typeof value === 'object' && value !== null && !Array.isArray(value))
              setShape(fits ? undefined : 'an object, true or false')
              if (fits) setDraft(value)
            }}
          />
        }
      />
      <FormActions
        sticky
        note={
          page.can.edit.allowed && (
            <ConfirmDialog
              title={`Remove ${schemaName}?`}
              consequence={
                uses === 0
                  ? 'Nothing refers to it. What runs keeps it until the next deploy.'
                  : 'Something refers to it: that has to change first.'
              }
              action="Remove schema"
              trigger={<Button variant="ghost">Remove schema</Button>}
              onConfirm={async () => {
                await remove.run({ ...name, schemaName }, etag)
              }}
            />
          )
        }
      >
        <ActButton type="submit" variant="primary" loading={save.running} why={why}>
          Save schema
        </ActButton>
      </FormActions>
    </ProblemForm>
  )
}
