'use client'
import { deleteMyApplication, updateMyApplication } from '@gatehouse/contracts/endpoints/my-applications'
import { Banner } from '@gatehouse/ui/banner'
import { Breadcrumbs } from '@gatehouse/ui/breadcrumbs'
import { Button } from '@gatehouse/ui/button'
import { ConfirmDialog } from '@gatehouse/ui/confirm-dialog'
import { CopyableId } from '@gatehouse/ui/copyable-id'
import { Dialog } from '@gatehouse/ui/dialog'
import { DropdownMenu } from '@gatehouse/ui/dropdown-menu'
import { Field } from '@gatehouse/ui/field'
import { Input } from '@gatehouse/ui/input'
import { useNavigate } from '@gatehouse/ui/link'
import { LinkButton } from '@gatehouse/ui/link-button'
import { Page } from '@gatehouse/ui/page'
import { PageHeader } from '@gatehouse/ui/page-header'
import { RelativeTime } from '@gatehouse/ui/relative-time'
import { SkeletonCards } from '@gatehouse/ui/skeleton'
import { toast } from '@gatehouse/ui/toast'
import { Activity, ChartLine, Pencil, Trash2 } from 'lucide-react'
import { useState } from 'react'
import { useAct } from '../../api/use-act.ts'
import { useRead } from '../../api/use-read.ts'
import { Loaded } from '../../components/loaded.tsx'
import { ProblemForm } from '../../components/problem-form.tsx'
import { AccessCard } from './access-card.tsx'
import { AgentsCard } from './agents-card.tsx'
import type { ApplicationView } from './applications-page.tsx'
import { ClientsCard } from './clients-card.tsx'
import { KeysCard } from './keys-card.tsx'
import { applicationRead, keysRead } from './queries.ts'
import { SuspendedByReview } from './review-note.tsx'
import type { SafeCall } from './safe-call.ts'

/** One application: its access, its keys, what else can be done. */
export function ApplicationPage({ applicationId, calls }: { applicationId: string; calls: readonly SafeCall[] }) {
  const query = useRead(applicationRead(applicationId), {
    every: (data) => (data?.subscriptions.some(({ state }) => state === 'pending') ? 5_000 : false),
  })
  return (
    <Page>
      <Loaded query={query} what="application" skeleton={<SkeletonCards count={2} />}>
        {(application) => (
          <>
            <Header application={application} />
            {application.state === 'suspended' && (
              <Banner tone="bad" title="This application is suspended">
                {application.stateReason ?? 'Its calls are refused.'} Ask the contact on the API’s page.
              </Banner>
            )}
            <ReviewBanner application={application} />
            {application.pauses.map((pause) => (
              <Banner
                key={pause.id}
                tone="warn"
                title={`${pause.of === 'team' ? 'Calls of your team’s applications are' : 'This application is'} paused on ${pause.stage.name}`}
              >
                <p>{pause.reason}</p>
                <p>
                  Its calls there get 503; keys and access stay. Paused <RelativeTime value={pause.since} />. Ask the
                  contact on the API’s page.
                </p>
              </Banner>
            ))}
            <AccessCard application={application} />
            <KeysCard application={application} calls={calls} />
            <ClientsCard application={application} />
            <AgentsCard application={application} />
          </>
        )}
      </Loaded>
    </Page>
  )
}

/** What an access review suspended of it, its keys and clients included. */
function ReviewBanner({ application }: { application: ApplicationView }) {
  const keys = useRead(keysRead(application.id))
  return (
    <SuspendedByReview
      things={[
        ...application.subscriptions.map(({ product, review }) => ({ name: product.name, review })),
        ...(keys.data?.items ?? []).map(({ name, review }) => ({ name, review })),
      ]}
    />
  )
}

function Header({ application }: { application: ApplicationView }) {
  const navigate = useNavigate()
  const [asked, ask] = useState<'rename' | 'delete'>()
  const remove = useAct(deleteMyApplication)
  return (
    <>
      <Breadcrumbs items={[{ label: 'Applications', href: '/applications' }, { label: application.name }]} />
      <PageHeader
        title={application.name}
        facts={
          <span className="flex flex-wrap items-center gap-x-3">
            {application.description && <span>{application.description}</span>}
            <span>{application.team.personal ? 'Only you' : application.team.name}</span>
            <CopyableId value={application.id} />
          </span>
        }
        menu={
          <>
            <LinkButton href={`/requests?application=${application.id}`} icon={<Activity aria-hidden />}>
              Requests
            </LinkButton>
            <LinkButton
              href={`/usage?application=${application.id}`}
              icon={<ChartLine aria-hidden />}
              className="max-sm:hidden"
            >
              Usage
            </LinkButton>
            <DropdownMenu
              label={`More about ${application.name}`}
              items={[
                { label: 'Rename', icon: <Pencil aria-hidden />, onSelect: () => ask('rename') },
                { kind: 'separator' },
                { label: 'Delete', icon: <Trash2 aria-hidden />, tone: 'danger', onSelect: () => ask('delete') },
              ]}
            />
          </>
        }
      />
      {asked === 'rename' && <RenameDialog application={application} onClose={() => ask(undefined)} />}
      <ConfirmDialog
        open={asked === 'delete'}
        onOpenChange={(open) => !open && ask(undefined)}
        title={`Delete ${application.name}?`}
        consequence="Its keys are revoked at every gateway and its access is closed. Its requests stay in the log. This cannot be undone."
        action="Delete application"
        tone="danger"
        typedName={application.name}
        onConfirm={async () => {
          await remove.run({ applicationId: application.id })
          navigate('/applications')
        }}
      />
    </>
  )
}

function RenameDialog({ application, onClose }: { application: ApplicationView; onClose: () => void }) {
  const update = useAct(updateMyApplication, {
    onDone: () => {
      toast.success('Saved')
      onClose()
    },
  })
  return (
    <Dialog title="Rename application" size="sm" open onOpenChange={(open) => !open && onClose()}>
      <ProblemForm
        problem={update.problem}
        submit={(form) =>
          update.run(
            {
              applicationId: application.id,
              name: String(form.get('name')),
              description: String(form.get('description')),
            },
            application.etag,
          )
        }
      >
        <Field label="Name" name="name" required>
          <Input defaultValue={application.name} maxLength={80} />
        </Field>
        <Field label="What it does" name="description" optional>
          <Input defaultValue={application.description} maxLength={200} />
        </Field>
        <Button type="submit" variant="primary" className="self-end" loading={update.running}>
          Save
        </Button>
      </ProblemForm>
    </Dialog>
  )
}
