'use client'
import { type LdapSettings, ldapSettings } from '@gatehouse/contracts/identity-providers'
import { Checkbox } from '@gatehouse/ui/checkbox'
import { Field } from '@gatehouse/ui/field'
import { Input } from '@gatehouse/ui/input'
import { NativeSelect } from '@gatehouse/ui/native-select'
import { Textarea } from '@gatehouse/ui/textarea'
import { useState } from 'react'
import { ldapPresets } from './ldap-presets.ts'
import { NewPersonsField } from './new-persons-field.tsx'
import { type ProviderFieldsProps, type ProviderForm, textOf, wordsOf } from './provider-form.ts'
import { TryUserName } from './try-user-name.tsx'

const disabledBy = [
  { value: 'activeDirectory', label: 'Active Directory’s flags (disabled, expired)' },
  { value: 'pwdAccountLockedTime', label: 'Password policy of OpenLDAP (locked for good, ended)' },
  { value: 'nsAccountLock', label: 'nsAccountLock (389 Directory Server)' },
]

function LdapFields({ id, settings, preset, hasSecret }: ProviderFieldsProps) {
  const is = settings?.kind === 'ldap' ? (settings as LdapSettings) : undefined
  const [url, setUrl] = useState(is?.url ?? '')
  const first = (name: string, stored: string | undefined) => stored ?? preset?.fields[name] ?? ''
  const hint = (name: string) => preset?.placeholders?.[name] ?? ''
  return (
    <>
      <Field
        label="Server"
        name="settings.url"
        required
        hint="ldaps:// is encrypted from the first byte; ldap:// begins in the clear and upgrades by StartTLS."
      >
        <Input
          mono
          type="url"
          value={url}
          onChange={(event) => setUrl(event.currentTarget.value)}
          pattern="ldaps?://.+"
          placeholder={hint('url')}
        />
      </Field>
      {url.startsWith('ldap://') && (
        <Checkbox
          name="startTls"
          defaultChecked={is?.startTls ?? true}
          label="Upgrade by StartTLS"
          description="Without it nothing is sent, unless the server is on this machine."
        />
      )}
      <Field
        label="Certificate of your own authority"
        name="settings.certificateAuthority"
        optional
        hint="PEM. Only where the server’s certificate is not of a public authority."
      >
        <Textarea
          mono
          rows={3}
          defaultValue={is?.certificateAuthority ?? ''}
          placeholder="-----BEGIN CERTIFICATE-----"
        />
      </Field>
      <div className="grid gap-4 sm:grid-cols-2">
        <Field label="Account that reads" name="settings.bindDn" required hint="Its distinguished name.">
          <Input mono defaultValue={is?.bindDn ?? ''} placeholder={hint('bindDn')} />
        </Field>
        <Field
          label="Its password"
          name="secret"
          required={!hasSecret}
          hint={hasSecret ? 'One is stored. Leave it empty to keep it.' : 'Stored sealed and never shown again.'}
        >
          <Input type="password" autoComplete="off" placeholder={hasSecret ? '••••••••' : ''} />
        </Field>
        <Field label="Persons below" name="settings.personsBase" required>
          <Input mono defaultValue={is?.personsBase ?? ''} placeholder={hint('personsBase')} />
        </Field>
        <Field label="Persons are" name="settings.personsFilter" required hint="LDAP filter.">
          <Input mono defaultValue={first('personsFilter', is?.personsFilter)} />
        </Field>
        <Field label="Groups below" name="settings.groupsBase" optional hint="Without it, groups give nothing.">
          <Input mono defaultValue={is?.groupsBase ?? ''} placeholder={hint('groupsBase')} />
        </Field>
        <Field label="Groups are" name="settings.groupsFilter" required hint="LDAP filter.">
          <Input mono defaultValue={first('groupsFilter', is?.groupsFilter)} />
        </Field>
      </div>
      <fieldset className="min-w-0">
        <legend className="mb-2 font-medium text-sm">Attributes</legend>
        <div className="grid gap-4 sm:grid-cols-3">
          <Field label="Id that never changes" name="settings.attributes.id" required>
            <Input mono defaultValue={first('id', is?.attributes.id)} />
          </Field>
          <Field label="User name" name="settings.attributes.userName" required>
            <Input mono defaultValue={first('userName', is?.attributes.userName)} />
          </Field>
          <Field label="Name" name="settings.attributes.name" required>
            <Input mono defaultValue={first('name', is?.attributes.name)} />
          </Field>
          <Field label="Mail" name="settings.attributes.email" required>
            <Input mono defaultValue={first('email', is?.attributes.email) || 'mail'} />
          </Field>
          <Field label="Members of a group" name="settings.attributes.members" required>
            <Input mono defaultValue={first('members', is?.attributes.members) || 'member'} />
          </Field>
        </div>
      </fieldset>
      <Field label="An account is disabled by" name="disabled">
        <NativeSelect options={disabledBy} defaultValue={first('disabled', is?.attributes.disabled)} />
      </Field>
      <div className="grid gap-4 sm:grid-cols-3">
        <Field
          label="Read every"
          name="settings.pollSeconds"
          required
          hint="Seconds: a disabled account is off this much later at most."
        >
          <Input type="number" min={10} max={3600} defaultValue={is?.pollSeconds ?? 30} trailing="s" />
        </Field>
        <Field label="Entries a page" name="settings.pageSize" required>
          <Input type="number" min={10} max={5000} defaultValue={is?.pageSize ?? 500} />
        </Field>
        <Field
          label="May be gone at once"
          name="settings.missingShare"
          required
          hint="If more is gone it is taken for a mistake: nobody is switched off."
        >
          <Input type="number" min={1} max={100} defaultValue={is?.missingShare ?? 20} trailing="%" />
        </Field>
      </div>
      <NewPersonsField newPersons={is?.newPersons} linkDomains={is?.linkDomains} />
      <TryUserName id={id} settingsOf={(data) => settingsOf(data, settings)} />
    </>
  )
}

