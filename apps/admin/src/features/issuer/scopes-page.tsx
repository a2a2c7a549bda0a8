'use client'
import { type IssuerView, putScopes, type ScopeUses } from '@gatehouse/contracts/endpoints/issuer'
import type { ScopeEntry } from '@gatehouse/contracts/issuer-policy'
import { Badge } from '@gatehouse/ui/badge'
import { Banner } from '@gatehouse/ui/banner'
import { Button } from '@gatehouse/ui/button'
import { Card } from '@gatehouse/ui/card'
import { ConfirmDialog } from '@gatehouse/ui/confirm-dialog'
import { EmptyState } from '@gatehouse/ui/empty-state'
import { plural } from '@gatehouse/ui/format'
import { SkeletonTable } from '@gatehouse/ui/skeleton'
import { TextLink } from '@gatehouse/ui/text-link'
import { Tags } from 'lucide-react'
import { useAct } from '../../api/use-act.ts'
import { useRead } from '../../api/use-read.ts'
import { ActButton } from '../../components/act-button.tsx'
import { Loaded } from '../../components/loaded.tsx'
import { useMay } from '../account/account-context.tsx'
import { IssuerPage } from './issuer-tabs.tsx'
import { issuerRead, scopeUsesRead } from './queries.ts'
import { ScopeDialog } from './scope-dialog.tsx'

/** The catalogue from which clients get scopes, with what needs each and who holds it. */
export function ScopesPage() {
  const query = useRead(issuerRead())
  const uses = useRead(scopeUsesRead())
  const may = useMay('issuer.manage')
  const why = may.allowed ? null : may.why
  return (
    <IssuerPage
      facts="Clients get scopes of this catalogue and no others. An end user reads the question of each when he is asked."
      primary={
        query.data && (
          <ScopeDialog issuer={query.data} why={why}>
            New scope
          </ScopeDialog>
        )
      }
    >
      <Loaded query={query} what="the scopes" needs="issuer.read" skeleton={<SkeletonTable rows={4} columns={3} />}>
        {(issuer) => (
          <>
            <MissingScopes issuer={issuer} uses={uses.data?.items ?? []} why={why} />
            <Card flush title={plural(issuer.scopes.length, 'scope')}>
              {issuer.scopes.length === 0 ? (
                <EmptyState
                  compact
                  icon={<Tags aria-hidden />}
                  title="No scope yet"
                  why="Without a scope a client may do what its application’s subscriptions allow; with scopes each asks for less."
                />
              ) : (
                <ul className="divide-y divide-line">
                  {issuer.scopes.map((entry) => (
                    <ScopeRow
                      key={entry.name}
                      entry={entry}
                      issuer={issuer}
                      uses={uses.data?.items.find(({ name }) => name === entry.name)}
                      why={why}
                    />
                  ))}
                </ul>
              )}
            </Card>
          </>
        )}
      </Loaded>
    </IssuerPage>
  )
}

type RowProps = { entry: ScopeEntry; issuer: IssuerView; uses: ScopeUses | undefined; why: string | null }

function ScopeRow({ entry, issuer, uses, why }: RowProps) {
  const put = useAct(putScopes)
  const holders = uses?.clients.total ?? 0
  return (
    <li className="flex flex-wrap items-start gap-x-4 gap-y-2 px-4 py-3 text-sm">
      <div className="min-w-0 flex-1 basis-80">
        <p className="flex flex-wrap items-center gap-2">
          <code className="font-medium">{entry.name}</code>
          {entry.consent === null && <Badge>given without asking</Badge>}
          {uses?.groups.map((group) => (
            <Badge key={group} tone="info">
              only {group}
            </Badge>
          ))}
        </p>
        <p>{entry.description}</p>
        {entry.consent !== null && <p className="text-muted">Asked: “{entry.consent}”</p>}
        {uses && <UsesLine uses={uses} />}
      </div>
      <span className="flex gap-2">
        <ScopeDialog issuer={issuer} entry={entry} why={why} size="sm">
          Change
        </ScopeDialog>
        {why === null ? (
          <ConfirmDialog
            title={`Remove ${entry.name} from the catalogue?`}
            consequence={`It is in no new token from then on. ${holders === 0 ? 'No client holds it.' : `${plural(holders, 'client')} may no longer ask for it.`} Operations that need it answer 403 to OAuth clients.`}
            action="Remove scope"
            tone="danger"
            trigger={<Button size="sm">Remove</Button>}
            onConfirm={async () => {
              await put.run({ scopes: issuer.scopes.filter(({ name }) => name !== entry.name) }, issuer.etag)
            }}
          />
        ) : (
          <ActButton size="sm" why={why}>
            Remove
          </ActButton>
        )}
      </span>
    </li>
  )
}

function UsesLine({ uses }: { uses: ScopeUses }) {
  const { operations, clients } = uses
  return (
    <details className="text-muted">
      <summary className="cursor-pointer">
        {operations.total === 0
          ? 'No operation needs it'
          : `${plural(operations.total, 'operation')} need${operations.total === 1 ? 's' : ''} it`}
        {' · '}
        {clients.total === 0
          ? 'no client holds it'
          : `${plural(clients.total, 'client')} hold${clients.total === 1 ? 's' : ''} it`}
      </summary>
      <div className="grid gap-3 py-2 sm:grid-cols-2">
        <ul>
          {operations.items.map(({ apiSlug, apiName, versionName, method, path }) => (
            <li key={`${apiSlug} ${versionName} ${method} ${path}`}>
              <TextLink href={`/apis/${apiSlug}/${versionName}`} quiet>
                {apiName} {versionName}
              </TextLink>{' '}
              <code className="text-xs">
                {method} {path}
              </code>
            </li>
          ))}
          {operations.total > operations.items.length && <li>and {operations.total - operations.items.length} more</li>}
        </ul>
        <ul>
          {clients.items.map(({ id, name, application }) => (
            <li key={id}>
              <TextLink href={`/applications/${application.id}`} quiet>
                {application.name}
              </TextLink>{' '}
              · {name}
            </li>
          ))}
          {clients.total > clients.items.length && <li>and {clients.total - clients.items.length} more</li>}
        </ul>
      </div>
    </details>
  )
}

/** Scopes that running operations need and the catalogue lacks: OAuth clients cannot call those. */
function MissingScopes({ issuer, uses, why }: { issuer: IssuerView; uses: readonly ScopeUses[]; why: string | null }) {
  const missing = uses.filter(
    ({ name, operations }) => operations.total > 0 && !issuer.scopes.some((entry) => entry.name === name),
  )
  if (missing.length === 0) return null
  return (
    <Banner tone="warn" title={`Operations need ${plural(missing.length, 'scope')} that the catalogue does not have`}>
      <p>No OAuth client can get {missing.length === 1 ? 'it' : 'them'}, so no client can call these operations.</p>
      <ul className="mt-2 flex flex-col gap-1.5">
        {missing.slice(0, 20).map(({ name, operations }) => (
          <li key={name} className="flex flex-wrap items-center gap-2">
            <code>{name}</code> <span className="text-muted">{plural(operations.total, 'operation')}</span>
            <ScopeDialog issuer={issuer} suggested={name} why={why} size="sm">
              Add
            </ScopeDialog>
          </li>
        ))}
      </ul>
    </Banner>
  )
}
