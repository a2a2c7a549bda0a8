'use client'
import { putSavedRequests, type SavedRequestsView } from '@gatehouse/contracts/endpoints/saved-requests'
import { mostSavedRequests, type SavedRequest } from '@gatehouse/contracts/saved-requests'
import { Button } from '@gatehouse/ui/button'
import { Card } from '@gatehouse/ui/card'
import { ConfirmDialog } from '@gatehouse/ui/confirm-dialog'
import { EmptyState } from '@gatehouse/ui/empty-state'
import { SkeletonText } from '@gatehouse/ui/skeleton'
import { toast } from '@gatehouse/ui/toast'
import { ListChecks } from 'lucide-react'
import { useAct } from '../../api/use-act.ts'
import { useRead } from '../../api/use-read.ts'
import { ActButton } from '../../components/act-button.tsx'
import { Loaded } from '../../components/loaded.tsx'
import { useVersion } from '../apis/version-context.tsx'
import { OperationName } from '../contracts/operation-name.tsx'
import { ImportRequestsDialog } from './import-requests-dialog.tsx'
import { savedRequestsRead } from './queries.ts'
import { SavedRequestDialog } from './saved-request-dialog.tsx'
import { callText, expectText } from './saved-request-text.ts'

/** Requests that the smoke check of a promotion sends, beside the contract's examples. */
export function SavedRequestsCard() {
  const { name } = useVersion()
  const query = useRead(savedRequestsRead(name))
  const view = query.data
  return (
    <Card
      flush
      title="Saved requests"
      description="What the smoke check of a gate calls through the stage before, and what must be answered."
      actions={view && view.requests.length > 0 ? <AddRequests view={view} /> : undefined}
    >
      <Loaded
        compact
        query={query}
        what="saved requests"
        needs="api.read"
        skeleton={<SkeletonText lines={3} label="Reading the saved requests" />}
      >
        {(data) =>
          data.requests.length === 0 ? (
            <EmptyState
              compact
              icon={<ListChecks aria-hidden />}
              title="No saved requests"
              why="Smoke calls come from the contract’s examples alone. Save the requests that must work before a promotion, or take them from a Postman collection or an .http file."
              action={<AddRequests view={data} />}
            />
          ) : (
            <ul className="divide-y divide-line text-sm">
              {data.requests.map((request) => (
                <RequestRow key={request.id} request={request} view={data} />
              ))}
            </ul>
          )
        }
      </Loaded>
    </Card>
  )
}

function AddRequests({ view }: { view: SavedRequestsView }) {
  const { edit } = useVersion().page.can
  const why = !edit.allowed
    ? edit.why
    : view.requests.length >= mostSavedRequests
      ? `A version has at most ${mostSavedRequests} saved requests.`
      : null
  if (why !== null)
    return (
      <ActButton size="sm" why={why}>
        Add a request
      </ActButton>
    )
  return (
    <>
      <ImportRequestsDialog view={view} />
      <SavedRequestDialog
        view={view}
        trigger={
          <Button size="sm" variant="secondary">
            Add a request
          </Button>
        }
      />
    </>
  )
}

function RequestRow({ request, view }: { request: SavedRequest; view: SavedRequestsView }) {
  const { page, name } = useVersion()
  const remove = useAct(putSavedRequests, { onDone: () => toast.success(`“${request.name}” is removed`) })
  return (
    <li className="flex flex-wrap items-start gap-3 px-4 py-3">
      <div className="min-w-0 flex-1">
        <p className="break-words font-medium">{request.name}</p>
        <p>
          <OperationName text={callText(request)} />
        </p>
        <p className="text-muted">{expectText(request)}.</p>
      </div>
      {page.can.edit.allowed && (
        <div className="flex gap-2">
          <SavedRequestDialog
            view={view}
            known={request}
            trigger={
              <Button size="sm" variant="ghost" aria-label={`Change ${request.name}`}>
                Change
              </Button>
            }
          />
          <ConfirmDialog
            title={`Remove “${request.name}”?`}
            consequence="The smoke check does not send it any more, from its next run on."
            action="Remove it"
            tone="danger"
            trigger={
              <Button size="sm" variant="ghost" aria-label={`Remove ${request.name}`}>
                Remove
              </Button>
            }
            onConfirm={async () => {
              await remove.run({ ...name, requests: view.requests.filter(({ id }) => id !== request.id) }, view.etag)
            }}
          />
        </div>
      )}
    </li>
  )
}
