'use client'
import { type AccessChangeView, commentAccessChange } from '@gatehouse/contracts/endpoints/access-changes'
import { Button } from '@gatehouse/ui/button'
import { Card } from '@gatehouse/ui/card'
import { Field } from '@gatehouse/ui/field'
import { RelativeTime } from '@gatehouse/ui/relative-time'
import { Textarea } from '@gatehouse/ui/textarea'
import { useState } from 'react'
import { useAct } from '../../api/use-act.ts'
import { ProblemForm } from '../../components/problem-form.tsx'

/** What people say to each other about a change. */
export function ChangeComments({ change }: { change: AccessChangeView }) {
  const [text, setText] = useState('')
  const act = useAct(commentAccessChange, { onDone: () => setText('') })
  return (
    <Card title="Comments">
      <div className="flex flex-col gap-3 text-sm">
        {change.comments.length === 0 && !change.acts.comment.allowed && (
          <p className="text-muted">Nobody commented.</p>
        )}
        <ul className="flex flex-col gap-3 empty:hidden">
          {change.comments.map((comment) => (
            <li key={comment.id}>
              <p className="text-muted text-xs">
                <span className="font-medium text-fg">{comment.by.name}</span> <RelativeTime value={comment.at} />
              </p>
              <p className="whitespace-pre-wrap [overflow-wrap:anywhere]">{comment.text}</p>
            </li>
          ))}
        </ul>
        {change.acts.comment.allowed && (
          <ProblemForm
            problem={act.problem}
            className="flex flex-col gap-2"
            submit={() => act.run({ change: change.id, text })}
          >
            <Field label="Comment" name="text" hideLabel>
              <Textarea
                rows={2}
                value={text}
                maxLength={2_000}
                placeholder="Ask, or say what you looked at"
                onChange={(event) => setText(event.target.value)}
              />
            </Field>
            <Button type="submit" size="sm" className="self-end" loading={act.running} disabled={text.trim() === ''}>
              Comment
            </Button>
          </ProblemForm>
        )}
      </div>
    </Card>
  )
}
