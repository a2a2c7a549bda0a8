import type { IdentityProviderView } from '@gatehouse/contracts/endpoints/identity-providers'
import type { AnyProviderSettings } from '@gatehouse/contracts/identity-providers'
import type { Id } from '@gatehouse/contracts/ids'
import type { ComponentType, ReactNode } from 'react'

/** A product that people know by name: what is different about it, and what to do there. */
export type ProviderPreset = {
  id: string
  name: string
  /** Under the name, where one chooses. */
  hint: string
  /** What to do at the provider before anything works here; addresses to register are shown beside it. */
  steps: readonly ReactNode[]
  /** Prefilled fields by the form's names. */
  fields: Readonly<Record<string, string>>
  placeholders?: Readonly<Record<string, string>>
  subjectClaim?: string
}

export type ProviderFieldsProps = {
  /** Also of a new one: addresses and names at the provider end in it. */
  id: Id<'identityProvider'>
  /** Absent while a new one is connected. */
  settings: AnyProviderSettings | undefined
  preset: ProviderPreset | undefined
  hasSecret: boolean
}

/** The form of one kind of provider; each kind has a file of its own (`provider-form-KIND.tsx`). */
export type ProviderForm = {
  kind: string
  presets: readonly ProviderPreset[]
  /** Which addresses have to be registered there. */
  addresses: readonly (keyof IdentityProviderView['addresses'])[]
  /** Whether persons sign in with it. */
  signsIn: boolean
  /** What signing in with it looks like. */
  signInHint?: string
  /** What a test that passed does not prove, or does. */
  testNote?: string
  Fields: ComponentType<ProviderFieldsProps>
  /** What the fields say. `before`: the stored settings, of which what has no field stays. */
  settingsOf: (data: FormData, before: AnyProviderSettings | undefined) => AnyProviderSettings
}

/** Words between commas, spaces or lines. */
export const wordsOf = (value: FormDataEntryValue | null): string[] =>
  String(value ?? '')
    .split(/[\s,]+/)
    .filter((word) => word !== '')

/** A text, or nothing where it is empty. */
export const textOf = (data: FormData, name: string): string | undefined => {
  const value = String(data.get(name) ?? '').trim()
  return value === '' ? undefined : value
}
