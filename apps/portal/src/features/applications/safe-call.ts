/** A call that changes nothing, for one API and stage, ready but for the key. */
export type SafeCall = { api: string; stageId: string; curl: string }
