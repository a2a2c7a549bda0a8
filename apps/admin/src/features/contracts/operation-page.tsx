'use client'
import { Badge } from '@gatehouse/ui/badge'
import { LinkButton } from '@gatehouse/ui/link-button'
import { SkeletonText } from '@gatehouse/ui/skeleton'
import { StatusWord } from '@gatehouse/ui/status-word'
import { TextLink } from '@gatehouse/ui/text-link'
import { ArrowLeft } from 'lucide-react'
import { useRead } from '../../api/use-read.ts'
import { Loaded } from '../../components/loaded.tsx'
import { Markdown } from '../../components/markdown.tsx'
import { useVersion } from '../apis/version-context.tsx'
import { InheritedGuardrails } from '../guardrails/inherited-guardrails.tsx'
import { BodyLimitsForm } from './body-limits-form.tsx'
import { MappingForm } from './mapping-form.tsx'
import { OperationContract } from './operation-contract.tsx'
import { OperationName } from './operation-name.tsx'
import { OperationPauses } from './operation-pauses.tsx'
import { OperationPolicies } from './operation-policies.tsx'
import { OperationSettingsForm } from './operation-settings-form.tsx'
import { operationRead } from './queries.ts'
import { RemoveOperation } from './remove-operation.tsx'
import { UndeclaredForm } from './undeclared-form.tsx'

/** One operation: what the contract says of it, and what people set for it. */
export function OperationPage({ operation }: { operation: string }) {
  const { name, base } = useVersion()
  const query = useRead(operationRead(name, operation))
  return (
    <div className="flex flex-col gap-5">
      <TextLink href={`${base}/contract`} quiet className="inline-flex items-center gap-1.5 text-muted text-sm">
        <ArrowLeft aria-hidden className="size-3.5" /> All operations
      </TextLink>
      <Loaded query={query} what="operation" needs="api.read" skeleton={<SkeletonText lines={10} />}>
        {(data) => (
          <>
            <div className="flex flex-wrap items-start justify-between gap-3">
              <div className="min-w-0">
                <h2 className="text-lg">
                  <OperationName text={data.key} strong />
                </h2>
                <p className="mt-1 flex flex-wrap items-center gap-2 text-muted text-sm">
                  {data.summary}
                  {data.deprecated && <Badge tone="warn">Deprecated</Badge>}
                  {data.access === 'anonymous' && <StatusWord tone="warn">Callable without a key</StatusWord>}
                  {data.tags.map((tag) => (
                    <Badge key={tag}>{tag}</Badge>
                  ))}
                </p>
              </div>
              <div className="flex flex-wrap items-center gap-2">
                <LinkButton size="sm" href={`/traffic/requests?operationId=${data.id}`}>
                  Requests
                </LinkButton>
                <LinkButton size="sm" href={`${base}/contract/${data.id}/edit`}>
                  Edit
                </LinkButton>
                <RemoveOperation operation={data} etag={data.workingCopyEtag} />
              </div>
            </div>
            <div className="grid items-start gap-6 rail:grid-cols-[1fr_22rem]">
              <div className="flex min-w-0 flex-col gap-6">
                {data.definition.description && <Markdown>{data.definition.description}</Markdown>}
                <OperationContract operation={data.definition} schemas={data.schemas} />
                <InheritedGuardrails name={name} operationId={data.id} />
                <OperationPolicies operation={data} etag={data.workingCopyEtag} />
              </div>
              <div className="flex flex-col gap-6">
                <MappingForm
                  key={`mapping ${data.workingCopyEtag}`}
                  operation={data}
                  definition={data.definition}
                  etag={data.workingCopyEtag}
                />
                <OperationSettingsForm key={data.workingCopyEtag} operation={data} etag={data.workingCopyEtag} />
                <UndeclaredForm
                  key={`undeclared ${data.workingCopyEtag}`}
                  operation={data}
                  etag={data.workingCopyEtag}
                />
                <BodyLimitsForm key={`limits ${data.workingCopyEtag}`} operation={data} etag={data.workingCopyEtag} />
                <OperationPauses operation={data} />
              </div>
            </div>
          </>
        )}
      </Loaded>
    </div>
  )
}
