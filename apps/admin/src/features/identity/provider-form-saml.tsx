'use client'
import { readMetadata } from '@gatehouse/contracts/endpoints/provider-set-up'
import { type SamlSettings, samlSettings } from '@gatehouse/contracts/identity-providers'
import { Button } from '@gatehouse/ui/button'
import { Checkbox } from '@gatehouse/ui/checkbox'
import { CopyButton } from '@gatehouse/ui/copy-button'
import { Field } from '@gatehouse/ui/field'
import { Input } from '@gatehouse/ui/input'
import { NativeSelect } from '@gatehouse/ui/native-select'
import { Textarea } from '@gatehouse/ui/textarea'
import { formatDate } from '@gatehouse/ui/time'
import { useState } from 'react'
import { useAct } from '../../api/use-act.ts'
import { ProblemBanner } from '../../components/problem-banner.tsx'
import { NewPersonsField } from './new-persons-field.tsx'
import { type ProviderFieldsProps, type ProviderForm, textOf, wordsOf } from './provider-form.ts'
import { samlPresets } from './saml-presets.ts'

type Theirs = Pick<SamlSettings, 'entityId' | 'signOnUrl' | 'signOnBinding'> & {
  certificates: string
  metadataUrl: string
}

const bindings = [
  { value: 'redirect', label: 'Redirect' },
  { value: 'post', label: 'POST' },
]
const signatures = [
  { value: 'either', label: 'The response or the assertion' },
  { value: 'assertion', label: 'The assertion' },
  { value: 'response', label: 'The response' },
  { value: 'both', label: 'Both' },
]

function SamlFields({ id, settings, preset }: ProviderFieldsProps) {
  const is = settings?.kind === 'saml' ? (settings as SamlSettings) : undefined
  const [theirs, setTheirs] = useState<Theirs>({
    entityId: is?.entityId ?? '',
    signOnUrl: is?.signOnUrl ?? '',
    signOnBinding: is?.signOnBinding ?? 'redirect',
    certificates: is?.certificates.join('\n') ?? '',
    metadataUrl: is?.metadataUrl ?? '',
  })
  const set = (name: keyof Theirs) => (event: { currentTarget: { value: string } }) =>
    setTheirs({ ...theirs, [name]: event.currentTarget.value })
  const first = (name: string, stored: string | undefined) => stored ?? preset?.fields[name] ?? ''
  const entityId = `urn:gatehouse:sp:${id}`
  return (
    <>
      <div className="text-sm">
        <p className="text-muted">Entity id of Gatehouse there (audience)</p>
        <p className="flex items-center gap-1">
          <code className="min-w-0 text-xs [overflow-wrap:anywhere]">{entityId}</code>
          <CopyButton value={entityId} label="Copy entity id" />
        </p>
      </div>
      <MetadataReader
        url={theirs.metadataUrl}
        onRead={(read, url) =>
          setTheirs({ ...read, certificates: read.certificates.join('\n'), metadataUrl: url ?? theirs.metadataUrl })
        }
      />
      <Field label="Entity id of the provider" name="settings.entityId" required>
        <Input mono value={theirs.entityId} onChange={set('entityId')} />
      </Field>
      <div className="grid gap-4 sm:grid-cols-[minmax(0,1fr)_9rem]">
        <Field label="Sign-on address" name="settings.signOnUrl" required>
          <Input mono type="url" value={theirs.signOnUrl} onChange={set('signOnUrl')} />
        </Field>
        <Field label="By" name="signOnBinding">
          <NativeSelect options={bindings} value={theirs.signOnBinding} onChange={set('signOnBinding')} />
        </Field>
      </div>
      <Field
        label="Certificates of the provider"
        name="settings.certificates"
        required
        hint="PEM, one to four: while the provider changes its certificate, both stand here."
      >
        <Textarea
          mono
          rows={4}
          value={theirs.certificates}
          onChange={set('certificates')}
          placeholder="-----BEGIN CERTIFICATE-----"
        />
      </Field>
      <Field
        label="Its metadata is published at"
        name="settings.metadataUrl"
        optional
        hint="Asked each minute, so that a new certificate is noticed before it is used."
      >
        <Input mono type="url" value={theirs.metadataUrl} onChange={set('metadataUrl')} />
      </Field>
      <Field
        label="Must be signed"
        name="signed"
        hint="Whatever is signed is checked, and only what is signed is read."
      >
        <NativeSelect options={signatures} defaultValue={is?.signed ?? 'either'} />
      </Field>
      <Checkbox
        name="encrypted"
        defaultChecked={is?.encrypted ?? false}
        label="Assertions must come encrypted"
        description="With the certificate in our metadata. Encrypted ones are read anyway."
      />
      <div className="grid gap-4 sm:grid-cols-2">
        <Field
          label="Attribute that names a person"
          name="settings.subject"
          optional
          hint="An id that never changes and is never another’s. Empty: the persistent NameID."
        >
          <Input mono defaultValue={first('subject', is?.subject)} />
        </Field>
        <Field label="Attribute with groups" name="settings.claims.groups" optional hint="Groups by id.">
          <Input mono defaultValue={first('groups', is?.claims.groups)} />
        </Field>
        <Field label="Attribute with the name" name="settings.claims.name" required>
          <Input mono defaultValue={first('name', is?.claims.name) || 'name'} />
        </Field>
        <Field label="Attribute with the mail address" name="settings.claims.email" required>
          <Input mono defaultValue={first('email', is?.claims.email) || 'email'} />
        </Field>
      </div>
      <NewPersonsField newPersons={is?.newPersons} linkDomains={is?.linkDomains} />
    </>
  )
}

