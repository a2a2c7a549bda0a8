import { type CodePoints, codePoints, complement, rangesOf } from './code-points.ts'
import { unicodeProperty } from './unicode-property.ts'

/**
 * The code points that an atom matches where case is ignored. Only characters that have case can differ from what the atom matches with
 * case (`exactly`); the platform says it of each of them, so its folding and ours cannot part.
 */
export function withoutCase(atom: string, exactly: CodePoints, flags: string): CodePoints {
  // One atom and one character: there is nothing to go back to.
  const judge = new RegExp(`^(?:${atom})$`, `i${flags}`)
  const matching: [number, number][] = []
  for (const [first, last] of rangesOf(charactersWithCase()))
    for (let point = first; point <= last; point += 1)
      if (judge.test(String.fromCodePoint(point))) matching.push([point, point])
  const others = complement(codePoints([...rangesOf(complement(exactly)), ...rangesOf(charactersWithCase())]))
  return codePoints([...rangesOf(others), ...matching])
}

let cased: CodePoints | undefined

function charactersWithCase(): CodePoints {
  cased ??= codePoints(
    ['Changes_When_Casemapped', 'Changes_When_Casefolded', 'Cased'].flatMap((name) =>
      rangesOf(unicodeProperty(name, false)),
    ),
  )
  return cased
}
