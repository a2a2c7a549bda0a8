import type { AccessCall } from '../people/access-call.ts'

/** A directory speaks: which one, and the transaction of the verb that took its word. */
export type DirectoryCall = AccessCall & { readonly providerId: string }

/** What a directory tells of a person. Absent members stay as they were. */
export type ToldPerson = {
  readonly userName: string
  /** The directory's own unchanging name of him; tells him again when he comes back, and never names anything of ours. */
  readonly externalId?: string | null
  readonly active: boolean
  readonly name?: string
  /** The first is the one that counts. */
  readonly emails?: readonly string[]
  /** The resource as it came, without what has a column. */
  readonly attributes?: Readonly<Record<string, unknown>>
}

export type ToldGroup = {
  readonly displayName: string
  readonly externalId?: string | null
  readonly attributes?: Readonly<Record<string, unknown>>
}
