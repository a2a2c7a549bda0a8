'use client'
import { Field } from '@gatehouse/ui/field'
import { Input } from '@gatehouse/ui/input'
import { RadioGroup } from '@gatehouse/ui/radio'

type NewPersonsFieldProps = {
  newPersons: 'developer' | 'refuse' | undefined
  linkDomains: readonly string[] | undefined
}

/** Who may come in whom nobody here knows, and for which addresses the provider's word links accounts. Names: `newPersons`, `settings.linkDomains`. */
export function NewPersonsField({ newPersons = 'refuse', linkDomains = [] }: NewPersonsFieldProps) {
  return (
    <>
      <RadioGroup
        legend="Persons whom nobody here knows"
        name="newPersons"
        defaultValue={newPersons}
        options={[
          {
            value: 'refuse',
            label: 'Are refused',
            description: 'Unless they were invited, or a group of theirs gives them something.',
          },
          {
            value: 'developer',
            label: 'Become developers of the portal',
            description: 'Never members of the console: that takes an invitation or a mapped group.',
          },
        ]}
      />
      <Field
        label="Links accounts of these mail domains"
        name="settings.linkDomains"
        optional
        hint="Whoever signs in with a confirmed address of such a domain gets the account that has it. Only domains whose mailboxes the provider rules."
      >
        <Input mono defaultValue={linkDomains.join(' ')} placeholder="example.com" />
      </Field>
    </>
  )
}
