import { isMainThread } from 'node:worker_threads'

/** Entry of the bundle: one file is both the command and the thread in which it reads contracts. */
if (isMainThread) await import('./main.ts')
else await import('@gatehouse/importers/import-worker')
