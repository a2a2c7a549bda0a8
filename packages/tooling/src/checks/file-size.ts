import type { Finding, SourceFiles } from './source-files.ts'

const longest = 400
/** Recorded input and output of tests is as long as it is. */
const recorded = /\.golden\.|\/vectors\//

/** A file says one thing; what needs more than 400 lines says several. */
export function findLongFiles(files: SourceFiles): Finding[] {
  return [...files]
    .filter(([file]) => !recorded.test(file))
    .map(([file, text]) => ({ file, lines: text.replace(/\n$/, '').split('\n').length }))
    .filter(({ lines }) => lines > longest)
    .map(({ file, lines }) => ({ file, message: `has ${lines} lines, at most ${longest} are allowed` }))
}
