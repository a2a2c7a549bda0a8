'use client'
import type { Problem } from '@gatehouse/contracts/problems'
import { Button } from '@gatehouse/ui/button'
import { Card } from '@gatehouse/ui/card'
import { Field } from '@gatehouse/ui/field'
import { RelativeTime } from '@gatehouse/ui/relative-time'
import { Textarea } from '@gatehouse/ui/textarea'
import { useState } from 'react'
import { ProblemForm } from './problem-form.tsx'

type CommentsCardProps = {
  comments: readonly { id: string; by: { kind: string; name: string }; text: string; at: string }[]
  /** Absent: the reader may not comment. */
  write?: {
    /** Throws when it is refused; `problem` says why. */
    send: (text: string) => Promise<unknown>
    sending: boolean
    problem: Problem | undefined
    placeholder: string
    maxLength: number
  }
}

/** What people say to each other about something that waits for a decision. */
export function CommentsCard({ comments, write }: CommentsCardProps) {
  const [text, setText] = useState('')
  return (
    <Card title="Comments">
      <div className="flex flex-col gap-3 text-sm">
        {comments.length === 0 && !write && <p className="text-muted">Nobody commented.</p>}
        <ul className="flex flex-col gap-3 empty:hidden">
          {comments.map((comment) => (
            <li key={comment.id}>
              <p className="text-muted text-xs">
                <span className="font-medium text-fg">{comment.by.name || comment.by.kind}</span>{' '}
                <RelativeTime value={comment.at} />
              </p>
              <p className="whitespace-pre-wrap [overflow-wrap:anywhere]">{comment.text}</p>
            </li>
          ))}
        </ul>
        {write && (
          <ProblemForm
            problem={write.problem}
            className="flex flex-col gap-2"
            submit={async () => {
              await write.send(text)
              setText('')
            }}
          >
            <Field label="Comment" name="text" hideLabel>
              <Textarea
                rows={2}
                value={text}
                maxLength={write.maxLength}
                placeholder={write.placeholder}
                onChange={(event) => setText(event.target.value)}
              />
            </Field>
            <Button type="submit" size="sm" className="self-end" loading={write.sending} disabled={text.trim() === ''}>
              Comment
            </Button>
          </ProblemForm>
        )}
      </div>
    </Card>
  )
}
