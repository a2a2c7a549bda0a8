'use client'
import type { IssuerView } from '@gatehouse/contracts/endpoints/issuer'
import { putIssuerPolicy } from '@gatehouse/contracts/endpoints/issuer'
import { type IssuerPolicy, issuerAlgorithms, issuerGrants } from '@gatehouse/contracts/issuer-policy'
import { Banner } from '@gatehouse/ui/banner'
import { Button } from '@gatehouse/ui/button'
import { Card } from '@gatehouse/ui/card'
import { Checkbox } from '@gatehouse/ui/checkbox'
import { CopyableId } from '@gatehouse/ui/copyable-id'
import { Field } from '@gatehouse/ui/field'
import { FormActions } from '@gatehouse/ui/form-actions'
import { NativeSelect } from '@gatehouse/ui/native-select'
import { RadioGroup } from '@gatehouse/ui/radio'
import { SkeletonCards } from '@gatehouse/ui/skeleton'
import { Switch } from '@gatehouse/ui/switch'
import { toast } from '@gatehouse/ui/toast'
import { useState } from 'react'
import { useAct } from '../../api/use-act.ts'
import { useRead } from '../../api/use-read.ts'
import { Loaded } from '../../components/loaded.tsx'
import { ProblemForm } from '../../components/problem-form.tsx'
import { useMay } from '../account/account-context.tsx'
import { IssuerPage } from './issuer-tabs.tsx'
import { KeysCard } from './keys-card.tsx'
import { LifetimeField } from './lifetime-field.tsx'
import { grantTexts, lifetimeTexts, policyChanges } from './policy-text.ts'
import { issuerRead } from './queries.ts'

/** What Security sets for the built-in OAuth server, and its signing keys. */
export function PolicyPage() {
  const query = useRead(issuerRead())
  return (
    <IssuerPage
      facts={
        query.data ? (
          <>
            Issuer <CopyableId value={query.data.issuer} shorten={false} /> · what is set here holds within a second,
            without a deploy
          </>
        ) : (
          'Clients are credentials of applications; end users sign in to them here.'
        )
      }
    >
      <Loaded query={query} what="the OAuth server" needs="issuer.read" skeleton={<SkeletonCards count={3} />}>
        {(issuer) => (
          <>
            {!issuer.on && (
              <Banner tone="warn" title="The OAuth server is off">
                Its address is neither https nor this machine’s own. Set CONTROL_URL to an https address and start
                again.
              </Banner>
            )}
            {/* Another’s change brings a new etag: the form begins anew with what holds now. */}
            <PolicyForm key={issuer.etag} issuer={issuer} />
            <KeysCard issuer={issuer} />
          </>
        )}
      </Loaded>
    </IssuerPage>
  )
}

function PolicyForm({ issuer }: { issuer: IssuerView }) {
  const may = useMay('issuer.manage')
  const [policy, setPolicy] = useState<IssuerPolicy>(issuer.policy)
  const put = useAct(putIssuerPolicy, { onDone: () => toast.success('Policy saved. It holds within a second.') })
  const set = (part: Partial<IssuerPolicy>) => setPolicy((current) => ({ ...current, ...part }))
  const changes = policyChanges(issuer.policy, policy)
  const toggle = (grant: IssuerPolicy['grants'][number], on: boolean) =>
    set({ grants: issuerGrants.filter((one) => (one === grant ? on : policy.grants.includes(one))) })
  return (
    <ProblemForm problem={put.problem} submit={() => put.run(policy, issuer.etag)} aria-label="Policy">
      <fieldset disabled={!may.allowed} className="contents">
        <Card
          title="What clients may use"
          description="A client is set up for some of them; what is off here no client gets."
        >
          <div className="flex flex-col gap-3">
            {issuerGrants.map((grant) => (
              <Checkbox
                key={grant}
                label={grantTexts[grant].label}
                description={grantTexts[grant].description}
                checked={policy.grants.includes(grant)}
                onChange={(event) => toggle(grant, event.target.checked)}
              />
            ))}
          </div>
        </Card>
        <Card title="Lifetimes">
          <div className="grid gap-4 sm:grid-cols-2">
            {(Object.keys(lifetimeTexts) as (keyof IssuerPolicy['lifetimes'])[]).map((name) => (
              <LifetimeField
                key={name}
                label={lifetimeTexts[name].label}
                hint={lifetimeTexts[name].hint}
                name={name}
                seconds={policy.lifetimes[name]}
                onChange={(seconds) => set({ lifetimes: { ...policy.lifetimes, [name]: seconds } })}
              />
            ))}
          </div>
        </Card>
        <Card title="Tokens">
          <div className="flex flex-col gap-5">
            <RadioGroup
              legend="An access token is good for"
              name="audience"
              value={policy.audience}
              onValueChange={(audience) => set({ audience: audience as IssuerPolicy['audience'] })}
              options={[
                {
                  value: 'stage',
                  label: 'Every API of its stage',
                  description: 'That the application has access to. The client may narrow it.',
                },
                {
                  value: 'api',
                  label: 'One API',
                  description: 'The client names it (resource, RFC 8707); a stolen token opens nothing else.',
                },
              ]}
            />
            <RadioGroup
              legend="Tokens are bound to a key of the client (DPoP) for"
              name="senderConstraint"
              value={policy.senderConstraint}
              onValueChange={(value) => set({ senderConstraint: value as IssuerPolicy['senderConstraint'] })}
              options={[
                { value: 'none', label: 'Clients that ask for it' },
                { value: 'public', label: 'Clients without a secret', description: 'Pages and apps.' },
                {
                  value: 'all',
                  label: 'Every client',
                  description: 'A copied token is of no use. Clients must support DPoP.',
                },
              ]}
            />
            <Field
              label="Signed with"
              name="algorithm"
              hint="Asymmetric, so that whoever checks a token cannot make one."
            >
              <NativeSelect
                value={policy.algorithm}
                onChange={(event) => set({ algorithm: event.target.value as IssuerPolicy['algorithm'] })}
                options={issuerAlgorithms.map((name) => ({ value: name, label: name }))}
              />
            </Field>
          </div>
        </Card>
        <Card title="Sign-in and registration">
          <div className="flex flex-col gap-4">
            <Switch
              label="Authorization requests must be pushed"
              description="PAR (RFC 9126): what is asked never travels through the browser."
              checked={policy.pushedRequests === 'required'}
              onChange={(event) => set({ pushedRequests: event.target.checked ? 'required' : 'optional' })}
            />
            <Switch
              label="Applications may register clients themselves"
              description="RFC 7591, with a token that an owner of the application makes; they start without scopes."
              checked={policy.registration}
              onChange={(event) => set({ registration: event.target.checked })}
            />
            <Switch
              label="End users may sign up themselves"
              description="Otherwise they come by invitation or import."
              checked={policy.selfSignUp}
              onChange={(event) => set({ selfSignUp: event.target.checked })}
            />
          </div>
        </Card>
      </fieldset>
      {changes.length > 0 && (
        <Banner tone="info" title="What this changes">
          <ul className="list-disc pl-4">
            {changes.map((sentence) => (
              <li key={sentence}>{sentence}</li>
            ))}
          </ul>
        </Banner>
      )}
      {may.allowed ? (
        changes.length > 0 && (
          <FormActions sticky>
            <Button onClick={() => setPolicy(issuer.policy)}>Discard</Button>
            <Button type="submit" variant="primary" loading={put.running}>
              Save policy
            </Button>
          </FormActions>
        )
      ) : (
        <p className="text-muted text-sm">{may.why}</p>
      )}
    </ProblemForm>
  )
}
