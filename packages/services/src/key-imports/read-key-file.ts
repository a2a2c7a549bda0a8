import { mostImportedKeys } from '@gatehouse/contracts/endpoints/key-imports'
import { DomainError } from '../grammar/domain-error.ts'
import { runInThread, ThreadFailure } from '../threads/run-in-thread.ts'
import { threadFile } from '../threads/thread-file.ts'
import { type HashedFile, hashKeyFile, type KeyFileAnswer, type KeyFileJob } from './hashed-keys.ts'

/** Below this many characters a thread takes longer to start than they take. */
const small = 100_000
const timeoutMs = 60_000

/** What strangers wrote is read in a thread: its time and memory end, and revocations do not wait for it. */
export async function readKeyFile(job: KeyFileJob): Promise<HashedFile> {
  const size = job.files.reduce((sum, { text }) => sum + text.length, 0)
  const worker = size < small ? undefined : threadFile(['key-imports'], 'key-file-worker')
  let answer: KeyFileAnswer
  try {
    answer = worker === undefined ? hashKeyFile(job) : await runInThread<KeyFileAnswer>(worker, job, { timeoutMs })
  } catch (error) {
    if (!(error instanceof ThreadFailure)) throw error
    throw new DomainError('invalid_input', 'The file could not be read in a minute. Split it.')
  }
  if ('unreadable' in answer) throw new DomainError('invalid_input', answer.unreadable)
  const records = answer.file.records.length + answer.file.refused.length
  if (records > mostImportedKeys)
    throw new DomainError(
      'invalid_input',
      `The file has ${records} keys; one import takes ${mostImportedKeys}. Split it.`,
    )
  return answer.file
}
