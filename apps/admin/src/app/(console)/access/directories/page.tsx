import type { Metadata } from 'next'
import { DirectoriesPage } from '../../../../features/directory/directories-page.tsx'
import { directoriesRead } from '../../../../features/directory/queries.ts'
import { Prefetched } from '../../../../server/prefetched.tsx'

export const metadata: Metadata = { title: 'Directories' }

export default function Page() {
  return (
    <Prefetched reads={[directoriesRead()]}>
      <DirectoriesPage />
    </Prefetched>
  )
}
