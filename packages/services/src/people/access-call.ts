import type { AuditEntry } from '../grammar/audit-chain.ts'
import type { VerbRun } from '../grammar/verb.ts'

/** What a function of a person's access needs: it runs in its caller's transaction and adds to its changes. */
export type AccessCall = Pick<VerbRun<unknown>, 'ctx' | 'tx' | 'change'>

/** What it did, for the caller's audit rows. */
export type AccessEvents = readonly AuditEntry[]
