import type { Metadata } from 'next'
import { EditRolePage } from '../../../../../../features/roles/role-editor-page.tsx'

export const metadata: Metadata = { title: 'Edit role' }

export default async function Page({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params
  return <EditRolePage id={id} />
}
