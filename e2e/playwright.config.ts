import { browserArguments, findBrowser } from '@gatehouse/tooling/browser'
import { defineConfig, devices } from '@playwright/test'

const executablePath = findBrowser()

export default defineConfig({
  globalSetup: './fixtures/start-shared-stack.ts',
  outputDir: 'test-results',
  fullyParallel: false,
  workers: 2,
  forbidOnly: true,
  retries: 0,
  timeout: 120_000,
  expect: { timeout: 20_000 },
  use: {
    ...devices['Desktop Chrome'],
    viewport: { width: 1440, height: 900 },
    actionTimeout: 30_000,
    navigationTimeout: 60_000,
    screenshot: 'only-on-failure',
    // Recording each step takes time that only a failed test would need: run that one again with --trace on.
    trace: 'off',
    launchOptions: {
      ...(executablePath ? { executablePath } : {}),
      args: [...browserArguments, ...(process.getuid?.() === 0 ? ['--no-sandbox'] : [])],
    },
  },
  projects: [
    { name: 'gateway', testDir: './gateway' },
    { name: 'journeys', testDir: './journeys' },
  ],
})
