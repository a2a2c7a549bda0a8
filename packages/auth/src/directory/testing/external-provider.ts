import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

type Person = { sub: string } & Record<string, unknown>

/** Starts an external identity provider as a process of its own, and gives what tests need of it. */
export async function startExternalProvider(setup: { redirectUris: string[]; person: Person }) {
  const clientId = 'gatehouse'
  const clientSecret = 'the-secret-of-an-external-client'
  const child: ChildProcess = fork(fileURLToPath(new URL('./provider-process.ts', import.meta.url)), {
    // Only what it needs: nothing of the tests' own environment is its affair.
    env: { NODE_ENV: 'test' },
    execArgv: ['--disable-warning=ExperimentalWarning'],
    silent: true,
  })
  const [{ port }] = (await once(child, 'message')) as [{ port: number }]
  const tell = async (message: object): Promise<void> => {
    child.send(message)
    await once(child, 'message')
  }
  await tell({ setup: { clientId, clientSecret, ...setup } })
  return {
    issuer: `http://127.0.0.1:${port}`,
    port,
    clientId,
    clientSecret,
    /** Whoever signs in next is this person. */
    person: (person: Person) => tell({ person }),
    /** New keys; the old ones are published no more. */
    rotate: () => tell({ rotate: true }),
    stop: async (): Promise<void> => {
      child.kill()
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
    },
  }
}

/** A browser without pages: follows redirects with its cookies until it would leave for `until`, and gives that address. */
export async function followUntil(url: string, until: string): Promise<URL> {
  const cookies = new Map<string, string>()
  let next = url
  for (let hop = 0; hop < 12 && !next.startsWith(until); hop += 1) {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    const answer = await fetch(next, { redirect: 'manual', headers: cookie === '' ? {} : { cookie } })
    await answer.arrayBuffer()
    for (const line of answer.headers.getSetCookie()) {
      const [pair = ''] = line.split(';')
      const at = pair.indexOf('=')
      cookies.set(pair.slice(0, at), pair.slice(at + 1))
    }
    const location = answer.headers.get('location')
    if (location === null) throw new Error(`The provider answered ${answer.status} and sent the browser nowhere.`)
    next = new URL(location, next).href
  }
  return new URL(next)
}
