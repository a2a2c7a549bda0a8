import { parentPort, workerData } from 'node:worker_threads'
import { hashKeyFile, type KeyFileJob } from './hashed-keys.ts'

parentPort?.postMessage(hashKeyFile(workerData as KeyFileJob))
