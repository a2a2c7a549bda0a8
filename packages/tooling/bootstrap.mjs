// Makes a machine that has only Node >= 20 with npm ready, then hands over to a TypeScript command.
// No dependency and nothing newer than Node 20: this file runs before anything is installed.
import { spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { closeSync, existsSync, mkdirSync, openSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..')
const tools = join(root, '.tools')
const commands = ['start', 'dev', 'test', 'reset', 'bench', 'docs', 'screenshots']
/** Below this version Node does not strip types by itself and undici 8 does not run. */
const nodeFloor = [22, 19]
const ownNode = '24.21.0'

class Expected extends Error {}

function main() {
  const [command, ...args] = process.argv.slice(2)
  if (!commands.includes(command))
    throw new Expected(`Use one of: ${commands.map((name) => `npm run ${name}`).join(', ')}.`)
  if (olderThan(process.versions.node, [20, 0]))
    throw new Expected(`Node ${process.versions.node} is too old: install Node 20 or newer and run the command again.`)
  const own = needsOwnNode()
  ensureTools(own)
  const env = environment()
  const node = own ? join(tools, 'node_modules', '.bin', 'node') : process.execPath
  installWhenChanged(env, node)
  handOver(node, join(root, 'packages', 'tooling', 'src', 'commands', `${command}.ts`), args, env)
}

function olderThan(version, [major, minor]) {
  const [a = 0, b = 0] = version.split('.').map(Number)
  return a < major || (a === major && b < minor)
}

function needsOwnNode() {
  return olderThan(process.versions.node, nodeFloor)
}

/** Puts pnpm, and Node when the machine's is too old, beside the repository. Both in one call: npm prunes what it was not asked for. */
function ensureTools(own) {
  const pnpm = /** @type {string} */ (
    JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).packageManager
  ).split('@')[1]
  const system = process.platform === 'win32' ? 'win' : process.platform
  const wanted = [['pnpm', pnpm], ...(own ? [[`node-${system}-${process.arch}`, ownNode]] : [])]
  if (wanted.every(([name, version]) => installedVersion(name) === version)) return
  say(`Preparing tools (${wanted.map((one) => one.join(' ')).join(', ')}) in .tools`)
  const npm = npmCommand()
  const log = join(tools, 'install.log')
  const result = logged(log, (output) =>
    spawnSync(
      npm[0],
      [
        ...npm.slice(1),
        'install',
        '--prefix',
        tools,
        '--no-save',
        '--no-audit',
        '--no-fund',
        '--ignore-scripts=false',
        ...wanted.map((one) => one.join('@')),
      ],
      { cwd: tools, stdio: ['ignore', output, output], shell: process.platform === 'win32' },
    ),
  )
  if (result.error?.code === 'ENOENT')
    throw new Expected('npm was not found: install Node 20 or newer together with npm, then run the command again.')
  if (result.status !== 0)
    throw new Expected(
      `The tools could not be installed (${lastLine(log)}): check the connection to the npm registry; all of the output is in ${log}.`,
    )
  if (own && spawnSync(join(tools, 'node_modules', '.bin', 'node'), ['--version']).status !== 0)
    throw new Expected(
      `The downloaded Node ${ownNode} does not run on this system: install Node 24 yourself and run the command again.`,
    )
}

function installedVersion(name) {
  try {
    return JSON.parse(readFileSync(join(tools, 'node_modules', name, 'package.json'), 'utf8')).version
  } catch {
    return undefined
  }
}

/** npm tells its own path to the scripts that it runs; a bare `node bootstrap.mjs` finds it on PATH. */
function npmCommand() {
  const path = process.env.npm_execpath
  return path?.endsWith('npm-cli.js') && existsSync(path) ? [process.execPath, path] : ['npm']
}

function environment() {
  const env = { ...process.env }
  // What npm hands to its scripts would otherwise be read by pnpm as configuration of its own.
  for (const name of Object.keys(env))
    if (/^npm_(package|lifecycle|command|config_(local_prefix|global_prefix|prefix|noproxy|npm_version))/i.test(name))
      delete env[name]
  return {
    ...env,
    PATH: [join(tools, 'node_modules', '.bin'), env.PATH ?? ''].join(delimiter),
    TURBO_TELEMETRY_DISABLED: '1',
    DO_NOT_TRACK: '1',
    NEXT_TELEMETRY_DISABLED: '1',
    CHECKPOINT_DISABLE: '1',
  }
}

/** Runs pnpm only when a manifest, the lockfile or Node itself differs from the last successful install. */
function installWhenChanged(env, node) {
  const stamp = join(root, 'node_modules', '.gatehouse-install')
  const hash = manifestHash(node)
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === hash) return
  say('Installing dependencies')
  rmSync(stamp, { force: true })
  const log = join(tools, 'install.log')
  const result = logged(log, (output) =>
    spawnSync('pnpm', ['install', '--frozen-lockfile', '--reporter=append-only'], {
      cwd: root,
      env: { ...env, CI: 'true' },
      stdio: ['ignore', output, output],
      shell: process.platform === 'win32',
    }),
  )
  if (result.status !== 0)
    throw new Expected(
      `The dependencies could not be installed (${lastLine(log)}): check the connection to the npm registry and that pnpm-lock.yaml is up to date; all of the output is in ${log}.`,
    )
  writeFileSync(stamp, hash)
}

