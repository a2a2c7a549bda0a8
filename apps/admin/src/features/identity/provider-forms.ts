import type { ProviderForm } from './provider-form.ts'
import { ldapForm } from './provider-form-ldap.tsx'
import { oidcForm } from './provider-form-oidc.tsx'
import { samlForm } from './provider-form-saml.tsx'
import { scimForm } from './provider-form-scim.tsx'

/** The kinds that can be connected here, in the order in which they are offered: one line and one file each. */
export const providerForms: readonly ProviderForm[] = [oidcForm, samlForm, ldapForm, scimForm]
