'use client'
import type { RoleView } from '@gatehouse/contracts/endpoints/roles'
import { permissionTexts } from '@gatehouse/contracts/permissions'
import { EmptyState } from '@gatehouse/ui/empty-state'
import { TextLink } from '@gatehouse/ui/text-link'
import { Check } from 'lucide-react'
import { Fragment } from 'react'
import type { AreaRows } from './role-text.ts'

type PermissionTableProps = { caption: string; areas: readonly AreaRows[]; roles: readonly RoleView[] }

/** Which role allows what: a row for each permission in plain words, a column for each role. */
export function PermissionTable({ caption, areas, roles }: PermissionTableProps) {
  if (areas.length === 0)
    return <EmptyState compact title="No permission matches" why="Search by what one wants to do: “deploy”, “keys”." />
  return (
    // Tall and wide: the head and the first column stay in sight. The links of the head let the keyboard in.
    <section
      aria-label={caption}
      className="relative max-h-[75vh] overflow-auto rounded-lg border border-line bg-surface"
    >
      <table className="w-full border-separate border-spacing-0 text-sm">
        <caption className="sr-only">{caption}</caption>
        <thead>
          <tr>
            <th
              scope="col"
              className="sticky top-0 left-0 z-20 min-w-44 border-line border-b bg-surface px-4 py-2 text-left align-bottom font-medium text-muted sm:min-w-80"
            >
              Allows to
            </th>
            {roles.map((role) => (
              <th
                key={role.id}
                scope="col"
                className="sticky top-0 z-10 w-24 min-w-20 border-line border-b bg-surface px-2 py-2 text-center align-bottom font-medium"
              >
                <TextLink href={`/access/roles/${role.id}`} quiet>
                  {role.name}
                </TextLink>
              </th>
            ))}
          </tr>
        </thead>
        {areas.map(({ area, permissions }) => (
          <tbody key={area}>
            <tr>
              <th
                scope="rowgroup"
                colSpan={roles.length + 1}
                className="border-line border-b bg-sunken px-4 py-1.5 text-left font-medium text-muted text-xs"
              >
                <span className="sticky left-4">{area}</span>
              </th>
            </tr>
            {permissions.map((permission) => (
              <tr key={permission} className="group">
                <th
                  scope="row"
                  className="sticky left-0 z-10 border-line border-b bg-surface px-4 py-2 text-left font-normal group-hover:bg-hover"
                >
                  {permissionTexts[permission]}
                  <code className="block text-subtle text-xs">{permission}</code>
                </th>
                {roles.map((role) => (
                  <td key={role.id} className="border-line border-b px-2 text-center group-hover:bg-hover">
                    <Held held={role.permissions.includes(permission)} />
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        ))}
      </table>
    </section>
  )
}

function Held({ held }: { held: boolean }) {
  return (
    <Fragment>
      {held ? <Check aria-hidden className="mx-auto size-4 text-ok-text" /> : <span aria-hidden />}
      <span className="sr-only">{held ? 'Yes' : 'No'}</span>
    </Fragment>
  )
}
