'use client'
import { createIdentityProvider, type IdentityProviderView } from '@gatehouse/contracts/endpoints/identity-providers'
import { getOrganization } from '@gatehouse/contracts/endpoints/organization'
import { newId } from '@gatehouse/contracts/ids'
import { Card } from '@gatehouse/ui/card'
import { Page } from '@gatehouse/ui/page'
import { PageHeader } from '@gatehouse/ui/page-header'
import { RadioGroup } from '@gatehouse/ui/radio'
import { SkeletonCards } from '@gatehouse/ui/skeleton'
import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { read } from '../../api/read.ts'
import { useAct } from '../../api/use-act.ts'
import { useRead } from '../../api/use-read.ts'
import { Loaded } from '../../components/loaded.tsx'
import { ProviderAddresses } from './provider-addresses.tsx'
import { ProviderEditor } from './provider-editor.tsx'
import { providerForms } from './provider-forms.ts'

const choices = providerForms.flatMap((form) => form.presets.map((preset) => ({ form, preset })))

/** Connects a provider: which product, what to do there, what to fill in here, a test, and it is on. */
export function NewProviderPage() {
  const organization = useRead(read(getOrganization, {}))
  return (
    <Page width="narrow">
      <PageHeader
        title="Connect an identity provider"
        facts="Persons sign in with it, groups give roles, and APIs can take its tokens. Nothing changes for anybody until it is connected."
      />
      <Loaded query={organization} what="organization" needs="identity.manage" skeleton={<SkeletonCards count={2} />}>
        {({ consoleUrl, portalUrl, controlUrl }) => <Steps urls={{ consoleUrl, portalUrl, controlUrl }} />}
      </Loaded>
    </Page>
  )
}

function Steps({ urls }: { urls: { consoleUrl: string; portalUrl: string; controlUrl: string } }) {
  const router = useRouter()
  // Made here, because the addresses that end in it are registered at the provider before anything is stored.
  const [id] = useState(() => newId('identityProvider'))
  const [chosen, setChosen] = useState(choices[0]?.preset.id)
  const create = useAct(createIdentityProvider, {
    onDone: (made) => router.push(`/access/identity-providers/${made.id}`),
  })
  const choice = choices.find(({ preset }) => preset.id === chosen)
  const addresses: IdentityProviderView['addresses'] = {
    console: `${urls.consoleUrl}/sign-in/return/${id}`,
    portal: `${urls.portalUrl}/sign-in/return/${id}`,
    logout: `${urls.controlUrl}/identity-providers/${id}/logout`,
  }
  return (
    <>
      <Card title="Which one is it?">
        <RadioGroup
          look="cards"
          legend="Product"
          hideLegend
          name="preset"
          {...(chosen === undefined ? {} : { value: chosen })}
          onValueChange={setChosen}
          options={choices.map(({ preset }) => ({ value: preset.id, label: preset.name, description: preset.hint }))}
        />
      </Card>
      {choice && (
        <>
          <Card title={`First, at ${choice.preset.name}`}>
            <ol className="mb-4 list-decimal space-y-1.5 pl-5 text-sm">
              {choice.preset.steps.map((step) => (
                <li key={String(step)}>{step}</li>
              ))}
            </ol>
            <ProviderAddresses addresses={addresses} show={choice.form.addresses} />
          </Card>
          <Card title="Then, here">
            <ProviderEditor
              key={choice.preset.id}
              id={id}
              form={choice.form}
              preset={choice.preset}
              action="Connect"
              problem={create.problem}
              saving={create.running}
              save={({ secret, ...draft }) => create.run({ id, ...draft, ...(secret === undefined ? {} : { secret }) })}
            />
          </Card>
        </>
      )}
    </>
  )
}
