'use client'
import type { OperationDescription } from '@gatehouse/contracts/api-description'
import { Button } from '@gatehouse/ui/button'
import { Card } from '@gatehouse/ui/card'
import { Field } from '@gatehouse/ui/field'
import { IconButton } from '@gatehouse/ui/icon-button'
import { Input } from '@gatehouse/ui/input'
import { Plus, X } from 'lucide-react'
import { ContentFields } from './content-fields.tsx'

type Responses = OperationDescription['responses']

type ResponseListProps = {
  responses: Responses
  shared: readonly string[]
  onChange: (responses: Responses) => void
}

const usual = ['200', '201', '204', '400', '404', 'default']
const words: Readonly<Record<string, string>> = {
  200: 'OK',
  201: 'Created',
  204: 'No content',
  400: 'Bad request',
  404: 'Not found',
  default: 'An error',
}

/** What the operation answers, by status. */
export function ResponseList({ responses, shared, onChange }: ResponseListProps) {
  const entries = Object.entries(responses)
  const put = (index: number, status: string, response: Responses[string]) =>
    onChange(Object.fromEntries(entries.map((entry, i) => (i === index ? [status, response] : entry))))
  const next = usual.find((status) => !(status in responses)) ?? '500'
  return (
    <Card
      title="Answers"
      actions={
        <Button
          size="sm"
          variant="ghost"
          icon={<Plus aria-hidden />}
          onClick={() => onChange({ ...responses, [next]: { description: words[next] ?? 'An answer' } })}
        >
          Add an answer
        </Button>
      }
    >
      {entries.length === 0 && <p className="text-muted text-sm">None is described yet; the mock then answers 200.</p>}
      <div className="flex flex-col gap-5">
        {entries.map(([status, response], index) => (
          <fieldset key={status} className="flex min-w-0 flex-col gap-3">
            <legend className="sr-only">Answer {status}</legend>
            <div className="flex items-end gap-3">
              <Field label="Status" name={`definition.responses.${status}`} className="w-24">
                <Input
                  mono
                  defaultValue={status}
                  onBlur={({ target }) => {
                    const name = target.value.trim()
                    if (name === '' || (name !== status && name in responses)) target.value = status
                    else if (name !== status) put(index, name, response)
                  }}
                />
              </Field>
              <Field label="Meaning" name={`definition.responses.${status}.description`} className="flex-1">
                <Input
                  value={response.description}
                  onChange={({ target }) => put(index, status, { ...response, description: target.value })}
                />
              </Field>
              <IconButton
                label={`Remove answer ${status}`}
                icon={<X aria-hidden />}
                variant="ghost"
                onClick={() => onChange(Object.fromEntries(entries.filter((_, i) => i !== index)))}
              />
            </div>
            <ContentFields
              content={response.content ?? {}}
              shared={shared}
              at={`definition.responses.${status}.content`}
              label={`answer ${status}`}
              onChange={(content) => put(index, status, { ...response, content })}
            />
          </fieldset>
        ))}
      </div>
    </Card>
  )
}
