'use client'
import type { EndpointOutput } from '@gatehouse/contracts/endpoint'
import { type getWorkingCopy, putVersionSettings } from '@gatehouse/contracts/endpoints/contracts'
import { toast } from '@gatehouse/ui/toast'
import { useAct } from '../../api/use-act.ts'
import { useVersion } from '../apis/version-context.tsx'
import { PoliciesForm } from '../policy/policies-form.tsx'

/** Policies of all operations of a version. */
export function VersionPolicies({ copy }: { copy: EndpointOutput<typeof getWorkingCopy> }) {
  const { page, name } = useVersion()
  const act = useAct(putVersionSettings, {
    onDone: () => toast.success('Saved in the working copy', { description: 'It runs from the next deploy on.' }),
  })
  return (
    <PoliciesForm
      title="Policies of all operations"
      description="Beside them an operation can have its own, on its page. Guardrails of the organization hold above both."
      uses={copy.content.policies}
      why={page.can.edit.allowed ? null : page.can.edit.why}
      running={act.running}
      problem={act.problem}
      save={(policies) => act.run({ ...name, policies }, copy.etag)}
    />
  )
}
