'use client'
import type { AssignmentView } from '@gatehouse/contracts/endpoints/roles'
import { permissionTexts } from '@gatehouse/contracts/permissions'
import { Card } from '@gatehouse/ui/card'
import { plural } from '@gatehouse/ui/format'
import { Input } from '@gatehouse/ui/input'
import { SkeletonText } from '@gatehouse/ui/skeleton'
import { Search } from 'lucide-react'
import { useState } from 'react'
import { useRead } from '../../api/use-read.ts'
import { Loaded } from '../../components/loaded.tsx'
import { rolesRead } from '../people/queries.ts'
import { effectivePermissions } from './effective-permissions.ts'
import { areasFor } from './role-text.ts'

/** What somebody may do by all his roles together, and where each comes from. */
export function EffectivePermissionsCard({ assignments }: { assignments: readonly AssignmentView[] }) {
  const roles = useRead(rolesRead())
  const [find, setFind] = useState('')
  return (
    <Card flush title="What they may do" description="By all roles together, each with where it comes from.">
      <Loaded compact query={roles} what="roles" skeleton={<SkeletonText lines={6} />}>
        {({ items }) => {
          const effective = effectivePermissions(assignments, items)
          const sources = new Map(effective.map((one) => [one.permission, one.sources]))
          const areas = areasFor(find, (name) => sources.has(name))
          if (effective.length === 0)
            return <p className="px-4 py-4 text-muted text-sm">Nothing: the console shows them nothing.</p>
          return (
            <details className="group">
              <summary className="cursor-pointer px-4 py-3 text-accent-text text-sm">
                {plural(effective.length, 'permission', 'permissions')}
              </summary>
              <div className="border-line border-t px-4 py-3">
                <Input
                  type="search"
                  aria-label="Find a permission"
                  placeholder="Find a permission"
                  leading={<Search aria-hidden />}
                  value={find}
                  onChange={(event) => setFind(event.target.value)}
                />
              </div>
              {areas.map(({ area, permissions }) => (
                <section key={area} aria-label={area}>
                  <h3 className="border-line border-y bg-sunken px-4 py-1.5 font-medium text-muted text-xs">{area}</h3>
                  <ul className="divide-y divide-line">
                    {permissions.map((name) => (
                      <li key={name} className="grid gap-x-6 px-4 py-2 text-sm sm:grid-cols-2">
                        <span>{permissionTexts[name]}</span>
                        <ul className="text-muted">
                          {sources.get(name)?.map(({ assignmentId, text }) => (
                            <li key={assignmentId}>{text}</li>
                          ))}
                        </ul>
                      </li>
                    ))}
                  </ul>
                </section>
              ))}
              {areas.length === 0 && <p className="px-4 py-4 text-muted text-sm">No permission matches “{find}”.</p>}
            </details>
          )
        }}
      </Loaded>
    </Card>
  )
}