type Read = Pick<SamlSettings, 'entityId' | 'signOnUrl' | 'signOnBinding' | 'certificates'>

/** Fills the fields below from the provider's metadata: its address, or its text. */
function MetadataReader({ url, onRead }: { url: string; onRead: (read: Read, url: string | undefined) => void }) {
  const [source, setSource] = useState(url)
  const [facts, setFacts] = useState<readonly { subject: string; until: string; fingerprint: string }[]>()
  const reading = useAct(readMetadata)
  const isUrl = /^https?:\/\/\S+$/.test(source.trim())
  const run = async () => {
    setFacts(undefined)
    const from = source.trim()
    const read = await reading.run(isUrl ? { url: from } : { xml: from }).catch(() => undefined)
    if (!read) return
    setFacts(read.facts)
    onRead(read, isUrl ? from : undefined)
  }
  return (
    <div className="flex flex-col gap-3 rounded-md border border-line bg-sunken p-4">
      <Field
        label="Metadata of the provider"
        optional
        hint="Its address, or the XML itself. The fields below are filled from it."
      >
        <Textarea
          mono
          rows={2}
          value={source}
          onChange={(event) => setSource(event.currentTarget.value)}
          placeholder="https://…/metadata"
        />
      </Field>
      <ProblemBanner problem={reading.problem} />
      {facts && (
        <p role="status" className="text-ok-text text-sm">
          Read.{' '}
          {facts.map(({ subject, until }) => `${subject.replace(/\n/g, ', ')}, until ${formatDate(until)}`).join('; ')}
        </p>
      )}
      <div>
        <Button size="sm" disabled={source.trim() === ''} loading={reading.running} onClick={() => void run()}>
          Fill in from it
        </Button>
      </div>
    </div>
  )
}

const settingsOf: ProviderForm['settingsOf'] = (data, before) => {
  const stored = samlSettings.safeParse(before).data
  const text = (name: string) => textOf(data, `settings.${name}`)
  const [subject, groups, metadataUrl] = [text('subject'), text('claims.groups'), text('metadataUrl')]
  const pems = (text('certificates') ?? '').match(/-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g) ?? []
  const signed = signatures.find(({ value }) => value === data.get('signed'))?.value ?? 'either'
  return {
    kind: 'saml',
    entityId: text('entityId') ?? '',
    signOnUrl: text('signOnUrl') ?? '',
    signOnBinding: data.get('signOnBinding') === 'post' ? 'post' : 'redirect',
    ...(metadataUrl === undefined ? {} : { metadataUrl }),
    certificates: [...pems],
    signed: signed as SamlSettings['signed'],
    encrypted: data.get('encrypted') !== null,
    ...(subject === undefined ? {} : { subject }),
    claims: {
      name: text('claims.name') ?? 'name',
      email: text('claims.email') ?? 'email',
      emailVerified: stored?.claims.emailVerified ?? 'email_verified',
      ...(groups === undefined ? {} : { groups }),
    },
    linkDomains: wordsOf(data.get('settings.linkDomains')),
    newPersons: data.get('newPersons') === 'developer' ? 'developer' : 'refuse',
  }
}

/** SAML 2.0. */
export const samlForm: ProviderForm = {
  kind: 'saml',
  presets: samlPresets,
  addresses: ['console', 'portal'],
  signsIn: true,
  signInHint: 'A button on the sign-in pages of console and portal.',
  testNote: 'Nobody was signed in: whether certificates and attributes are right, the first sign-in shows.',
  Fields: SamlFields,
  settingsOf,
}
