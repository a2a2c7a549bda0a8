import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** Absolute path of the repository that this file belongs to. */
export const repositoryRoot = join(dirname(fileURLToPath(import.meta.url)), '..', '..', '..')
