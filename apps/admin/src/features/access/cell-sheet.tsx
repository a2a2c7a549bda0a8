'use client'
import type { AccessMatrix } from '@gatehouse/contracts/endpoints/access-engine'
import { LinkButton } from '@gatehouse/ui/link-button'
import { Sheet } from '@gatehouse/ui/sheet'
import { SkeletonText } from '@gatehouse/ui/skeleton'
import { TextLink } from '@gatehouse/ui/text-link'
import { useRead } from '../../api/use-read.ts'
import { Loaded } from '../../components/loaded.tsx'
import { ChainList } from './chain-list.tsx'
import { cellRead } from './queries.ts'
import { VerdictWord } from './verdict-look.tsx'

export type OpenCell = {
  application: AccessMatrix['applications'][number]
  operation: AccessMatrix['operations'][number]
  api: string
}

/** Why a cell says what it says: the chain in words, and the way to try it. */
export function CellSheet({ stage, cell, onClose }: { stage: string; cell: OpenCell | null; onClose: () => void }) {
  const { application, operation, api } = cell ?? {}
  const simulator = new URLSearchParams({
    stage,
    ...(application === undefined ? {} : { application: application.id }),
    ...(operation === undefined ? {} : { operation: operation.id }),
  })
  return (
    <Sheet
      open={cell !== null}
      onOpenChange={(open) => !open && onClose()}
      title={application?.name ?? ''}
      description={operation === undefined ? '' : `${operation.method} ${operation.path} of ${api}`}
      footer={
        <LinkButton href={`/access/simulator?${simulator}`} variant="primary">
          Open in simulator
        </LinkButton>
      }
    >
      {application !== undefined && operation !== undefined && (
        <Chain stage={stage} application={application.id} operation={operation.id} />
      )}
    </Sheet>
  )
}

function Chain(cell: Parameters<typeof cellRead>[0]) {
  const query = useRead(cellRead(cell))
  return (
    <Loaded query={query} what="cell" compact skeleton={<SkeletonText lines={6} />}>
      {(data) => (
        <div className="flex flex-col gap-4 text-sm">
          <p className="flex flex-col gap-1">
            <VerdictWord verdict={data.verdict} framed />
            <span>{data.sentence}</span>
          </p>
          {data.depends.length > 0 && (
            <div>
              <h3 className="font-medium">It depends on</h3>
              <ul className="mt-1 list-disc pl-5">
                {data.depends.map((one) => (
                  <li key={one}>{one}</li>
                ))}
              </ul>
            </div>
          )}
          <div>
            <h3 className="mb-1 font-medium">What decides</h3>
            <ChainList chain={data.chain} />
          </div>
          <p className="text-muted">
            <TextLink href={`/applications/${data.application.id}`}>{data.application.name}</TextLink> of{' '}
            {data.application.team.name} ·{' '}
            <TextLink href={`/apis/${data.operation.api.slug}/${data.operation.version}/contract/${data.operation.id}`}>
              The operation
            </TextLink>
          </p>
        </div>
      )}
    </Loaded>
  )
}
