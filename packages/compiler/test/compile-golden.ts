import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { RevisionContent } from '@gatehouse/contracts/revision'
import { parse } from 'yaml'
import { compileStage } from '../src/compile-stage.ts'
import type { StageState } from '../src/stage-state.ts'

export const goldenFolder = join(import.meta.dirname, 'golden')

export function goldenNames(): string[] {
  return readdirSync(goldenFolder)
    .filter((name) => name.endsWith('.in.yaml'))
    .map((name) => name.slice(0, -'.in.yaml'.length))
    .sort()
}

/** What the behaviour's file says; a contract may leave out what is empty in it. */
export function readState(name: string): StageState {
  const state = parse(readFileSync(join(goldenFolder, `${name}.in.yaml`), 'utf8')) as StageState
  for (const version of state.versions) {
    for (const deployment of version.deployments) {
      deployment.content = withDefaults(deployment.content)
    }
  }
  return state
}

function withDefaults(short: RevisionContent): RevisionContent {
  const content: Partial<RevisionContent> = short
  const described: Partial<RevisionContent['contract']> = short.contract
  const operations: Partial<RevisionContent['contract']['operations'][number]>[] = short.contract.operations
  const contract = {
    title: 'Orders',
    version: '1.0.0',
    servers: [],
    tags: [],
    securitySchemes: {},
    schemas: {},
    ...described,
    operations: operations.map((operation) => ({
      tags: [],
      deprecated: false,
      parameters: [],
      responses: {},
      security: [],
      ...operation,
    })),
  }
  return {
    format: 1,
    backends: [{ name: 'main' }],
    operations: {},
    policies: [],
    ...content,
    contract,
  } as RevisionContent
}

/** The compiled stage with parts as objects, for reading. */
export function compileForGolden(state: StageState): unknown {
  const { manifest, manifestHash, parts, issues } = compileStage(state)
  return {
    issues,
    manifestHash,
    manifest,
    parts: Object.fromEntries(parts.map(({ hash, text }) => [hash, JSON.parse(text) as unknown])),
  }
}
