'use client'
import type { EndpointOutput } from '@gatehouse/contracts/endpoint'
import { putContractInfo } from '@gatehouse/contracts/endpoints/contract-editing'
import type { getWorkingCopy } from '@gatehouse/contracts/endpoints/contracts'
import { Button } from '@gatehouse/ui/button'
import { Card } from '@gatehouse/ui/card'
import { Field } from '@gatehouse/ui/field'
import { FormActions } from '@gatehouse/ui/form-actions'
import { IconButton } from '@gatehouse/ui/icon-button'
import { Input } from '@gatehouse/ui/input'
import { toast } from '@gatehouse/ui/toast'
import { Plus, X } from 'lucide-react'
import { useState } from 'react'
import { useAct } from '../../api/use-act.ts'
import { ProblemForm } from '../../components/problem-form.tsx'
import { useVersion } from '../apis/version-context.tsx'
import { MarkdownField } from './markdown-field.tsx'

type DocsEditorProps = { copy: EndpointOutput<typeof getWorkingCopy>; onDone: () => void }
type TagDraft = { key: number; name: string; description: string }

/** Title, first page and tags of the contract. */
export function DocsEditor({ copy: now, onDone }: DocsEditorProps) {
  const { name } = useVersion()
  // As it was when editing began: what others save meanwhile is told at the save.
  const [copy] = useState(now)
  const { contract } = copy.content
  const [description, setDescription] = useState(contract.description ?? '')
  const [tags, setTags] = useState<TagDraft[]>(() =>
    contract.tags.map((tag, key) => ({ key, name: tag.name, description: tag.description ?? '' })),
  )
  const save = useAct(putContractInfo, {
    onDone: () => {
      toast.success('Docs are saved in the working copy', { description: 'Developers see them after the next deploy.' })
      onDone()
    },
  })
  const change = (key: number, part: Partial<TagDraft>) =>
    setTags((now) => now.map((tag) => (tag.key === key ? { ...tag, ...part } : tag)))
  return (
    <ProblemForm
      problem={save.problem}
      submit={(form) => {
        const text = (field: string) => String(form.get(field) ?? '').trim()
        return save.run(
          {
            ...name,
            info: {
              title: text('info.title'),
              summary: text('info.summary') || null,
              version: text('info.version'),
              description: description.trim() === '' ? null : description,
              tags: tags
                .filter((tag) => tag.name.trim() !== '')
                .map((tag) => ({
                  name: tag.name.trim(),
                  ...(tag.description.trim() === '' ? {} : { description: tag.description.trim() }),
                })),
            },
          },
          copy.etag,
        )
      }}
    >
      <Card title="Docs">
        <div className="flex flex-col gap-4">
          <div className="grid gap-4 sm:grid-cols-[1fr_10rem]">
            <Field label="Title" name="info.title" required>
              <Input defaultValue={contract.title} maxLength={200} />
            </Field>
            <Field label="Contract version" name="info.version">
              <Input mono defaultValue={contract.version} />
            </Field>
          </div>
          <Field label="Summary" name="info.summary" optional>
            <Input defaultValue={contract.summary ?? ''} />
          </Field>
          <MarkdownField
            label="First page"
            name="info.description"
            rows={14}
            value={description}
            onChange={setDescription}
          />
        </div>
      </Card>
      <Card title="Tags" description="Groups of the reference, in this order.">
        <div className="flex flex-col gap-3">
          {tags.map((tag) => (
            <div key={tag.key} className="flex flex-wrap items-end gap-3">
              <Field label="Tag" className="w-44">
                <Input value={tag.name} onChange={({ target }) => change(tag.key, { name: target.value })} />
              </Field>
              <Field label="Description" className="min-w-48 flex-1">
                <Input
                  value={tag.description}
                  onChange={({ target }) => change(tag.key, { description: target.value })}
                />
              </Field>
              <IconButton
                label={`Remove tag ${tag.name}`}
                icon={<X aria-hidden />}
                variant="ghost"
                onClick={() => setTags((now) => now.filter((one) => one.key !== tag.key))}
              />
            </div>
          ))}
          <div>
            <Button
              size="sm"
              variant="ghost"
              icon={<Plus aria-hidden />}
              onClick={() =>
                setTags((now) => [
                  ...now,
                  { key: Math.max(0, ...now.map(({ key }) => key)) + 1, name: '', description: '' },
                ])
              }
            >
              Add a tag
            </Button>
          </div>
        </div>
      </Card>
      <FormActions note="Saved in the working copy.">
        <Button onClick={onDone}>Cancel</Button>
        <Button type="submit" variant="primary" loading={save.running}>
          Save docs
        </Button>
      </FormActions>
    </ProblemForm>
  )
}
