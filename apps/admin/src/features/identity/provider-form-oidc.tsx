'use client'
import { type OidcSettings, oidcSettings } from '@gatehouse/contracts/identity-providers'
import { Checkbox } from '@gatehouse/ui/checkbox'
import { Field } from '@gatehouse/ui/field'
import { Input } from '@gatehouse/ui/input'
import { NewPersonsField } from './new-persons-field.tsx'
import { oidcPresets } from './oidc-presets.tsx'
import { type ProviderFieldsProps, type ProviderForm, textOf, wordsOf } from './provider-form.ts'

function OidcFields({ settings, preset, hasSecret }: ProviderFieldsProps) {
  const is = settings?.kind === 'oidc' ? (settings as OidcSettings) : undefined
  const first = (name: string, stored: string | undefined) => stored ?? preset?.fields[name] ?? ''
  const hint = (name: string) => preset?.placeholders?.[name] ?? ''
  return (
    <>
      <Field label="Issuer" name="settings.issuer" required hint="Exactly as the provider calls itself.">
        <Input mono type="url" defaultValue={first('issuer', is?.issuer)} placeholder={hint('issuer')} />
      </Field>
      <div className="grid gap-4 sm:grid-cols-2">
        <Field label="Client id" name="settings.clientId" required>
          <Input mono defaultValue={first('clientId', is?.clientId)} placeholder={hint('clientId')} />
        </Field>
        <Field
          label="Client secret"
          name="secret"
          hint={hasSecret ? 'One is stored. Leave it empty to keep it.' : 'Stored sealed and never shown again.'}
        >
          <Input mono type="password" autoComplete="off" placeholder={hasSecret ? '••••••••' : ''} />
        </Field>
      </div>
      <Field label="Scopes" name="settings.scopes" hint="Asked for at each sign-in.">
        <Input mono defaultValue={first('scopes', is?.scopes.join(' '))} />
      </Field>
      <div className="grid gap-4 sm:grid-cols-2">
        <Field
          label="Claim with groups"
          name="settings.claims.groups"
          optional
          hint="Groups by id. Empty: roles are given by hand or by the directory."
        >
          <Input mono defaultValue={first('groups', is?.claims.groups)} placeholder="groups" />
        </Field>
        <Field
          label="Claim that an address is confirmed"
          name="settings.claims.emailVerified"
          hint="Only a confirmed address can link accounts."
        >
          <Input mono defaultValue={first('emailVerified', is?.claims.emailVerified) || 'email_verified'} />
        </Field>
      </div>
      <NewPersonsField newPersons={is?.newPersons} linkDomains={is?.linkDomains} />
      <Checkbox
        name="introspection"
        defaultChecked={is?.introspection ?? false}
        label="APIs may ask it about opaque tokens"
        description="Gateways then call its introspection endpoint (RFC 7662) for tokens that are no JWTs."
      />
    </>
  )
}

/** OpenID Connect. Fields without a place in the form keep what is stored. */
export const oidcForm: ProviderForm = {
  kind: 'oidc',
  presets: oidcPresets,
  addresses: ['console', 'portal', 'logout'],
  signsIn: true,
  Fields: OidcFields,
  settingsOf: (data, before) => {
    const stored = oidcSettings.safeParse(before).data
    const groups = textOf(data, 'settings.claims.groups')
    const { groups: _, ...claims } = stored?.claims ?? { name: 'name', email: 'email', emailVerified: 'email_verified' }
    return {
      kind: 'oidc',
      issuer: textOf(data, 'settings.issuer') ?? '',
      clientId: textOf(data, 'settings.clientId') ?? '',
      scopes: wordsOf(data.get('settings.scopes')),
      claims: {
        ...claims,
        emailVerified: textOf(data, 'settings.claims.emailVerified') ?? 'email_verified',
        ...(groups === undefined ? {} : { groups }),
      },
      linkDomains: wordsOf(data.get('settings.linkDomains')),
      newPersons: data.get('newPersons') === 'developer' ? 'developer' : 'refuse',
      introspection: data.get('introspection') !== null,
    }
  },
}
