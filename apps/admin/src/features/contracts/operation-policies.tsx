'use client'
import { type OperationView, putOperationSettings } from '@gatehouse/contracts/endpoints/contracts'
import { toast } from '@gatehouse/ui/toast'
import { useAct } from '../../api/use-act.ts'
import { useVersion } from '../apis/version-context.tsx'
import { PoliciesForm } from '../policy/policies-form.tsx'

/** Policies of one operation. */
export function OperationPolicies({ operation, etag }: { operation: OperationView; etag: number }) {
  const { page, name } = useVersion()
  const act = useAct(putOperationSettings, {
    onDone: () => toast.success('Saved in the working copy', { description: 'It runs from the next deploy on.' }),
  })
  return (
    <PoliciesForm
      title="Policies of this operation"
      description="They hold beside those of all operations; each must let a call pass."
      uses={operation.settings.policies}
      why={page.can.edit.allowed ? null : page.can.edit.why}
      running={act.running}
      problem={act.problem}
      save={(policies) => act.run({ ...name, operation: operation.id, policies }, etag)}
    />
  )
}
