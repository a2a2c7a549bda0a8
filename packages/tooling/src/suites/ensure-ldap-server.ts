import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { isDebian } from '../browser.ts'
import { inheritedEnvironment } from '../env.ts'
import { ExpectedFailure } from '../expected-failure.ts'
import { runScript } from '../stack/run-script.ts'
import { lastLogLine } from '../stack/supervised-process.ts'

const places = ['/usr/sbin/slapd', '/usr/lib/slapd', '/usr/local/libexec/slapd']
const command = 'apt-get install -y --no-install-recommends slapd'

/** Sees to it that OpenLDAP's server is there, for tests that start their own on loopback. On Debian as root a missing one is installed. */
export async function ensureLdapServer(
  scratch: string,
  say: (line: string) => void,
  signal: AbortSignal,
): Promise<void> {
  if (places.some(existsSync)) return
  if (process.getuid?.() !== 0 || !isDebian())
    throw new ExpectedFailure(
      `No LDAP server was found: install OpenLDAP’s with "${isDebian() ? 'sudo ' : ''}${command}". Nothing of it needs to run: the tests start their own.`,
    )
  say('Installing an LDAP server …')
  const logFile = `${scratch}/ldap-server.log`
  const answers = join(scratch, 'slapd.debconf')
  // No directory of the package's own, and so no service that starts.
  writeFileSync(answers, 'slapd slapd/no_configuration boolean true\n')
  const steps = [
    { command: 'apt-get', args: ['update'] },
    { command: 'debconf-set-selections', args: [answers] },
    { command: 'apt-get', args: command.split(' ').slice(1) },
  ]
  for (const step of steps) {
    const env = { ...inheritedEnvironment(), DEBIAN_FRONTEND: 'noninteractive' }
    const { code } = await runScript({ ...step, cwd: '/', env, logFile, signal })
    if (code !== 0)
      throw new ExpectedFailure(
        `The LDAP server could not be installed (${lastLogLine(logFile)}): install it with "${command}" and run the command again.`,
      )
  }
  if (!places.some(existsSync)) throw new ExpectedFailure(`The LDAP server was installed but is not at ${places[0]}.`)
}
