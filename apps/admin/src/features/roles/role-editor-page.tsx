'use client'
import { EmptyState } from '@gatehouse/ui/empty-state'
import { Page } from '@gatehouse/ui/page'
import { PageHeader } from '@gatehouse/ui/page-header'
import { SkeletonCards } from '@gatehouse/ui/skeleton'
import { useRead } from '../../api/use-read.ts'
import { Loaded } from '../../components/loaded.tsx'
import { roleRead, rolesRead } from '../people/queries.ts'
import { TrailName } from '../shell/trail.tsx'
import { RoleEditor } from './role-editor.tsx'

/** A new role, from nothing or as a copy. */
export function NewRolePage({ from }: { from: string | null }) {
  const roles = useRead(rolesRead())
  return (
    <Page>
      <PageHeader title="New role" facts="It can hold what you hold yourself for the whole organization." />
      <Loaded query={roles} what="roles" skeleton={<SkeletonCards count={3} />}>
        {({ items }) => {
          const copied = items.find(({ id }) => id === from)
          return <RoleEditor key={copied?.id ?? ''} {...(copied ? { from: copied } : {})} />
        }}
      </Loaded>
    </Page>
  )
}

export function EditRolePage({ id }: { id: string }) {
  const query = useRead(roleRead(id))
  return (
    <Page>
      <Loaded query={query} what="role" skeleton={<SkeletonCards count={3} />}>
        {(role) => (
          <>
            <TrailName segment={role.id} name={role.name} />
            <PageHeader title={`Edit ${role.name}`} />
            {role.builtIn ? (
              <EmptyState title="A built-in role does not change" why="Copy it under another name instead." />
            ) : (
              <RoleEditor key={role.id} role={role} />
            )}
          </>
        )}
      </Loaded>
    </Page>
  )
}
