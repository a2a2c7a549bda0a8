'use client'
import type { EndpointOutput } from '@gatehouse/contracts/endpoint'
import type { getMyIssuer } from '@gatehouse/contracts/endpoints/oauth-clients'
import type { IssuerGrant } from '@gatehouse/contracts/issuer-policy'
import { refuseRedirectUri } from '@gatehouse/contracts/oauth-client'
import { Checkbox } from '@gatehouse/ui/checkbox'
import { Field } from '@gatehouse/ui/field'
import { Textarea } from '@gatehouse/ui/textarea'
import { useState } from 'react'
import { grantText } from './client-text.ts'

export type Issuer = EndpointOutput<typeof getMyIssuer>

type GrantsFieldProps = {
  offered: readonly IssuerGrant[]
  grants: ReadonlySet<IssuerGrant>
  onChange: (grants: ReadonlySet<IssuerGrant>) => void
}

export function GrantsField({ offered, grants, onChange }: GrantsFieldProps) {
  return (
    <fieldset className="flex flex-col gap-2">
      <legend className="pb-1 font-medium text-sm">It gets tokens</legend>
      {offered.map((grant) => (
        <Checkbox
          key={grant}
          label={grantText[grant].label}
          description={grantText[grant].description}
          checked={grants.has(grant)}
          disabled={grant === 'refresh_token' && !grants.has('authorization_code')}
          onChange={(event) => {
            const next = new Set(grants)
            if (event.target.checked) next.add(grant)
            else next.delete(grant)
            if (!next.has('authorization_code')) next.delete('refresh_token')
            onChange(next)
          }}
        />
      ))}
    </fieldset>
  )
}

/** Addresses to which people come back; each is judged while it is typed, by the rule of the server. */
export function RedirectsField({ uris = [] }: { uris?: readonly string[] }) {
  const [text, setText] = useState(uris.join('\n'))
  const refused = linesOf(text).flatMap((uri) => {
    const why = refuseRedirectUri(uri)
    return why === undefined ? [] : [`${uri} ${why}`]
  })
  return (
    <Field
      label="Addresses to return to"
      name="redirectUris"
      required
      hint="One per line, exactly as you send it. https, http://127.0.0.1 for your own machine, or the scheme of an app."
      error={refused[0]}
    >
      <Textarea
        mono
        rows={2}
        value={text}
        onChange={(event) => setText(event.target.value)}
        placeholder="https://shop.example/callback"
      />
    </Field>
  )
}

export const linesOf = (value: FormDataEntryValue | string | null): string[] =>
  String(value ?? '')
    .split(/\s+/)
    .filter((line) => line !== '')

/** Scopes of the catalogue, with what the person is asked. */
export function CatalogueField({ issuer, chosen = [] }: { issuer: Issuer; chosen?: readonly string[] }) {
  if (issuer.scopes.length === 0) return null
  return (
    <fieldset className="flex max-h-56 flex-col gap-2 overflow-y-auto">
      <legend className="pb-1 font-medium text-sm">Scopes that it may ask for</legend>
      {issuer.scopes.map(({ name, description, consent }) => (
        <Checkbox
          key={name}
          name="scopes"
          value={name}
          label={<code className="text-sm">{name}</code>}
          description={consent === null ? description : `${description} · people are asked: “${consent}”`}
          defaultChecked={chosen.includes(name)}
        />
      ))}
    </fieldset>
  )
}

/** Public keys as a JWK or a JWK Set; undefined: it is none. */
export function readKeys(value: FormDataEntryValue | null): { kty: 'EC' | 'RSA' | 'OKP' }[] | undefined {
  try {
    const parsed: unknown = JSON.parse(String(value ?? ''))
    const list = Array.isArray(parsed) ? parsed : ((parsed as { keys?: unknown }).keys ?? [parsed])
    return Array.isArray(list) ? list : undefined
  } catch {
    return undefined
  }
}

export function KeysField({ error }: { error?: string | undefined }) {
  return (
    <Field
      label="Public key"
      name="keys"
      required
      hint="A JWK, or a set of up to five (JWKS). Never the private key."
      {...(error ? { error } : {})}
    >
      <Textarea mono rows={5} placeholder={'{ "kty": "EC", "crv": "P-256", "x": "…", "y": "…" }'} />
    </Field>
  )
}
