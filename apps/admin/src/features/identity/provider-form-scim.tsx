'use client'
import type { ProviderForm } from './provider-form.ts'

function ScimFields() {
  return (
    <p className="text-muted text-sm">
      There is nothing to set here: once it is connected, make a token for the directory, and give it the address of the
      SCIM server.
    </p>
  )
}

/** A directory that writes to our SCIM server and through which nobody signs in. */
export const scimForm: ProviderForm = {
  kind: 'scim',
  presets: [
    {
      id: 'scim',
      name: 'SCIM directory',
      hint: 'Writes here, nobody signs in with it',
      fields: {},
      steps: [
        'Provisioning is set up at the directory with an address and a token, which you get after connecting it.',
      ],
    },
  ],
  addresses: [],
  signsIn: false,
  Fields: ScimFields,
  settingsOf: () => ({ kind: 'scim' }),
}
