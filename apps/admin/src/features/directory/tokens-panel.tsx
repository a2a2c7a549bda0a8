'use client'
import { createScimToken, revokeScimToken, type ScimTokenView } from '@gatehouse/contracts/endpoints/directory'
import type { Id } from '@gatehouse/contracts/ids'
import { Button } from '@gatehouse/ui/button'
import { ConfirmDialog } from '@gatehouse/ui/confirm-dialog'
import { DataTable } from '@gatehouse/ui/data-table'
import { Dialog } from '@gatehouse/ui/dialog'
import { EmptyState } from '@gatehouse/ui/empty-state'
import { Field } from '@gatehouse/ui/field'
import { Input } from '@gatehouse/ui/input'
import { NativeSelect } from '@gatehouse/ui/native-select'
import { RelativeTime } from '@gatehouse/ui/relative-time'
import { SecretOnce } from '@gatehouse/ui/secret-once'
import { SectionHeader } from '@gatehouse/ui/section-header'
import { SkeletonTable } from '@gatehouse/ui/skeleton'
import { StatusWord } from '@gatehouse/ui/status-word'
import { KeyRound } from 'lucide-react'
import { useId, useState } from 'react'
import { useAct } from '../../api/use-act.ts'
import { useRead } from '../../api/use-read.ts'
import { ActButton } from '../../components/act-button.tsx'
import { Loaded } from '../../components/loaded.tsx'
import { ProblemForm } from '../../components/problem-form.tsx'
import { useMay } from '../account/account-context.tsx'
import { scimTokensRead } from './queries.ts'

const words = {
  active: { tone: 'ok', word: 'Active' },
  expired: { tone: 'neutral', word: 'Expired' },
  revoked: { tone: 'neutral', word: 'Revoked' },
} as const

/** Tokens with which the directory writes here. */
export function TokensPanel({ id, address }: { id: string; address: string }) {
  const query = useRead(scimTokensRead(id))
  return (
    <div className="flex flex-col gap-3">
      <SectionHeader
        title="SCIM tokens"
        description="Whoever holds one decides who may use what this directory’s groups are mapped to. Each directory has its own."
        actions={<NewToken id={id} address={address} />}
      />
      <Loaded query={query} what="tokens" needs="identity.read" skeleton={<SkeletonTable rows={3} columns={4} />}>
        {(data) => (
          <DataTable
            caption="SCIM tokens"
            rows={data.items}
            rowId={(row) => row.id}
            empty={
              <EmptyState
                icon={<KeyRound aria-hidden />}
                title="No token yet"
                why="Make one and enter it at the directory with the SCIM address. Then it can write here."
              />
            }
            columns={[
              {
                id: 'name',
                header: 'Token',
                cell: (row) => (
                  <span className="block min-w-0">
                    <span className="block truncate font-medium">{row.name}</span>
                    <code className="block text-muted text-xs">{row.start}…</code>
                  </span>
                ),
              },
              {
                id: 'state',
                header: 'State',
                width: 130,
                cell: (row) => <StatusWord tone={words[row.state].tone}>{words[row.state].word}</StatusWord>,
              },
              {
                id: 'used',
                header: 'Last used',
                width: 140,
                cell: (row) => (row.lastUsedAt === null ? 'never' : <RelativeTime value={row.lastUsedAt} />),
              },
              {
                id: 'expires',
                header: 'Ends',
                width: 140,
                priority: 2,
                cell: (row) => (row.expiresAt === null ? 'never' : <RelativeTime value={row.expiresAt} />),
              },
              { id: 'act', header: 'Act', width: 110, align: 'right', cell: (row) => <Revoke token={row} /> },
            ]}
          />
        )}
      </Loaded>
    </div>
  )
}

function NewToken({ id, address }: { id: string; address: string }) {
  const form = useId()
  const may = useMay('identity.manage')
  const [open, setOpen] = useState(false)
  const [made, setMade] = useState<string>()
  const create = useAct(createScimToken, { onDone: ({ token }) => setMade(token) })
  if (!may.allowed)
    return (
      <ActButton size="sm" why={may.why}>
        New token
      </ActButton>
    )
  const submit = (data: FormData) => {
    const days = Number(data.get('days'))
    return create.run({
      identityProviderId: id as Id<'identityProvider'>,
      name: String(data.get('name')),
      ...(days > 0 ? { expiresAt: new Date(Date.now() + days * 86_400_000).toISOString() } : {}),
    })
  }
  return (
    <Dialog
      open={open}
      onOpenChange={(next) => {
        setOpen(next)
        setMade(undefined)
        create.reset()
      }}
      title={made ? 'The token, shown once' : 'New SCIM token'}
      trigger={<Button size="sm">New token</Button>}
      footer={
        !made && (
          <Button type="submit" form={form} variant="primary" loading={create.running}>
            Make token
          </Button>
        )
      }
    >
      {made ? (
        <SecretOnce
          label="SCIM token"
          secret={made}
          copies={[
            { label: 'Copy the address', value: address },
            {
              label: 'Copy as curl',
              value: `curl -H 'authorization: Bearer ${made}' ${address}/ServiceProviderConfig`,
            },
          ]}
          onStored={() => setOpen(false)}
        >
          Enter it at the directory as bearer token (Entra ID: Secret Token), with the address {address}.
        </SecretOnce>
      ) : (
        <ProblemForm id={form} problem={create.problem} submit={submit}>
          <div className="grid gap-4 sm:grid-cols-2">
            <Field label="Name" name="name" required>
              <Input maxLength={60} placeholder="Entra provisioning" autoFocus />
            </Field>
            <Field label="Ends" name="days">
              <NativeSelect
                defaultValue="365"
                options={[
                  { value: '90', label: 'in 90 days' },
                  { value: '365', label: 'in a year' },
                  { value: '730', label: 'in two years' },
                  { value: '0', label: 'never' },
                ]}
              />
            </Field>
          </div>
        </ProblemForm>
      )}
    </Dialog>
  )
}

function Revoke({ token }: { token: ScimTokenView }) {
  const may = useMay('identity.manage')
  const revoke = useAct(revokeScimToken)
  if (!may.allowed || token.state !== 'active') return null
  return (
    <ConfirmDialog
      title={`Revoke ${token.name}?`}
      consequence="The directory’s next message with it is refused. Nobody is switched off by this."
      action="Revoke the token"
      tone="danger"
      trigger={
        <Button size="sm" variant="ghost">
          Revoke
        </Button>
      }
      onConfirm={async () => {
        await revoke.run({ scimTokenId: token.id })
      }}
    />
  )
}
