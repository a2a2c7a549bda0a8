// Read by Prisma's CLI only. The address of the database is not here: the client gets it at run time, migrations by @gatehouse/db.
export default {
  schema: 'schema',
  migrations: { path: 'migrations' },
}
