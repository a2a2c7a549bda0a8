import type { Metadata } from 'next'
import { tasksRead } from '../../../features/promotions/queries.ts'
import { TasksPage } from '../../../features/promotions/tasks-page.tsx'
import { Prefetched } from '../../../server/prefetched.tsx'

export const metadata: Metadata = { title: 'Tasks' }

export default function Page() {
  return (
    <Prefetched reads={[tasksRead()]}>
      <TasksPage />
    </Prefetched>
  )
}
