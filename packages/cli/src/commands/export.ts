import { writeFile } from 'node:fs/promises'
import { exportContract } from '@gatehouse/contracts/endpoints/contract-editing'
import { type Command, oneOf, positionals } from '../command.ts'
import { connect, versionOf } from '../installation.ts'

export const exportCommand: Command = {
  summary: 'Write a contract as OpenAPI 3.1',
  help: `gatehouse export --api SLUG [options]

Writes the contract of a version as OpenAPI 3.1, with what people added under x-gatehouse: imported again, it says the same.

  --api SLUG             the API
  --version NAME         its version (default v1)
  --of STATE             working-copy (default), revision:12, stage:production
  --format FORMAT        json (default) or yaml
  --without-extensions   the bare contract, as developers may have it
  --output FILE          write there instead of to stdout
`,
  options: {
    api: { type: 'string' },
    version: { type: 'string' },
    of: { type: 'string' },
    format: { type: 'string' },
    'without-extensions': { type: 'boolean' },
    output: { type: 'string', short: 'o' },
  },
  async run(given, { out, err }) {
    positionals(given, 0, 0, 'export takes no file; --output names one.')
    const { source } = await connect()(exportContract, {
      ...versionOf(given),
      of: given.text('of') ?? 'working-copy',
      format: oneOf(given, 'format', ['json', 'yaml'], 'json'),
      extensions: given.flag('without-extensions') ? 'without' : 'with',
    })
    const file = given.text('output')
    if (file === undefined) out(source)
    else {
      await writeFile(file, source)
      err(`Written to ${file}.\n`)
    }
    return 0
  },
}
