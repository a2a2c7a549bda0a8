'use client'
import { type IdentityProviderView, updateIdentityProvider } from '@gatehouse/contracts/endpoints/identity-providers'
import { Card } from '@gatehouse/ui/card'
import { CopyableId } from '@gatehouse/ui/copyable-id'
import { Page } from '@gatehouse/ui/page'
import { PageHeader } from '@gatehouse/ui/page-header'
import { RelativeTime } from '@gatehouse/ui/relative-time'
import { SkeletonCards } from '@gatehouse/ui/skeleton'
import { StatusWord } from '@gatehouse/ui/status-word'
import { toast } from '@gatehouse/ui/toast'
import { useAct } from '../../api/use-act.ts'
import { useRead } from '../../api/use-read.ts'
import { Loaded } from '../../components/loaded.tsx'
import { useMay } from '../account/account-context.tsx'
import { TrailName } from '../shell/trail.tsx'
import { DirectorySyncCard } from './directory-sync-card.tsx'
import { OwnMetadataCard } from './own-metadata-card.tsx'
import { ProviderActs } from './provider-acts.tsx'
import { ProviderAddresses } from './provider-addresses.tsx'
import { ProviderEditor } from './provider-editor.tsx'
import { providerForms } from './provider-forms.ts'
import { ProviderHealthCard } from './provider-health-card.tsx'
import { healthLook, kindText } from './provider-text.ts'
import { ProviderUsesCard } from './provider-uses-card.tsx'
import { providerRead } from './queries.ts'

/** One provider: how it is, what hangs on it, what is registered there, and its settings. */
export function ProviderPage({ id }: { id: string }) {
  const query = useRead(providerRead(id), {
    every: (provider) => (provider?.sync?.state === 'running' ? 2_000 : 15_000),
  })
  return (
    <Page>
      <Loaded query={query} what="identity provider" needs="identity.read" skeleton={<SkeletonCards count={3} />}>
        {(provider) => <Body provider={provider} />}
      </Loaded>
    </Page>
  )
}

function Body({ provider }: { provider: IdentityProviderView }) {
  const { tone, word } = healthLook(provider)
  const form = providerForms.find(({ kind }) => kind === provider.kind)
  return (
    <>
      <TrailName segment={provider.id} name={provider.name} />
      <PageHeader
        title={provider.name}
        beside={
          <StatusWord framed tone={tone}>
            {word}
          </StatusWord>
        }
        facts={
          <>
            {kindText(provider.kind)} · {provider.signIn ? 'persons sign in with it' : 'not on the sign-in pages'} ·
            connected <RelativeTime value={provider.createdAt} />
          </>
        }
        menu={<ProviderActs provider={provider} />}
      />
      <div className="grid items-start gap-6 lg:grid-cols-[minmax(0,1fr)_22rem]">
        <div className="order-2 flex min-w-0 flex-col gap-6 lg:order-1">
          {provider.kind === 'ldap' && <DirectorySyncCard provider={provider} />}
          {form && form.kind !== 'scim' && <SettingsCard provider={provider} form={form} />}
        </div>
        <div className="order-1 flex min-w-0 flex-col gap-6 lg:order-2">
          {provider.kind !== 'scim' && <ProviderHealthCard provider={provider} />}
          <ProviderUsesCard provider={provider} />
          {provider.kind === 'saml' && <OwnMetadataCard provider={provider} />}
          {form && form.addresses.length > 0 && (
            <Card title="Registered there" description="These addresses must stand in the provider’s settings.">
              <ProviderAddresses addresses={provider.addresses} show={form.addresses} />
            </Card>
          )}
        </div>
      </div>
      <p className="text-muted text-sm">
        <CopyableId value={provider.id} />
      </p>
    </>
  )
}

function SettingsCard({ provider, form }: { provider: IdentityProviderView; form: (typeof providerForms)[number] }) {
  const manage = useMay('identity.manage')
  const save = useAct(updateIdentityProvider, { onDone: () => toast.success('Saved. It is asked with it now.') })
  return (
    <Card title="Settings" {...(manage.allowed ? {} : { description: manage.why })}>
      <fieldset disabled={!manage.allowed} className="min-w-0">
        <ProviderEditor
          key={provider.etag}
          id={provider.id}
          form={form}
          provider={provider}
          action="Save"
          problem={save.problem}
          saving={save.running}
          save={({ secret, ...draft }) =>
            save.run(
              { identityProviderId: provider.id, ...draft, ...(secret === undefined ? {} : { secret }) },
              provider.etag,
            )
          }
        />
      </fieldset>
    </Card>
  )
}
