/** What an import may cost. All are checked before or while reading, never after. */
export interface ImportLimits {
  /** Size of the source in bytes of UTF-8. */
  maxBytes: number
  /** Nesting of objects and lists in the source. */
  maxDepth: number
  maxOperations: number
  /** Values after YAML aliases are expanded, as a multiple of the values that stand in the file. */
  maxAliasRatio: number
  /** Values in all, aliases expanded; of each file. */
  maxValues: number
  /** Files of an archive, or fetched for one import. */
  maxFiles: number
  /** Bytes of all files of one import, unpacked. */
  maxBundleBytes: number
  /** Bytes of an unpacked archive, as a multiple of its size. */
  maxArchiveRatio: number
}

export const defaultImportLimits: ImportLimits = {
  maxBytes: 10 * 1024 * 1024,
  maxDepth: 100,
  maxOperations: 5_000,
  maxAliasRatio: 100,
  maxValues: 2_000_000,
  maxFiles: 2_000,
  maxBundleBytes: 50 * 1024 * 1024,
  maxArchiveRatio: 100,
}
