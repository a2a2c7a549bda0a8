'use client'
import { operationKey } from '@gatehouse/contracts/api-description'
import { SkeletonText } from '@gatehouse/ui/skeleton'
import { TextLink } from '@gatehouse/ui/text-link'
import { ArrowLeft } from 'lucide-react'
import { useRead } from '../../api/use-read.ts'
import { Loaded } from '../../components/loaded.tsx'
import { useVersion } from '../apis/version-context.tsx'
import { newOperation } from './operation-draft.ts'
import { OperationEditor } from './operation-editor.tsx'
import { workingCopyRead } from './queries.ts'

/** Writes an operation by hand: a new one, or what the contract says of one that is there. */
export function OperationEditorPage({ operation }: { operation?: string }) {
  const { name, base } = useVersion()
  const query = useRead(workingCopyRead(name))
  return (
    <div className="flex min-w-0 flex-col gap-5">
      <TextLink
        href={operation === undefined ? `${base}/contract` : `${base}/contract/${operation}`}
        quiet
        className="inline-flex w-fit items-center gap-1.5 text-muted text-sm"
      >
        <ArrowLeft aria-hidden className="size-3.5" /> {operation === undefined ? 'All operations' : 'The operation'}
      </TextLink>
      <h2 className="text-lg">{operation === undefined ? 'New operation' : 'Edit the operation'}</h2>
      <Loaded query={query} what="working copy" needs="api.read" skeleton={<SkeletonText lines={12} />}>
        {({ content, etag }) => {
          const key = Object.entries(content.operations).find(([, { id }]) => id === operation)?.[0]
          const found = content.contract.operations.find((one) => operationKey(one) === key)
          if (operation !== undefined && !found)
            return <p className="text-muted">The contract has no such operation any more.</p>
          return (
            <OperationEditor
              key={operation ?? 'new'}
              {...(operation === undefined ? {} : { id: operation })}
              before={found ?? newOperation}
              etag={etag}
              shared={Object.keys(content.contract.schemas)}
              schemes={Object.keys(content.contract.securitySchemes)}
            />
          )
        }}
      </Loaded>
    </div>
  )
}
