import { crc32, deflateRawSync } from 'node:zlib'

/** An entry of a zip archive, also one that no honest tool makes. */
export interface ZipEntry {
  name: string
  content: string | Buffer
  /** Unix mode: 0o120777 is a symbolic link. */
  mode?: number
  encrypted?: boolean
  /** Size that the entry claims to unpack to. */
  claims?: number
}

export function makeZip(entries: readonly ZipEntry[]): Buffer {
  const parts: Buffer[] = []
  const directory: Buffer[] = []
  let offset = 0
  for (const { name, content, mode = 0o100644, encrypted = false, claims } of entries) {
    const path = Buffer.from(name)
    const plain = Buffer.from(content)
    const packed = deflateRawSync(plain)
    const shared = Buffer.alloc(26)
    shared.writeUInt16LE(20, 0)
    shared.writeUInt16LE(0x0800 | (encrypted ? 1 : 0), 2)
    shared.writeUInt16LE(8, 4)
    shared.writeUInt32LE(crc32(plain), 10)
    shared.writeUInt32LE(packed.length, 14)
    shared.writeUInt32LE(claims ?? plain.length, 18)
    shared.writeUInt16LE(path.length, 22)
    // Made by Unix, so that the upper half of the attributes is a mode.
    const entry = Buffer.concat([Buffer.from([0x50, 0x4b, 1, 2, 20, 3]), shared, Buffer.alloc(14), path])
    entry.writeUInt32LE((mode << 16) >>> 0, 38)
    entry.writeUInt32LE(offset, 42)
    directory.push(entry)
    parts.push(Buffer.from([0x50, 0x4b, 3, 4]), shared, path, packed)
    offset += 30 + path.length + packed.length
  }
  const central = Buffer.concat(directory)
  const end = Buffer.alloc(22)
  end.writeUInt32LE(0x06054b50, 0)
  end.writeUInt16LE(entries.length, 8)
  end.writeUInt16LE(entries.length, 10)
  end.writeUInt32LE(central.length, 12)
  end.writeUInt32LE(offset, 16)
  return Buffer.concat([...parts, central, end])
}
