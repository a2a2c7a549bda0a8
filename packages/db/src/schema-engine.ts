import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { PrismaPg } from '@prisma/adapter-pg'
import {
  bindMigrationAwareSqlAdapterFactory,
  ColumnTypeEnum,
  type SqlDriverAdapter,
  type SqlQuery,
} from '@prisma/driver-adapter-utils'
import type { SchemaEngine } from '@prisma/schema-engine-wasm'
import * as bindings from '@prisma/schema-engine-wasm/schema_engine_bg'
import pg from 'pg'
import { splitStatements } from './sql-statements.ts'

// Prisma's schema engine as WebAssembly: the native one is a download that not every machine can make. For development and tests.

/** Node has it, but TypeScript knows it only together with the browser's library. */
declare const WebAssembly: {
  instantiate(
    bytes: Uint8Array,
    imports: Record<string, object>,
  ): Promise<{ instance: { exports: Record<string, unknown> } }>
}

interface Bindings {
  SchemaEngine: typeof SchemaEngine
  __wbg_set_wasm(exports: Record<string, unknown>): void
}

const moduleName = './schema_engine_bg.js'

let loaded: Promise<typeof SchemaEngine> | undefined

async function loadEngine(): Promise<typeof SchemaEngine> {
  reportCrashes()
  const glue = bindings as unknown as Bindings
  const folder = dirname(createRequire(import.meta.url).resolve('@prisma/schema-engine-wasm/schema_engine_bg'))
  const bytes = readFileSync(join(folder, 'schema_engine_bg.wasm'))
  const { instance } = await WebAssembly.instantiate(bytes, { [moduleName]: glue })
  glue.__wbg_set_wasm(instance.exports)
  const start = instance.exports.__wbindgen_start
  if (typeof start === 'function') start()
  return glue.SchemaEngine
}

/** Host and database apart: as a connection string, `database` would not win and the shadow run would land in the real one. */
function poolConfig(url: string, database: string): pg.PoolConfig {
  const { hostname, port, username, password } = new URL(url)
  return {
    host: hostname,
    port: Number(port || 5432),
    user: decodeURIComponent(username),
    password: decodeURIComponent(password),
    database,
    // Migrations may set session variables, so all of a run is on one connection.
    max: 1,
  }
}

/** PostgreSQL's catalogue type "char". */
const charOid = 18

/** The adapter refuses "char"; the engine reads it as one character. So it passes as text and is named again in the result. */
function readCatalogTypes(pool: pg.Pool, adapter: SqlDriverAdapter): void {
  const charColumns = new WeakMap<unknown[][], number[]>()
  const query = pool.query.bind(pool)
  const queryRaw = adapter.queryRaw.bind(adapter)
  Object.assign(pool, {
    query: async (config: pg.QueryArrayConfig, values?: unknown[]) => {
      const result = await query(config, values)
      const found = (result.fields ?? []).filter((field) => field.dataTypeID === charOid)
      charColumns.set(
        result.rows ?? [],
        found.map((field) => result.fields.indexOf(field)),
      )
      for (const field of found) field.dataTypeID = pg.types.builtins.TEXT
      return result
    },
  })
  Object.assign(adapter, {
    queryRaw: async (sql: SqlQuery) => {
      const result = await queryRaw(sql)
      for (const column of charColumns.get(result.rows) ?? []) result.columnTypes[column] = ColumnTypeEnum.Character
      return result
    },
  })
}

/** The engine tells the reason of a crash through a global; without it a crash has no message. */
function reportCrashes(): void {
  const registry = {
    set_message: (message: string) => {
      throw new Error(`Prisma's schema engine crashed: ${message}`)
    },
  }
  Object.assign(globalThis, { PRISMA_WASM_PANIC_REGISTRY: registry })
}

async function connect(url: string, database: string, onDispose?: () => Promise<void>): Promise<SqlDriverAdapter> {
  const pool = new pg.Pool(poolConfig(url, database))
  const client = await pool.connect()
  client.release()
  const adapter = await new PrismaPg(pool).connect()
  readCatalogTypes(pool, adapter)
  return Object.assign(adapter, {
    // The adapter's own cuts at every semicolon, also inside function bodies.
    executeScript: async (script: string) => {
      const parts = script.startsWith('-- no-transaction') ? splitStatements(script) : [script]
      for (const part of parts) await pool.query(part)
    },
    dispose: async () => {
      await pool.end()
      await onDispose?.()
    },
  })
}

async function connectToShadow(url: string): Promise<SqlDriverAdapter> {
  const name = `gatehouse_shadow_${crypto.randomUUID().replaceAll('-', '')}`
  const onServer = async (sql: string) => {
    const client = new pg.Client({ connectionString: url })
    await client.connect()
    await client.query(sql).finally(() => client.end())
  }
  await onServer(`CREATE DATABASE ${name} TEMPLATE template0`)
  return await connect(url, name, () => onServer(`DROP DATABASE ${name} WITH (FORCE)`))
}

/** Runs the schema engine on a server whose user may create databases; everything it does happens in a shadow database. */
export async function withSchemaEngine<T>(url: string, use: (engine: SchemaEngine) => Promise<T>): Promise<T> {
  loaded ??= loadEngine()
  const Engine = await loaded
  const database = decodeURIComponent(new URL(url).pathname.slice(1)) || 'postgres'
  const adapter = bindMigrationAwareSqlAdapterFactory({
    provider: 'postgres',
    adapterName: 'gatehouse-schema-engine',
    connect: () => connect(url, database),
    connectToShadowDb: () => connectToShadow(url),
  })
  const engine = await Engine.new({ datamodels: undefined }, () => undefined, adapter)
  try {
    return await use(engine)
  } finally {
    engine.free()
  }
}
