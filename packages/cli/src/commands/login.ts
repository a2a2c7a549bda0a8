import { createInterface } from 'node:readline/promises'
import { Writable } from 'node:stream'
import { ProblemError } from '@gatehouse/contracts/client'
import { getOrganization } from '@gatehouse/contracts/endpoints/organization'
import { type Command, CommandFailure, positionals } from '../command.ts'
import { installationUrl, managementKey } from '../env.ts'
import { baseOf, clientOf } from '../installation.ts'
import { jobKey } from '../job-key.ts'
import { forgetLogin, writeLogin } from '../login-file.ts'

export const login: Command = {
  summary: 'Keep the address and a management key on this machine',
  help: `gatehouse login URL [options]

Asks for a management key (the console makes one under Settings, Service accounts), tries it, and keeps both in
~/.config/gatehouse/login.json, readable by you alone. The key comes from the terminal, from GATEHOUSE_KEY or from a
pipe; it is never an argument. GATEHOUSE_URL and GATEHOUSE_KEY come before what is kept.

With --job there is no key: the job of the pipeline says who it is with its own token, and gets a key for minutes by a
rule of the service account (console: Service accounts, Jobs). GitHub needs "permissions: id-token: write", GitLab
"id_tokens: GATEHOUSE_ID_TOKEN: aud: URL".

  --job      sign in as the job of a pipeline
  --logout   forget it
  --json     say what was kept as JSON
`,
  options: { job: { type: 'boolean' }, logout: { type: 'boolean' }, json: { type: 'boolean' } },
  async run(given, { out, err }) {
    const [named] = positionals(given, 0, 1, 'login takes one address.')
    if (given.flag('logout')) {
      await forgetLogin()
      err('Forgotten.\n')
      return 0
    }
    const url = named ?? installationUrl()
    if (!url || !/^https?:\/\//i.test(url) || !URL.canParse(url))
      throw new CommandFailure('login takes the address of the control plane, such as https://manage.example.com.')
    const key = given.flag('job') ? await jobKey(url) : (managementKey() ?? (await readKey(err))).trim()
    if (key === '') throw new CommandFailure('There was no key.')
    const organization = await whose(url, key)
    const file = await writeLogin({ url: baseOf(url), key })
    if (given.flag('json')) out(`${JSON.stringify({ url: baseOf(url), organization, file })}\n`)
    else out(`Signed in to ${organization ?? baseOf(url)}. Kept in ${file}.\n`)
    return 0
  },
}

/** The organization's name; null for a key that works but may not read it. */
async function whose(url: string, key: string): Promise<string | null> {
  try {
    return (await clientOf(url, key)(getOrganization, {})).name
  } catch (error) {
    if (error instanceof ProblemError && (error.problem.status === 403 || error.problem.status === 404)) return null
    if (error instanceof ProblemError && error.problem.status === 401)
      throw new CommandFailure(
        'The installation does not know this key. It may be revoked, expired, or of another installation.',
      )
    throw error
  }
}

/** From the terminal without showing it, or the first line of what is piped in. */
async function readKey(err: (text: string) => void): Promise<string> {
  const { stdin } = process
  if (!stdin.isTTY) {
    let text = ''
    for await (const chunk of stdin) text += String(chunk)
    return text.split('\n')[0] ?? ''
  }
  err('Management key: ')
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() })
  const asking = createInterface({ input: stdin, output: silent, terminal: true })
  try {
    return await asking.question('')
  } finally {
    asking.close()
    err('\n')
  }
}
