import { parentPort } from 'node:worker_threads'
import { EchoBackend } from '../fixtures/echo-backend.ts'

const backend = await new EchoBackend().start()
parentPort?.postMessage(backend.url)
