'use client'
import { type AccessChangeView, commentAccessChange } from '@gatehouse/contracts/endpoints/access-changes'
import { useAct } from '../../api/use-act.ts'
import { CommentsCard } from '../../components/comments-card.tsx'

/** What people say to each other about a change. */
export function ChangeComments({ change }: { change: AccessChangeView }) {
  const { run, running, problem } = useAct(commentAccessChange)
  return (
    <CommentsCard
      comments={change.comments}
      {...(change.acts.comment.allowed && {
        write: {
          send: (text: string) => run({ change: change.id, text }),
          sending: running,
          problem,
          placeholder: 'Ask, or say what you looked at',
          maxLength: 2_000,
        },
      })}
    />
  )
}
