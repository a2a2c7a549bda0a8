import { z } from 'zod'
import { askedInstant, endpoint, instant } from '../endpoint.ts'
import { brownOut, deprecationPreview, deprecationView, extensionView } from './deprecation-views.ts'
import { versionPath } from './version-path.ts'

const reason = z.string().trim().min(1).max(500)

/** How a version ends, as a person plans it. */
export const deprecationPlan = z.strictObject({
  /** From when on it is Deprecated and answers carry `Deprecation`. */
  deprecatedAt: askedInstant,
  /** From when on it answers 410; null: not decided yet. */
  sunsetAt: askedInstant.nullable().default(null),
  /** Id of the version to move to. */
  successor: z.string().min(1).max(120).nullable().default(null),
  /** Page that says how to move; null: the portal's page of the successor. */
  guideUrl: z
    .url({ protocol: /^https?$/ })
    .max(500)
    .nullable()
    .default(null),
  /** Markdown for the portal's banner and the mails. */
  message: z.string().trim().max(2_000).default(''),
  /** Times before the sunset in which it answers as after it. */
  brownOuts: z
    .array(z.strictObject({ from: askedInstant, to: askedInstant }))
    .max(20)
    .default([]),
  /** Days before the sunset on which owners of active applications are reminded. */
  reminderDays: z.array(z.number().int().min(1).max(365)).max(10).default([90, 30, 7, 1]),
  /** Why a date that holds or was announced moves earlier, or a sunset that has come is taken back. */
  reason: reason.optional(),
})
export type DeprecationPlan = z.input<typeof deprecationPlan>

export const getDeprecation = endpoint({
  id: 'deprecations.get',
  method: 'GET',
  path: '/apis/{api}/versions/{version}/deprecation',
  tag: 'Deprecations',
  summary: 'How a version ends: program, burn-down, who still calls',
  description: 'Also for a version without a program: then it shows who would be told of one.',
  audience: 'management',
  permission: 'api.read',
  params: versionPath,
  response: deprecationView,
  etag: 'sent',
})

export const previewDeprecation = endpoint({
  id: 'deprecations.preview',
  method: 'POST',
  path: '/apis/{api}/versions/{version}/deprecation/preview',
  tag: 'Deprecations',
  summary: 'Judge a program without saving it: headers, banner, mail and who gets it',
  audience: 'management',
  permission: 'api.publish',
  params: versionPath,
  body: deprecationPlan,
  response: deprecationPreview,
})

export const putDeprecation = endpoint({
  id: 'deprecations.put',
  method: 'PUT',
  path: '/apis/{api}/versions/{version}/deprecation',
  tag: 'Deprecations',
  summary: 'Plan how a version ends, or change the plan',
  description:
    'The version becomes Deprecated at `deprecatedAt` and Retired at `sunsetAt`, or when the last extension ends after it. Gateways learn the dates at once and keep to them by their own clock; nothing is deployed. Once announced, a change of dates or successor is mailed to the owners of active applications.',
  audience: 'management',
  permission: 'api.publish',
  params: versionPath,
  body: deprecationPlan,
  response: deprecationView,
  etag: 'required',
})

export const cancelDeprecation = endpoint({
  id: 'deprecations.cancel',
  method: 'POST',
  path: '/apis/{api}/versions/{version}/deprecation/cancel',
  tag: 'Deprecations',
  summary: 'Take a program back before its sunset',
  description:
    'The version is Published again. Who was told of the program is told that it is taken back, with the reason.',
  audience: 'management',
  permission: 'api.publish',
  params: versionPath,
  body: z.strictObject({ reason }),
  response: deprecationView,
  etag: 'sent',
})

/** What came of telling owners. */
export const sent = z.strictObject({
  /** Mails on their way. */
  mails: z.number().int(),
  /** Persons who were told of this before. */
  already: z.number().int(),
  /** Names of applications without an owner to write to. */
  unreachable: z.array(z.string()),
})

export const announceDeprecation = endpoint({
  id: 'deprecations.announce',
  method: 'POST',
  path: '/apis/{api}/versions/{version}/deprecation/announcement',
  tag: 'Deprecations',
  summary: 'Announce a program to the owners of active applications now',
  description:
    'Mails the owners of all applications that called in the last 30 days; nobody gets it twice. What is not announced by hand is announced at `deprecatedAt`.',
  audience: 'management',
  permission: 'api.publish',
  params: versionPath,
  response: sent,
})

export const remindOwners = endpoint({
  id: 'deprecations.remind',
  method: 'POST',
  path: '/apis/{api}/versions/{version}/deprecation/reminders',
  tag: 'Deprecations',
  summary: 'Remind the owners of chosen applications',
  description: 'Applications that called in the last 30 days or have access. Each owner gets at most one a day.',
  audience: 'management',
  permission: 'api.publish',
  params: versionPath,
  body: z.strictObject({ applications: z.array(z.string().min(1).max(120)).min(1).max(200) }),
  response: sent,
})

export const extendSunset = endpoint({
  id: 'deprecations.extend',
  method: 'POST',
  path: '/apis/{api}/versions/{version}/deprecation/extensions',
  tag: 'Deprecations',
  summary: 'Let an application call past the sunset, until a date',
  description:
    'It may also call through brown-outs. Its owners are told. A version that is Retired by its program becomes Deprecated again for as long as an extension holds; all others go on being answered 410.',
  audience: 'management',
  permission: 'api.publish',
  params: versionPath,
  body: z.strictObject({ applicationId: z.string().min(1).max(120), until: askedInstant, reason }),
  response: extensionView,
  status: 201,
})

export const endExtension = endpoint({
  id: 'deprecations.end-extension',
  method: 'POST',
  path: '/apis/{api}/versions/{version}/deprecation/extensions/{extension}/end',
  tag: 'Deprecations',
  summary: 'End an extension before its time',
  description: 'Ending what has ended already changes nothing.',
  audience: 'management',
  permission: 'api.publish',
  params: z.strictObject({ ...versionPath.shape, extension: z.string().min(1).max(120) }),
  response: extensionView,
})

/** What the portal tells of a version that ends. */
export const portalDeprecation = z.strictObject({
  deprecatedAt: instant,
  sunsetAt: instant.nullable(),
  guideUrl: z.string().nullable(),
  message: z.string(),
  brownOuts: z.array(brownOut),
  /** Where to go; only what the reader may see. `operations`: own slug → the successor's, for those that it has, too. */
  successor: z
    .strictObject({
      api: z.strictObject({ slug: z.string(), name: z.string() }),
      version: z.string(),
      operations: z.record(z.string(), z.string()),
    })
    .nullable(),
})
export type PortalDeprecation = z.infer<typeof portalDeprecation>
