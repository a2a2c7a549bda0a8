'use client'
import {
  decideRotationTask,
  putSeenCredentialRule,
  type RotationTaskView,
} from '@gatehouse/contracts/endpoints/rotation-tasks'
import type { SeenCredentialRule } from '@gatehouse/contracts/organization-settings'
import { Button } from '@gatehouse/ui/button'
import { Card } from '@gatehouse/ui/card'
import { ConfirmDialog } from '@gatehouse/ui/confirm-dialog'
import { EmptyState } from '@gatehouse/ui/empty-state'
import { Field } from '@gatehouse/ui/field'
import { Input } from '@gatehouse/ui/input'
import { Page } from '@gatehouse/ui/page'
import { PageHeader } from '@gatehouse/ui/page-header'
import { RadioGroup } from '@gatehouse/ui/radio'
import { RelativeTime } from '@gatehouse/ui/relative-time'
import { SkeletonText } from '@gatehouse/ui/skeleton'
import { TextLink } from '@gatehouse/ui/text-link'
import { ShieldCheck } from 'lucide-react'
import { useId, useState } from 'react'
import { useAct } from '../../api/use-act.ts'
import { useRead } from '../../api/use-read.ts'
import { Loaded } from '../../components/loaded.tsx'
import { ProblemForm } from '../../components/problem-form.tsx'
import { useMay } from '../account/account-context.tsx'
import { rotationTasksRead, seenCredentialRuleRead } from './queries.ts'

/** Secrets that somebody has seen who may not use them any more: keep, rotate or stop, each with what it does. */
export function RotationTasksPage() {
  const query = useRead(rotationTasksRead({ limit: 100 }), { every: () => 5_000 })
  return (
    <Page width="reading">
      <PageHeader
        title="Secrets that somebody took along"
        facts="Whoever is switched off or leaves a team still knows the keys that they have seen. The keys go on until you decide; what nobody decides about stops on its date."
      />
      <Loaded query={query} what="tasks" needs="application.manage" skeleton={<SkeletonText lines={6} />}>
        {({ items }) =>
          items.length === 0 ? (
            <EmptyState
              icon={<ShieldCheck aria-hidden />}
              title="Nothing to decide"
              why="When somebody leaves who has seen a key of a team’s application, the question what becomes of it stands here."
            />
          ) : (
            <ul className="divide-y divide-line rounded-lg border border-line bg-surface">
              {items.map((task) => (
                <Task key={task.id} task={task} />
              ))}
            </ul>
          )
        }
      </Loaded>
      <Rule />
    </Page>
  )
}

function Task({ task }: { task: RotationTaskView }) {
  const decide = useAct(decideRotationTask)
  const { secret } = task
  const isKey = secret.kind === 'management-key'
  const run = (decision: 'keep' | 'rotate' | 'stop') => decide.run({ rotationTaskId: task.id, decision })
  return (
    <li className="flex flex-wrap items-center gap-3 p-3 text-sm">
      <div className="min-w-0 flex-1 basis-72 [overflow-wrap:anywhere]">
        <p>{task.sentence}</p>
        <p className="text-muted">
          <code>{secret.mark}</code>
          {secret.stage && ` on ${secret.stage}`}, team{' '}
          <TextLink href={`/access/teams/${task.team.id}`} quiet>
            {task.team.name}
          </TextLink>
          , due <RelativeTime value={task.dueAt} />
        </p>
        {decide.problem && <p className="text-bad-text">{decide.problem.detail ?? decide.problem.title}</p>}
      </div>
      <div className="flex flex-wrap gap-1.5">
        <Button
          size="sm"
          loading={decide.running}
          aria-label={`Keep ${secret.name}`}
          onClick={() => void run('keep').catch(() => undefined)}
        >
          {isKey ? 'Let it work as mine' : 'Keep'}
        </Button>
        <ConfirmDialog
          title={`Rotate ${secret.name}?`}
          consequence={
            isKey
              ? 'It works again, as yours, and ends by itself when the task is due. Make another one until then.'
              : 'It ends by itself when the task is due. The team’s owners get a mail now, to replace it until then.'
          }
          action="Rotate"
          tone="amber"
          trigger={
            <Button size="sm" aria-label={`Rotate ${secret.name}`}>
              Rotate
            </Button>
          }
          onConfirm={async () => {
            await run('rotate')
          }}
        />
        <ConfirmDialog
          title={`Stop ${secret.name} now?`}
          consequence="It is revoked at every gateway within a second, for good. Whatever still uses it fails from then on."
          action="Stop it now"
          tone="danger"
          trigger={
            <Button size="sm" variant="danger" aria-label={`Stop ${secret.name} now`}>
              Stop now
            </Button>
          }
          onConfirm={async () => {
            await run('stop')
          }}
        />
      </div>
    </li>
  )
}

/** The organization's setting, for what comes. */
function Rule() {
  const query = useRead(seenCredentialRuleRead())
  const may = useMay('identity.manage')
  return (
    <Loaded query={query} what="setting" needs="identity.read" compact skeleton={<SkeletonText lines={3} />}>
      {({ rule, etag }) => <RuleForm key={etag} rule={rule} etag={etag} why={may.allowed ? null : may.why} />}
    </Loaded>
  )
}

function RuleForm({ rule, etag, why }: { rule: SeenCredentialRule; etag: number; why: string | null }) {
  const form = useId()
  const [chosen, setChosen] = useState(rule.rule)
  const put = useAct(putSeenCredentialRule)
  const submit = async (data: FormData) => {
    const next: SeenCredentialRule =
      chosen === 'rotate' ? { rule: chosen, days: Number(data.get('days')) } : { rule: chosen }
    await put.run(next, etag)
  }
  return (
    <Card
      title="From now on"
      description="What becomes of a team’s keys and clients when somebody who has seen them is switched off or leaves the team."
      footer={
        <Button type="submit" form={form} loading={put.running} disabled={why !== null} title={why ?? undefined}>
          Save
        </Button>
      }
    >
      <ProblemForm id={form} problem={put.problem} submit={submit}>
        <RadioGroup
          legend="Seen credentials"
          name="rule"
          value={chosen}
          onValueChange={(next) => setChosen(next as SeenCredentialRule['rule'])}
          options={[
            {
              value: 'rotate',
              label: 'Ask',
              description:
                'A task each, to keep, rotate or stop it within some days. What nobody decides about stops then; its team gets a mail three days and one day before.',
            },
            { value: 'keep', label: 'Keep', description: 'They go on; it is noted.' },
            { value: 'stop', label: 'Stop now', description: 'They are revoked at once, whatever uses them.' },
          ]}
        />
        {chosen === 'rotate' && (
          <Field label="Days to decide" name="days" required>
            <Input
              type="number"
              min={1}
              max={90}
              defaultValue={rule.rule === 'rotate' ? rule.days : 7}
              className="w-28"
            />
          </Field>
        )}
      </ProblemForm>
    </Card>
  )
}
