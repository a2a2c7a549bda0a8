import { readAwsKeys } from './aws-keys.ts'
import { readCsvKeys } from './csv-keys.ts'
import { readJsonKeys } from './json-keys.ts'
import { type KeyFile, type SourceFile, UnreadableKeyFile } from './key-file.ts'
import { readKongKeys } from './kong-keys.ts'
import { readTykKeys } from './tyk-keys.ts'

export type KeySource = 'csv' | 'json' | 'kong' | 'tyk' | 'aws'

/**
 * Reads keys that move in from elsewhere. Pure; each record of the files is in exactly one list of the answer.
 * @param hashed for Tyk: its keys stand as hashes in the file
 * @param now milliseconds since 1970: what has ended is refused
 * @throws UnreadableKeyFile
 */
export function readKeys(
  source: KeySource,
  files: readonly SourceFile[],
  { hashed, now }: { hashed: boolean; now: number },
): KeyFile {
  const [file, ...more] = files
  if (file === undefined) throw new UnreadableKeyFile('There is no file.')
  if (source === 'aws') return readAwsKeys(files, now)
  if (more.length > 0) throw new UnreadableKeyFile('This source takes one file.')
  switch (source) {
    case 'csv':
      return readCsvKeys(file, now)
    case 'json':
      return readJsonKeys(file, now)
    case 'kong':
      return readKongKeys(file, now)
    case 'tyk':
      return readTykKeys(file, now, hashed)
  }
}
