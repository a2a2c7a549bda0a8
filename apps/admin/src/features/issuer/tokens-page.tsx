'use client'
import type { EndpointOutput } from '@gatehouse/contracts/endpoint'
import type { listIssuedTokens } from '@gatehouse/contracts/endpoints/issuer'
import { revokeIssuedTokens } from '@gatehouse/contracts/endpoints/issuer'
import type { Id } from '@gatehouse/contracts/ids'
import { ConfirmDialog } from '@gatehouse/ui/confirm-dialog'
import { DataTable } from '@gatehouse/ui/data-table'
import { DropdownMenu } from '@gatehouse/ui/dropdown-menu'
import { EmptyState } from '@gatehouse/ui/empty-state'
import { FilterBar } from '@gatehouse/ui/filter-bar'
import { RelativeTime } from '@gatehouse/ui/relative-time'
import { SkeletonTable } from '@gatehouse/ui/skeleton'
import { StatusWord } from '@gatehouse/ui/status-word'
import { Tag } from '@gatehouse/ui/tag'
import { TextLink } from '@gatehouse/ui/text-link'
import { toast } from '@gatehouse/ui/toast'
import { parseAsString, useQueryStates } from 'nuqs'
import { useState } from 'react'
import { given } from '../../api/read.ts'
import { useAct } from '../../api/use-act.ts'
import { useRead } from '../../api/use-read.ts'
import { Loaded } from '../../components/loaded.tsx'
import { usePaging } from '../../components/use-paging.ts'
import { useMay } from '../account/account-context.tsx'
import { IssuerPage } from './issuer-tabs.tsx'
import { tokensRead } from './queries.ts'

type Token = EndpointOutput<typeof listIssuedTokens>['items'][number]
type Ending = { of: 'token' | 'grant' | 'client' | 'endUser'; id: string; title: string; consequence: string }

