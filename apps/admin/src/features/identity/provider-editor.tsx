'use client'
import {
  type IdentityProviderView,
  type ProviderTest,
  testIdentityProvider,
} from '@gatehouse/contracts/endpoints/identity-providers'
import type { AnyProviderSettings } from '@gatehouse/contracts/identity-providers'
import type { Id } from '@gatehouse/contracts/ids'
import type { Problem } from '@gatehouse/contracts/problems'
import { Button } from '@gatehouse/ui/button'
import { Checkbox } from '@gatehouse/ui/checkbox'
import { Field } from '@gatehouse/ui/field'
import { Input } from '@gatehouse/ui/input'
import { useRef, useState } from 'react'
import { useAct } from '../../api/use-act.ts'
import { ProblemBanner } from '../../components/problem-banner.tsx'
import { ProblemForm } from '../../components/problem-form.tsx'
import { type ProviderForm, type ProviderPreset, textOf } from './provider-form.ts'
import { ProviderTestResult } from './provider-test.tsx'

export type ProviderDraft = {
  name: string
  settings: AnyProviderSettings
  secret: string | undefined
  signIn: boolean
  subjectClaim: string | null
}

type ProviderEditorProps = {
  id: Id<'identityProvider'>
  form: ProviderForm
  preset?: ProviderPreset
  provider?: IdentityProviderView
  action: string
  problem: Problem | undefined
  saving: boolean
  save: (draft: ProviderDraft) => Promise<unknown>
}

/** The frame around a kind's own fields: name, sign-in, test, save. The test stores nothing. */
export function ProviderEditor({ id, form, preset, provider, action, problem, saving, save }: ProviderEditorProps) {
  const element = useRef<HTMLFormElement>(null)
  const [result, setResult] = useState<ProviderTest>()
  const test = useAct(testIdentityProvider, { onDone: setResult })
  const draftOf = (data: FormData): ProviderDraft => ({
    name: String(data.get('name') ?? ''),
    settings: form.settingsOf(data, provider?.settings),
    secret: textOf(data, 'secret'),
    signIn: form.signsIn && data.get('signIn') !== null,
    subjectClaim: textOf(data, 'subjectClaim') ?? null,
  })
  const runTest = () => {
    if (!element.current?.reportValidity()) return
    setResult(undefined)
    const { settings, secret } = draftOf(new FormData(element.current))
    void test.run({ id, settings, ...(secret === undefined ? {} : { secret }) }).catch(() => undefined)
  }
  const { Fields } = form
  return (
    <ProblemForm ref={element} problem={problem} submit={(data) => save(draftOf(data))}>
      <Field
        label="Name"
        name="name"
        required
        hint={form.kind === 'ldap' ? 'As it is called here.' : 'On the button: “Continue with …”.'}
      >
        <Input maxLength={60} defaultValue={provider?.name ?? preset?.name ?? ''} />
      </Field>
      <Fields id={id} settings={provider?.settings} preset={preset} hasSecret={provider?.hasSecret ?? false} />
      {form.signsIn && (
        <Checkbox
          name="signIn"
          defaultChecked={provider?.signIn ?? true}
          label="Persons sign in with it"
          description={
            form.signInHint ??
            'A button on the sign-in pages of console and portal. Without it, only APIs take its tokens.'
          }
        />
      )}
      {form.kind !== 'ldap' && form.kind !== 'saml' && (
        <Field
          label="Claim that names persons as the directory does"
          name="subjectClaim"
          optional
          hint="Only where it is not “sub” (Entra: oid). Without it, switching a person off in the directory may not stop that provider’s tokens."
        >
          <Input mono defaultValue={provider?.subjectClaim ?? preset?.subjectClaim ?? ''} placeholder="sub" />
        </Field>
      )}
      <ProblemBanner problem={test.problem} />
      {test.running && (
        <p role="status" className="text-muted text-sm">
          Asking the provider…
        </p>
      )}
      {result && !test.running && <ProviderTestResult result={result} note={form.testNote} />}
      <div className="flex flex-wrap gap-2">
        <Button type="submit" variant="primary" loading={saving}>
          {action}
        </Button>
        {form.kind !== 'scim' && (
          <Button loading={test.running} onClick={runTest}>
            Test connection
          </Button>
        )}
      </div>
    </ProblemForm>
  )
}
