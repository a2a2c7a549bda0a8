import { execFileSync, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

export type CostTarget = { readonly name: string; readonly port: number; readonly pid: number; readonly path: string }
export type CostOptions = {
  readonly key: string
  readonly rounds: string
  readonly secondsEach: string
  /** Of wrk; none: GET. */
  readonly script?: string | undefined
}
/** Medians over the rounds, and µs of CPU per request in each. */
export type Cost = {
  readonly us: number
  readonly ratio: number
  readonly perSecond: number
  readonly rounds: readonly number[]
}

/** µs of CPU per request of each target beside nginx + Lua, in alternating rounds (cost.sh). @throws when a call failed */
export async function measureCost(
  targets: readonly CostTarget[],
  options: CostOptions,
): Promise<ReadonlyMap<string, Cost>> {
  const lines = targets.map(({ name, port, pid, path }) =>
    `${name} ${port} ${pid} ${path} ${options.script ?? ''}`.trim(),
  )
  const output = await runScript(`${lines.join('\n')}\n`, options)
  process.stderr.write(output)
  const found = new Map<string, Cost>()
  for (const { name } of targets) {
    const line = output.split('\n').find((one) => one.startsWith(`${name} `))
    const [, us, ratio, perSecond, errors] = line?.trim().split(/\s+/) ?? []
    if (errors !== '0') throw new Error(`the run of ${name} is void: ${errors}`)
    const rounds = output
      .split('\n')
      .find((one) => one.startsWith(`rounds ${name} `))
      ?.split(' ')
      .slice(2)
      .map(Number)
    found.set(name, { us: Number(us), ratio: Number(ratio), perSecond: Number(perSecond), rounds: rounds ?? [] })
  }
  return found
}

function runScript(targets: string, options: CostOptions): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn('bash', [fileURLToPath(new URL('cost.sh', import.meta.url))], {
      env: {
        PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
        KEY: options.key,
        ROUNDS: options.rounds,
        SECONDS_EACH: options.secondsEach,
        ...(options.script === undefined ? {} : { SCRIPT: options.script }),
      },
      stdio: ['pipe', 'pipe', 'inherit'],
    })
    let output = ''
    child.stdout.on('data', (chunk: Buffer) => {
      output += chunk.toString('utf8')
    })
    child.on('error', reject)
    child.on('exit', (code) => (code === 0 ? resolve(output) : reject(new Error(`cost.sh ended with ${code}`))))
    child.stdin.end(targets)
  })
}

/** nginx with Lua and wrk, by apt; as anybody but root they must be there. */
export function installTools(): void {
  if (
    ['/usr/sbin/nginx', '/usr/bin/wrk', '/usr/lib/nginx/modules/ngx_http_lua_module.so'].every((path) =>
      existsSync(path),
    )
  )
    return
  if (process.getuid?.() !== 0) throw new Error('install nginx, libnginx-mod-http-lua and wrk first')
  const install = 'apt-get update -qq && apt-get install -y -qq --no-install-recommends nginx libnginx-mod-http-lua wrk'
  execFileSync('flock', ['/tmp/apt.lock', 'sh', '-c', install], { stdio: 'ignore' })
}
