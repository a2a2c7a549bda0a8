import { readFileSync } from 'node:fs'

/**
 * The installation key: 32 bytes in base64, from the environment (`GATEHOUSE_SECRET_KEY`) or from the file that it names
 * (`GATEHOUSE_SECRET_KEY_FILE`, as container platforms mount secrets). What is wrong is said without its value.
 */
export function readSecretKey(given: { value?: string | undefined; file?: string | undefined }): Uint8Array {
  const { value, file } = given
  if (value && file) throw new Error('Set GATEHOUSE_SECRET_KEY or GATEHOUSE_SECRET_KEY_FILE, not both.')
  if (!value && !file) throw new Error('GATEHOUSE_SECRET_KEY or GATEHOUSE_SECRET_KEY_FILE must be set.')
  const key = Buffer.from(value ? value : readText(file ?? ''), 'base64')
  if (key.length !== 32) throw new Error('The installation key must be 32 bytes in base64.')
  return key
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8').trim()
  } catch {
    throw new Error(`The file of GATEHOUSE_SECRET_KEY_FILE cannot be read: ${file}`)
  }
}
