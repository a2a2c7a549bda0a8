import { type Attribute, attribute, complex, plural } from './attribute.ts'

export const userSchemaId = 'urn:ietf:params:scim:schemas:core:2.0:User'
export const groupSchemaId = 'urn:ietf:params:scim:schemas:core:2.0:Group'
export const enterpriseSchemaId = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User'

export type Schema = {
  readonly id: string
  readonly name: string
  readonly description: string
  readonly attributes: readonly Attribute[]
}

const exact = { caseExact: true } as const

/** RFC 7643 §4.1. `password` is not offered: nobody signs in with a directory's password here. */
export const userSchema: Schema = {
  id: userSchemaId,
  name: 'User',
  description: 'User Account',
  attributes: [
    attribute('userName', 'The name that is unique in this directory.', { required: true, uniqueness: 'server' }),
    complex('name', 'The parts of the name.', [
      attribute('formatted', 'The whole name, for showing.'),
      attribute('familyName', 'The family name.'),
      attribute('givenName', 'The given name.'),
      attribute('middleName', 'The middle name.'),
      attribute('honorificPrefix', 'What stands before the name.'),
      attribute('honorificSuffix', 'What stands after the name.'),
    ]),
    attribute('displayName', 'The name that is shown.'),
    attribute('nickName', 'How the person is called.'),
    attribute('profileUrl', 'A page about the person.', { type: 'reference', referenceTypes: ['external'], ...exact }),
    attribute('title', 'The position in the company.'),
    attribute('userType', 'The relation to the company.'),
    attribute('preferredLanguage', 'The preferred languages (RFC 9110 §12.5.4).'),
    attribute('locale', 'Where the person is at home, for dates and numbers.'),
    attribute('timezone', 'The time zone, by its IANA name.'),
    attribute('active', 'Whether the person may use anything; false switches everything off within a second.', {
      type: 'boolean',
    }),
    plural('emails', 'The mail addresses.', ['work', 'home', 'other']),
    plural('phoneNumbers', 'The phone numbers.', ['work', 'home', 'mobile', 'fax', 'pager', 'other']),
    plural('ims', 'The addresses for messages.'),
    plural('photos', 'Addresses of pictures.', ['photo', 'thumbnail'], {
      type: 'reference',
      referenceTypes: ['external'],
      ...exact,
    }),
    complex(
      'addresses',
      'The postal addresses.',
      [
        attribute('formatted', 'The whole address, for showing.'),
        attribute('streetAddress', 'Street and number.'),
        attribute('locality', 'The city.'),
        attribute('region', 'The state or region.'),
        attribute('postalCode', 'The postal code.'),
        attribute('country', 'The country, as in ISO 3166-1.'),
        attribute('type', 'What it is for.', { canonicalValues: ['work', 'home', 'other'] }),
        attribute('primary', 'Whether it is the preferred one.', { type: 'boolean' }),
      ],
      { multiValued: true },
    ),
    complex(
      'groups',
      'The groups that the person is in; groups change by their own resources.',
      [
        attribute('value', 'The group’s id.', { mutability: 'readOnly', ...exact }),
        attribute('$ref', 'The group’s address.', {
          type: 'reference',
          referenceTypes: ['Group'],
          mutability: 'readOnly',
          ...exact,
        }),
        attribute('display', 'The group’s name.', { mutability: 'readOnly' }),
        attribute('type', 'Always direct.', { canonicalValues: ['direct'], mutability: 'readOnly' }),
      ],
      { multiValued: true, mutability: 'readOnly' },
    ),
    plural('entitlements', 'What the person is entitled to; nothing follows from it here.'),
    plural('roles', 'Roles in the directory; what a person may do here follows from mapped groups.'),
    plural('x509Certificates', 'The certificates.', [], { type: 'binary', ...exact }),
  ],
}

/** RFC 7643 §4.3. */
export const enterpriseSchema: Schema = {
  id: enterpriseSchemaId,
  name: 'EnterpriseUser',
  description: 'Enterprise User',
  attributes: [
    attribute('employeeNumber', 'The number that the company gave.'),
    attribute('costCenter', 'The cost center.'),
    attribute('organization', 'The organization.'),
    attribute('division', 'The division.'),
    attribute('department', 'The department.'),
    complex('manager', 'Who leads the person.', [
      attribute('value', 'The id of the manager’s resource.', exact),
      attribute('$ref', 'The address of the manager’s resource.', {
        type: 'reference',
        referenceTypes: ['User'],
        ...exact,
      }),
      attribute('displayName', 'The manager’s name.'),
    ]),
  ],
}

/** RFC 7643 §4.2. */
export const groupSchema: Schema = {
  id: groupSchemaId,
  name: 'Group',
  description: 'Group',
  attributes: [
    attribute('displayName', 'The group’s name. It is known by its id: another name changes nothing else.', {
      required: true,
    }),
    complex(
      'members',
      'The persons in the group.',
      [
        attribute('value', 'The person’s id.', { mutability: 'immutable', ...exact }),
        attribute('$ref', 'The person’s address.', {
          type: 'reference',
          referenceTypes: ['User'],
          mutability: 'immutable',
          ...exact,
        }),
        attribute('display', 'What the directory calls the member.'),
        attribute('type', 'Always User.', { canonicalValues: ['User'], mutability: 'immutable' }),
      ],
      { multiValued: true },
    ),
  ],
}

/** RFC 7643 §3.1: what every resource has beside its schemas. */
export const commonAttributes: readonly Attribute[] = [
  attribute('id', 'The id that this server gave.', { ...exact, mutability: 'readOnly', returned: 'always' }),
  attribute('externalId', 'The directory’s own id.', exact),
  complex(
    'meta',
    'About the resource.',
    [
      attribute('resourceType', 'What it is.', { ...exact, mutability: 'readOnly' }),
      attribute('created', 'Since when it is.', { type: 'dateTime', mutability: 'readOnly' }),
      attribute('lastModified', 'When it changed last.', { type: 'dateTime', mutability: 'readOnly' }),
      attribute('location', 'Its address.', { type: 'reference', ...exact, mutability: 'readOnly' }),
      attribute('version', 'Its version, for If-Match.', { ...exact, mutability: 'readOnly' }),
    ],
    { mutability: 'readOnly' },
  ),
]
