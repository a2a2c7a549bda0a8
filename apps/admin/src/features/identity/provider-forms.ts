import type { ProviderForm } from './provider-form.ts'
import { oidcForm } from './provider-form-oidc.tsx'
import { scimForm } from './provider-form-scim.tsx'

/** The kinds that can be connected here, in the order in which they are offered: one line and one file each. */
export const providerForms: readonly ProviderForm[] = [oidcForm, scimForm]
