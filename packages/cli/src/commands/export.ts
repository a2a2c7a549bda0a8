import { writeFile } from 'node:fs/promises'
import { exportConfiguration } from '@gatehouse/contracts/endpoints/configuration'
import { exportContract } from '@gatehouse/contracts/endpoints/contract-editing'
import { type Command, CommandFailure, type Given, type Output, oneOf, positionals } from '../command.ts'
import { toFiles, writeFiles } from '../configuration/write-files.ts'
import { connect, versionOf } from '../installation.ts'

export const exportCommand: Command = {
  summary: 'Write the installation as files, or a contract as OpenAPI 3.1',
  help: `gatehouse export DIR [options]          the installation as YAML files, for "plan" and "apply"
gatehouse export --api SLUG [options]   the contract of a version as OpenAPI 3.1

The files hold no secret and no person. A contract comes with what people added under x-gatehouse: imported again, it
says the same.

  --api SLUG             the API: with DIR only its files, without DIR its contract

Files:
  --clean                remove files of APIs and products in DIR that are no part of it any more
  --json                 the document as JSON to stdout (without DIR and --api)

Contract:
  --version NAME         its version (default v1)
  --of STATE             working-copy (default), revision:12, stage:production
  --format FORMAT        json (default) or yaml
  --without-extensions   the bare contract, as developers may have it
  --output FILE          write there instead of to stdout
`,
  options: {
    api: { type: 'string' },
    clean: { type: 'boolean' },
    json: { type: 'boolean' },
    version: { type: 'string' },
    of: { type: 'string' },
    format: { type: 'string' },
    'without-extensions': { type: 'boolean' },
    output: { type: 'string', short: 'o' },
  },
  async run(given, output) {
    const [folder] = positionals(given, 0, 1, 'export takes one folder, or --api.')
    if (folder === undefined && given.text('api') !== undefined) return exportOne(given, output)
    if (folder === undefined && !given.flag('json'))
      throw new CommandFailure('export takes a folder, --api or --json. See --help.')
    const contractOnly = ['version', 'of', 'format', 'output'].find((name) => given.text(name) !== undefined)
    if (contractOnly !== undefined)
      throw new CommandFailure(`--${contractOnly} is for a contract; export takes no folder with it.`)
    const api = given.text('api')
    const document = await (await connect())(exportConfiguration, api === undefined ? {} : { api })
    if (folder === undefined) {
      output.out(`${JSON.stringify(document, null, 2)}\n`)
      return 0
    }
    const { changed, unchanged, stale } = await writeFiles(
      folder,
      toFiles(document),
      given.flag('clean') && api === undefined,
    )
    output.err(`${changed} files written, ${unchanged} as they were.\n`)
    if (api === undefined)
      for (const path of stale)
        output.err(`${given.flag('clean') ? 'removed' : 'no part of it any more (--clean)'}: ${path}\n`)
    return 0
  },
}

async function exportOne(given: Given, { out, err }: Output): Promise<number> {
  const { source } = await (await connect())(exportContract, {
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
}
