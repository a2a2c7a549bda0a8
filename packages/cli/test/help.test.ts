import { expect, test } from 'vitest'
import { commands, runCommand } from '../src/run-command.ts'

async function run(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  let [out, err] = ['', '']
  const output = {
    out: (text: string) => {
      out += text
    },
    err: (text: string) => {
      err += text
    },
  }
  return { code: await runCommand(args, output), out, err }
}

test.each(Object.entries(commands))(
  'the help of %s names each of its options, and each option that it names exists',
  async (name, command) => {
    const { code, out } = await run(name, '--help')
    expect(code).toBe(0)
    const named = new Set([...out.matchAll(/--([a-z][a-z-]+)/g)].map(([, option]) => option))
    expect([...named].sort()).toEqual(Object.keys(command.options).sort())
  },
)

test('the overview names each command', async () => {
  const { out } = await run('--help')
  for (const name of Object.keys(commands)) expect(out).toContain(`  ${name} `)
  expect(await run()).toMatchObject({ code: 2, out })
})

test.each([
  ['import', 'a.yaml'],
  ['diff', 'a.yaml'],
  ['export', 'a', 'b'],
  ['export'],
  ['promote'],
  ['promote', 'prm_1', '--stage', 'staging'],
  ['ship'],
  ['login', 'no address'],
  ['completion', 'csh'],
  ['lint', 'a.yaml', '--format', 'xml'],
])('%s with what it cannot take does nothing and says so', async (...args) => {
  expect(await run(...args)).toMatchObject({ code: 2, out: '', err: expect.stringMatching(/takes/) })
})
