import { parentPort, workerData } from 'node:worker_threads'
import { type ReplayJob, replayShapes } from './replay-shapes.ts'

parentPort?.postMessage(replayShapes(workerData as ReplayJob))
