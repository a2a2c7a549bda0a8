import { defineConfig } from 'vitest/config'

// Figures and faults of whole gateways: one file at a time, so that none measures another's load.
export default defineConfig({ test: { fileParallelism: false, testTimeout: 20_000, hookTimeout: 20_000 } })
