import { Worker, type WorkerOptions } from 'node:worker_threads'

/**
 * Starts a thread whose modules come from Node's compile cache. The thread's first lines are plain JavaScript, since any TypeScript entry
 * would load the compiler that strips types into each thread (30 MB) before the cache is on.
 */
export function startThread(module: URL, options: WorkerOptions): Worker {
  const entry = `require('node:module').enableCompileCache?.(); import(${JSON.stringify(module.href)})`
  return new Worker(entry, { ...options, eval: true })
}