function manifestHash(node) {
  const hash = createHash('sha256').update(node === process.execPath ? process.versions.node : ownNode)
  const manifests = ['.', 'prisma', 'e2e', ...['apps', 'packages', 'examples'].flatMap(subfolders)].map((folder) =>
    join(folder, 'package.json'),
  )
  for (const path of ['pnpm-lock.yaml', 'pnpm-workspace.yaml', ...manifests].filter((file) =>
    existsSync(join(root, file)),
  )) {
    hash.update(`\n${path}\n`).update(readFileSync(join(root, path)))
  }
  return hash.digest('hex')
}

function subfolders(folder) {
  if (!existsSync(join(root, folder))) return []
  return readdirSync(join(root, folder), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => join(folder, entry.name))
    .sort()
}

/** Node 20 cannot replace itself, so this process stays as a quiet parent: it passes signals on and takes over the exit code. */
function handOver(node, script, args, env) {
  const child = spawn(node, ['--disable-warning=ExperimentalWarning', script, ...args], {
    cwd: root,
    env,
    stdio: 'inherit',
  })
  // Ctrl-C reaches the child through the terminal already; a signal sent to this process alone must be passed on.
  process.on('SIGINT', () => {})
  for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  child.on('error', (error) =>
    fail(`Node could not be started (${error.message}): remove the folder .tools and run the command again.`),
  )
  child.on('exit', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : 1)))
}

function logged(path, run) {
  mkdirSync(tools, { recursive: true })
  const output = openSync(path, 'w')
  try {
    return run(output)
  } finally {
    closeSync(output)
  }
}

function lastLine(path) {
  const lines = readFileSync(path, 'utf8')
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean)
  return (lines.find((line) => /ERR|error/i.test(line)) ?? lines.at(-1) ?? 'no output').slice(0, 200)
}

function say(text) {
  process.stdout.write(`${text} …\n`)
}

function fail(sentence) {
  process.stderr.write(`${sentence}\n`)
  process.exit(1)
}

try {
  main()
} catch (error) {
  if (error instanceof Expected) fail(error.message)
  else if (['EACCES', 'EPERM', 'EROFS'].includes(error?.code))
    fail(
      `${error.path} cannot be written: give your user the right to write in ${root}, or clone the repository to a folder of your own.`,
    )
  else if (error?.code === 'ENOSPC') fail(`The disk is full: free some space below ${root} and run the command again.`)
  else throw error
}
