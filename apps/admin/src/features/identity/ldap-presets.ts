import type { ProviderPreset } from './provider-form.ts'

/** What is different from directory to directory. */
export const ldapPresets: readonly ProviderPreset[] = [
  {
    id: 'active-directory',
    name: 'Active Directory',
    hint: 'On your own domain controllers',
    fields: {
      personsFilter: '(&(objectCategory=person)(objectClass=user))',
      groupsFilter: '(objectClass=group)',
      id: 'objectGUID',
      userName: 'sAMAccountName',
      name: 'displayName',
      disabled: 'activeDirectory',
    },
    placeholders: {
      url: 'ldaps://dc1.corp.example.com',
      bindDn: 'CN=Gatehouse,OU=Service accounts,DC=corp,DC=example,DC=com',
      personsBase: 'OU=Staff,DC=corp,DC=example,DC=com',
      groupsBase: 'OU=Groups,DC=corp,DC=example,DC=com',
    },
    steps: [
      'Make an ordinary account that may read persons and groups; it needs no further rights, and a password that does not expire.',
      'Domain controllers answer LDAPS on port 636 once they have a certificate. If it is of your own authority, have that authority’s certificate at hand (PEM).',
      'Choose bases as narrow as the people who shall be known here: everybody below them is read at each interval.',
    ],
  },
  {
    id: 'openldap',
    name: 'OpenLDAP',
    hint: 'Or another LDAP directory',
    fields: {
      personsFilter: '(objectClass=inetOrgPerson)',
      groupsFilter: '(objectClass=groupOfNames)',
      id: 'entryUUID',
      userName: 'uid',
      name: 'cn',
      disabled: 'pwdAccountLockedTime',
    },
    placeholders: {
      url: 'ldaps://ldap.example.com',
      bindDn: 'cn=gatehouse,ou=services,dc=example,dc=com',
      personsBase: 'ou=people,dc=example,dc=com',
      groupsBase: 'ou=groups,dc=example,dc=com',
    },
    steps: [
      'Make an account that may read persons, groups and the operational attributes entryUUID and pwdAccountLockedTime.',
      'Give it unlimited paged results (“limits … size.prtotal=unlimited”): a listing that is cut off is not taken.',
      'For 389 Directory Server choose nsAccountLock and nsUniqueId below.',
    ],
  },
]
