'use client'
import {
  type JobRuleView,
  listJobRules,
  removeJobRule,
  type ServiceAccountView,
} from '@gatehouse/contracts/endpoints/service-accounts'
import { Badge } from '@gatehouse/ui/badge'
import { Button } from '@gatehouse/ui/button'
import { Card } from '@gatehouse/ui/card'
import { ConfirmDialog } from '@gatehouse/ui/confirm-dialog'
import { EmptyState } from '@gatehouse/ui/empty-state'
import { plural } from '@gatehouse/ui/format'
import { RelativeTime } from '@gatehouse/ui/relative-time'
import { SkeletonTable } from '@gatehouse/ui/skeleton'
import { Tooltip } from '@gatehouse/ui/tooltip'
import { Workflow } from 'lucide-react'
import { read } from '../../api/read.ts'
import { useAct } from '../../api/use-act.ts'
import { useRead } from '../../api/use-read.ts'
import { Loaded } from '../../components/loaded.tsx'
import { NewJobRuleDialog } from './new-job-rule-dialog.tsx'

/** Pipelines whose jobs sign in as the account with their own token. */
export function JobRulesCard({ account, why }: { account: ServiceAccountView; why: string | null }) {
  const query = useRead(read(listJobRules, { serviceAccountId: account.id }))
  return (
    <Card
      flush
      title="Jobs of pipelines"
      description="GitHub and GitLab jobs sign in with their own token and get a key for minutes: no secret is stored."
      actions={account.state === 'active' && <NewJobRuleDialog account={account} why={why} />}
    >
      <Loaded
        compact
        query={query}
        what="rules"
        needs="service-account.read"
        skeleton={<SkeletonTable rows={2} columns={3} />}
      >
        {({ items }) =>
          items.length === 0 ? (
            <EmptyState
              compact
              icon={<Workflow aria-hidden />}
              title="No pipeline signs in yet"
              why="A rule names the repository and branch whose jobs may."
            />
          ) : (
            <ul className="divide-y divide-line">
              {items.map((rule) => (
                <RuleRow key={rule.id} rule={rule} account={account} mayManage={why === null} />
              ))}
            </ul>
          )
        }
      </Loaded>
    </Card>
  )
}

function RuleRow({ rule, account, mayManage }: { rule: JobRuleView; account: ServiceAccountView; mayManage: boolean }) {
  const remove = useAct(removeJobRule)
  return (
    <li className="flex min-h-12 flex-wrap items-center gap-x-4 gap-y-1 px-4 py-2.5 text-sm">
      <span className="min-w-0 flex-1 basis-60">
        <span className="font-medium">{rule.name}</span>{' '}
        {rule.state === 'expired' && <Badge tone="warn">Expired</Badge>}
        <span className="block break-words text-muted">
          {Object.entries(rule.claims)
            .map(([claim, pattern]) => `${claim} = ${pattern}`)
            .join(' · ')}
        </span>
        <span className="block break-words text-muted">
          {rule.issuer.replace('https://', '')} · for {rule.minutes} min ·{' '}
          {rule.lastUsedAt ? (
            <>
              last used <RelativeTime value={rule.lastUsedAt} />
            </>
          ) : (
            'never used'
          )}
          {rule.expiresAt && rule.state === 'active' && (
            <>
              {' '}
              · ends <RelativeTime value={rule.expiresAt} />
            </>
          )}
        </span>
      </span>
      <Tooltip content={rule.scopes.join(', ')}>
        <button type="button" className="rounded text-muted">
          {plural(rule.scopes.length, 'permission')}
        </button>
      </Tooltip>
      {mayManage && (
        <ConfirmDialog
          title={`Remove ${rule.name}?`}
          consequence="Its jobs are refused from now on, also those that are signed in."
          action="Remove rule"
          trigger={<Button size="sm">Remove</Button>}
          onConfirm={async () => {
            await remove.run({ serviceAccountId: account.id, ruleId: rule.id })
          }}
        />
      )}
    </li>
  )
}