/** What was issued, by client, application, person and scope; each can be refused from here. */
export function TokensPage() {
  const [filters, setFilters] = useQueryStates({
    credentialId: parseAsString,
    applicationId: parseAsString,
    endUserId: parseAsString,
    scope: parseAsString,
    state: parseAsString,
  })
  const paging = usePaging()
  const may = useMay('issuer.manage')
  const [ending, setEnding] = useState<Ending>()
  const revoke = useAct(revokeIssuedTokens, {
    onDone: ({ revoked }) => toast.success(`Revoked: ${revoked} living. Every gateway refuses them within a second.`),
  })
  const query = useRead(tokensRead(given({ ...filters, cursor: paging.cursor }) as never), {
    keep: true,
    every: () => 15_000,
  })
  const narrow = (part: Partial<typeof filters>) => {
    paging.reset()
    void setFilters(part)
  }
  const first = query.data?.items[0]
  const chosen = (['credentialId', 'applicationId', 'endUserId'] as const).filter((name) => filters[name])
  const nameOf = {
    credentialId: first?.client.name,
    applicationId: first?.application.name,
    endUserId: first?.endUser?.name,
  }
  return (
    <IssuerPage facts="Access tokens with what they say. The tokens themselves are kept nowhere; an entry stays for 30 days after its end.">
      <FilterBar
        search={{
          value: filters.scope ?? '',
          placeholder: 'Scope, exactly',
          onChange: (text) => narrow({ scope: text || null }),
        }}
        filters={[
          {
            id: 'state',
            label: 'State',
            options: [
              { value: 'active', label: 'Living' },
              { value: 'all', label: 'All of 30 days' },
            ],
          },
        ]}
        values={{ state: filters.state ? [filters.state] : [] }}
        onChange={(_, values) => narrow({ state: values[0] ?? null })}
        onClear={() => narrow({ credentialId: null, applicationId: null, endUserId: null, scope: null, state: null })}
        actions={chosen.map((name) => (
          <Tag key={name} onRemove={() => narrow({ [name]: null })}>
            {{ credentialId: 'Client', applicationId: 'Application', endUserId: 'End user' }[name]}:{' '}
            {nameOf[name] ?? filters[name]}
          </Tag>
        ))}
      />
      <Loaded query={query} what="issued tokens" needs="issuer.read" skeleton={<SkeletonTable rows={6} columns={5} />}>
        {(data) => (
          <DataTable
            caption="Issued tokens"
            rows={data.items}
            rowId={(row) => row.id}
            {...paging.pager(data.next)}
            empty={
              <EmptyState
                title={chosen.length > 0 || filters.scope ? 'No token matches' : 'No living token'}
                why="A token stands here from its issue on. Clients get one at /oauth/token."
              />
            }
            columns={[
              {
                id: 'client',
                header: 'Client',
                cell: (row) => (
                  <span>
                    <TextLink href={`/applications/${row.application.id}`} quiet className="font-medium">
                      {row.application.name}
                    </TextLink>
                    <span className="block text-muted text-xs">{row.client.name}</span>
                  </span>
                ),
              },
              {
                id: 'person',
                header: 'For',
                cell: (row) =>
                  row.endUser ? (
                    <TextLink href={`/access/oauth/end-users/${row.endUser.id}`} quiet>
                      {row.endUser.name}
                    </TextLink>
                  ) : (
                    <span className="text-muted">itself</span>
                  ),
              },
              {
                id: 'scopes',
                header: 'Scopes',
                priority: 2,
                cell: (row) => <span className="text-muted">{row.scopes.join(' ') || 'none'}</span>,
              },
              { id: 'issued', header: 'Issued', width: 120, cell: (row) => <RelativeTime value={row.issuedAt} /> },
              { id: 'state', header: 'State', width: 150, cell: (row) => <TokenState token={row} /> },
              {
                id: 'acts',
                header: '',
                width: 56,
                align: 'right',
                unlabelled: true,
                cell: (row) => (
                  <DropdownMenu
                    label={`What to do with the token of ${row.application.name}`}
                    quiet
                    items={[
                      { kind: 'heading', label: 'Show only' },
                      { label: 'This client', onSelect: () => narrow({ credentialId: row.client.id }) },
                      { label: 'This application', onSelect: () => narrow({ applicationId: row.application.id }) },
                      ...(row.endUser
                        ? [{ label: 'This end user', onSelect: () => narrow({ endUserId: row.endUser?.id ?? null }) }]
                        : []),
                      { kind: 'separator' },
                      ...endings(row).map((one) => ({
                        label: one.title,
                        tone: 'danger' as const,
                        disabled: !may.allowed,
                        ...(may.allowed ? {} : { note: 'Needs issuer.manage' }),
                        onSelect: () => setEnding(one),
                      })),
                    ]}
                  />
                ),
              },
            ]}
          />
        )}
      </Loaded>
      {ending && (
        <ConfirmDialog
          open
          onOpenChange={(stays) => !stays && setEnding(undefined)}
          title={`${ending.title}?`}
          consequence={`${ending.consequence} Every gateway refuses it within a second; this can’t be undone.`}
          action="Revoke"
          tone="danger"
          onConfirm={async () => {
            await revoke.run(
              ending.of === 'client'
                ? { of: ending.of, id: ending.id as Id<'credential'> }
                : ending.of === 'endUser'
                  ? { of: ending.of, id: ending.id as Id<'endUser'> }
                  : { of: ending.of, id: ending.id },
            )
          }}
        />
      )}
    </IssuerPage>
  )
}

function TokenState({ token }: { token: Token }) {
  if (token.state === 'revoked') return <StatusWord tone="bad">Revoked</StatusWord>
  if (token.state === 'expired') return <StatusWord tone="neutral">Ended</StatusWord>
  return (
    <StatusWord tone="ok">
      ends <RelativeTime value={token.expiresAt} />
    </StatusWord>
  )
}

/** What can be ended from a token's line, the least first. */
function endings({ id, grantId, client, application, endUser, state }: Token): Ending[] {
  return [
    ...(state === 'active'
      ? [
          {
            of: 'token' as const,
            id,
            title: 'Revoke this token',
            consequence: 'The client can get another one, if it still may.',
          },
        ]
      : []),
    ...(grantId && endUser
      ? [
          {
            of: 'grant' as const,
            id: grantId,
            title: 'End this sign-in',
            consequence: `All tokens of this sign-in of ${endUser.name} at ${application.name} end, with its refresh tokens.`,
          },
        ]
      : []),
    {
      of: 'client',
      id: client.id,
      title: 'Revoke all of this client',
      consequence: `All tokens of ${client.name} end; it can ask for new ones with its secret.`,
    },
    ...(endUser
      ? [
          {
            of: 'endUser' as const,
            id: endUser.id,
            title: 'Revoke all of this end user',
            consequence: `${endUser.name} is signed out everywhere; every application has to send him through the sign-in again.`,
          },
        ]
      : []),
  ]
}
