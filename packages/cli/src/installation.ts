import { type Call, createClient } from '@gatehouse/contracts/client'
import { CommandFailure, type Given } from './command.ts'
import { installationUrl, managementKey } from './env.ts'

/** The management API of the installation that the environment names. */
export function connect(): Call {
  const url = installationUrl()
  const key = managementKey()
  if (!url || !URL.canParse(url))
    throw new CommandFailure(
      'GATEHOUSE_URL is not set: the address of the control plane, such as https://manage.example.com.',
    )
  if (!key)
    throw new CommandFailure(
      'GATEHOUSE_KEY is not set: a management key. The console makes one under Settings, Service accounts.',
    )
  return createClient({ base: new URL(url).href.replace(/\/+$/, ''), headers: { authorization: `Bearer ${key}` } })
}

/** `--api` and `--version`. */
export function versionOf(given: Given): { api: string; version: string } {
  const api = given.text('api')
  if (api === undefined) throw new CommandFailure('--api is missing: the slug of the API.')
  return { api, version: given.text('version') ?? 'v1' }
}
