'use client'
import { removeOperation } from '@gatehouse/contracts/endpoints/contract-editing'
import type { OperationView } from '@gatehouse/contracts/endpoints/contracts'
import { Button } from '@gatehouse/ui/button'
import { ConfirmDialog } from '@gatehouse/ui/confirm-dialog'
import { useRouter } from 'next/navigation'
import { useAct } from '../../api/use-act.ts'
import { useVersion } from '../apis/version-context.tsx'

/** Takes an operation out of the working copy. */
export function RemoveOperation({ operation, etag }: { operation: OperationView; etag: number }) {
  const { page, name, base } = useVersion()
  const router = useRouter()
  const remove = useAct(removeOperation)
  if (!page.can.edit.allowed) return null
  return (
    <ConfirmDialog
      title={`Remove ${operation.key}?`}
      consequence="Callers get 404 from the next deploy on. What runs goes on with it until then; added again with the same method and path, it is the same operation."
      action="Remove operation"
      trigger={
        <Button size="sm" variant="ghost">
          Remove
        </Button>
      }
      onConfirm={async () => {
        await remove.run({ ...name, operation: operation.id }, etag)
        router.push(`${base}/contract`)
      }}
    />
  )
}
