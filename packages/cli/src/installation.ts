import { type Call, type ClientOptions, createClient, ProblemError } from '@gatehouse/contracts/client'
import type { Endpoint, EndpointInput, EndpointOutput } from '@gatehouse/contracts/endpoint'
import { CommandFailure, type Given } from './command.ts'
import { installationUrl, managementKey } from './env.ts'
import { readLogin } from './login-file.ts'

/** The management API of the installation that the environment names, else that of the login. */
export async function connect(): Promise<Call> {
  return createClient(await installation())
}

/** Where the installation is, and what opens it. */
export async function installation(): Promise<ClientOptions> {
  const login = await readLogin()
  const url = installationUrl() || login?.url
  // A kept key is for its own installation only.
  const key = managementKey() || (login !== undefined && sameAddress(login.url, url) ? login.key : undefined)
  if (!url || !URL.canParse(url))
    throw new CommandFailure(
      'GATEHOUSE_URL is not set: the address of the control plane, such as https://manage.example.com. Or: gatehouse login URL',
    )
  if (!key)
    throw new CommandFailure(
      'GATEHOUSE_KEY is not set: a management key. The console makes one under Settings, Service accounts. Or: gatehouse login URL',
    )
  return optionsOf(url, key)
}

export function clientOf(url: string, key: string): Call {
  return createClient(optionsOf(url, key))
}

function optionsOf(url: string, key: string): ClientOptions {
  return { base: baseOf(url), headers: { authorization: `Bearer ${key}` } }
}

export function baseOf(url: string): string {
  return new URL(url).href.replace(/\/+$/, '')
}

function sameAddress(one: string, other: string | undefined): boolean {
  return other !== undefined && URL.canParse(one) && URL.canParse(other) && baseOf(one) === baseOf(other)
}

/** `--api` and `--version`. */
export function versionOf(given: Given): { api: string; version: string } {
  const api = given.text('api')
  if (api === undefined) throw new CommandFailure('--api is missing: the slug of the API.')
  return { api, version: given.text('version') ?? 'v1' }
}

type Paged = { items: unknown[]; next: string | null }

/** All items of a list, page by page. */
export async function* eachItem<E extends Endpoint>(
  call: Call,
  endpoint: E,
  input: EndpointInput<E>,
): AsyncGenerator<EndpointOutput<E> extends { items: (infer I)[] } ? I : never> {
  let cursor: string | undefined
  do {
    const page = (await call(endpoint, {
      ...(input as object),
      ...(cursor === undefined ? {} : { cursor }),
    } as EndpointInput<E>)) as Paged
    for (const item of page.items) yield item as never
    cursor = page.next ?? undefined
  } while (cursor !== undefined)
}

/** Nothing where it does not exist. */
export async function unlessMissing<T>(answer: Promise<T>): Promise<T | undefined> {
  return answer.catch((error: unknown) => {
    if (error instanceof ProblemError && error.problem.status === 404) return undefined
    throw error
  })
}
