'use client'
import { addBackend, removeBackend } from '@gatehouse/contracts/endpoints/contracts'
import { Button } from '@gatehouse/ui/button'
import { ConfirmDialog } from '@gatehouse/ui/confirm-dialog'
import { Dialog } from '@gatehouse/ui/dialog'
import { Field } from '@gatehouse/ui/field'
import { plural } from '@gatehouse/ui/format'
import { IconButton } from '@gatehouse/ui/icon-button'
import { Input } from '@gatehouse/ui/input'
import { Trash2 } from 'lucide-react'
import { useAct } from '../../api/use-act.ts'
import { useRead } from '../../api/use-read.ts'
import { ProblemForm } from '../../components/problem-form.tsx'
import { useVersion } from '../apis/version-context.tsx'
import { workingCopyRead } from '../contracts/queries.ts'

/** The names of the version's backends; most APIs have one. */
export function BackendNames() {
  const { page, name } = useVersion()
  const workingCopy = useRead(workingCopyRead(name), { enabled: page.contract !== null })
  const add = useAct(addBackend)
  const remove = useAct(removeBackend)
  if (!page.can.edit.allowed || !workingCopy.data) return null
  const { backends, etag } = workingCopy.data
  return (
    <Dialog
      title="Names of backends"
      description="An operation goes to the first one unless its settings name another."
      trigger={<Button size="sm">Names of backends</Button>}
    >
      <div className="flex flex-col gap-5">
        <ul className="divide-y divide-line rounded-lg border border-line">
          {backends.map((backend) => (
            <li key={backend.id} className="flex min-h-10 items-center gap-3 px-3 py-1.5 text-sm">
              <code className="font-medium">{backend.name}</code>
              <span className="min-w-0 flex-1 truncate text-muted">
                {backend.description || `used by ${plural(backend.usedBy, 'operation')}`}
              </span>
              {backends.length > 1 && backend.usedBy === 0 && (
                <ConfirmDialog
                  title={`Remove ${backend.name}?`}
                  consequence="No operation uses it. Its addresses stay saved on the stages until they are changed."
                  action="Remove backend"
                  trigger={
                    <IconButton label={`Remove ${backend.name}`} icon={<Trash2 aria-hidden />} variant="ghost" />
                  }
                  onConfirm={async () => {
                    await remove.run({ ...name, backend: backend.name }, etag)
                  }}
                />
              )}
            </li>
          ))}
        </ul>
        <ProblemForm
          problem={add.problem}
          submit={async (form) => {
            await add.run(
              { ...name, name: String(form.get('name')), description: String(form.get('description')) },
              etag,
            )
          }}
        >
          <div className="grid gap-3 sm:grid-cols-2">
            <Field label="Another backend" name="name" required hint="Lower case, digits, hyphens.">
              <Input mono pattern="[a-z][a-z0-9\-]{0,39}" placeholder="payments" />
            </Field>
            <Field label="Description" name="description" optional>
              <Input maxLength={300} />
            </Field>
          </div>
          <div>
            <Button type="submit" loading={add.running}>
              Add backend
            </Button>
          </div>
        </ProblemForm>
      </div>
    </Dialog>
  )
}