const settingsOf: ProviderForm['settingsOf'] = (data, before) => {
  const stored = ldapSettings.safeParse(before).data
  const text = (name: string) => textOf(data, `settings.${name}`) ?? ''
  const authority = textOf(data, 'settings.certificateAuthority')
  const groupsBase = textOf(data, 'settings.groupsBase')
  const disabled = disabledBy.find(({ value }) => value === data.get('disabled'))?.value
  const url = text('url')
  return {
    kind: 'ldap',
    url,
    ...(authority === undefined ? {} : { certificateAuthority: authority }),
    startTls: url.startsWith('ldap://') ? data.get('startTls') !== null : (stored?.startTls ?? true),
    bindDn: text('bindDn'),
    personsBase: text('personsBase'),
    personsFilter: text('personsFilter'),
    ...(groupsBase === undefined ? {} : { groupsBase }),
    groupsFilter: text('groupsFilter'),
    attributes: {
      id: text('attributes.id'),
      userName: text('attributes.userName'),
      name: text('attributes.name'),
      email: text('attributes.email'),
      members: text('attributes.members'),
      disabled: (disabled ?? 'pwdAccountLockedTime') as LdapSettings['attributes']['disabled'],
    },
    pollSeconds: Number(text('pollSeconds')),
    pageSize: Number(text('pageSize')),
    missingShare: Number(text('missingShare')),
    linkDomains: wordsOf(data.get('settings.linkDomains')),
    newPersons: data.get('newPersons') === 'developer' ? 'developer' : 'refuse',
  }
}

/** LDAP and Active Directory. */
export const ldapForm: ProviderForm = {
  kind: 'ldap',
  presets: ldapPresets,
  addresses: [],
  signsIn: true,
  signInHint:
    'User name and password of the directory are taken at the sign-in forms of console and portal. Without it, it is only read.',
  testNote: 'The account signed in and may read.',
  Fields: LdapFields,
  settingsOf,
}
