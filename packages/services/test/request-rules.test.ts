import type { EndpointInput } from '@gatehouse/contracts/endpoint'
import type { putOperationSettings as endpoint } from '@gatehouse/contracts/endpoints/contracts'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { getChanges } from '../src/contracts/get-changes.ts'
import { getWorkingCopy } from '../src/contracts/get-working-copy.ts'
import { importApi } from '../src/contracts/import-api.ts'
import { listOperations } from '../src/contracts/list-operations.ts'
import { putOperationSettings } from '../src/contracts/put-operation-settings.ts'
import { deploy } from '../src/deployments/deploy.ts'
import type { Context } from '../src/grammar/context.ts'
import { publishStage } from '../src/publishing/publish-stage.ts'
import { createTeam } from '../src/teams/create-team.ts'
import { createTestInstallation, type TestInstallation } from '../src/testing.ts'

let app: TestInstallation
let owner: Context
let path: { api: string; version: string }
let operation = ''
beforeAll(async () => {
  app = await createTestInstallation()
  owner = app.ctx(await app.member('Admin'))
  const { id: teamId } = await createTeam({ ctx: owner, input: { name: 'Commerce' } })
  const source = JSON.stringify({
    openapi: '3.0.3',
    info: { title: 'Uploads', version: '1' },
    servers: [{ url: 'http://127.0.0.1:4010' }],
    paths: {
      '/uploads': {
        post: {
          requestBody: {
            content: {
              'multipart/form-data': {
                schema: { type: 'object', properties: { file: { type: 'string', format: 'binary' } } },
                encoding: { file: { contentType: 'image/*' } },
              },
            },
          },
          responses: { 201: { description: 'Made' } },
        },
      },
    },
  })
  const made = await importApi({ ctx: owner, input: { fileName: 'uploads.json', source, teamId, name: 'Uploads' } })
  path = { api: made.api.slug, version: made.version.name }
  operation = (await listOperations({ ctx: owner, input: path })).items[0]?.id ?? ''
  await deploy({ ctx: owner, input: { ...path, stage: 'development' } })
})
afterAll(() => app.drop())

const none = {
  jsonDepth: null,
  jsonKeys: null,
  arrayItems: null,
  stringLength: null,
  xmlDepth: null,
  formFields: null,
  uploadTypes: null,
}
const pass = { query: 'pass', header: 'pass', cookie: 'pass', form: 'pass', body: 'pass' } as const

async function put(settings: Partial<EndpointInput<typeof endpoint>>) {
  const { etag } = await getWorkingCopy({ ctx: owner, input: path })
  return await putOperationSettings({ ctx: owner, input: { ...path, operation, ...settings }, ifMatch: etag })
}
const sentences = async () => (await getChanges({ ctx: owner, input: path })).items.map(({ sentence }) => sentence)

describe('I8, I17: rules on undeclared parts and structural limits of an operation', () => {
  test('are shown with their defaults, saved each for itself, and told as changes', async () => {
    const [before] = (await listOperations({ ctx: owner, input: path })).items
    expect(before).toMatchObject({ customised: false, settings: { undeclared: pass, structure: none } })
    await put({ undeclared: { ...pass, query: 'refuse', form: 'strip' } })
    await put({ structure: { ...none, formFields: 5, uploadTypes: ['image/png'] } })
    const { operation: after } = await put({ bodyBytes: 2048 })
    expect(after).toMatchObject({
      customised: true,
      settings: {
        undeclared: { ...pass, query: 'refuse', form: 'strip' },
        structure: { ...none, formFields: 5, uploadTypes: ['image/png'] },
        bodyBytes: 2048,
      },
    })
    expect(await sentences()).toEqual([
      '`POST /uploads`: undeclared query parameters are refused',
      '`POST /uploads`: bodies may have 2048 bytes at most',
      '`POST /uploads`: a form may have 5 fields at most',
      '`POST /uploads`: uploaded files may be of type image/png only',
      '`POST /uploads`: undeclared form fields are taken out',
    ])
  })

  test('are part of what is deployed, and a gateway must know them', async () => {
    await deploy({ ctx: owner, input: { ...path, stage: 'development' } })
    expect(await sentences()).toEqual([])
    const { rows: stages } = await app.db.pool.query("SELECT id FROM stage WHERE slug = 'development'")
    await publishStage(owner, stages[0].id)
    const { rows } = await app.db.pool.query(
      'SELECT manifest FROM stage_snapshot WHERE stage_id = $1 ORDER BY seq DESC',
      [stages[0].id],
    )
    expect(JSON.parse(rows[0].manifest).capabilities).toEqual(
      expect.arrayContaining(['structural-limits', 'undeclared', 'validate-content']),
    )
  })

  test('set back to the defaults leave nothing behind', async () => {
    const { operation: after } = await put({ undeclared: pass, structure: none, bodyBytes: 1_048_576 })
    expect(after.customised).toBe(false)
  })

  test('are refused when no gateway could hold them', async () => {
    await expect(put({ structure: { ...none, jsonDepth: 0 } })).rejects.toMatchObject({ code: 'invalid_input' })
    await expect(put({ structure: { ...none, uploadTypes: ['pictures'] } })).rejects.toMatchObject({
      code: 'invalid_input',
    })
  })
})
