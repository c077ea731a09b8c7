/** Changed files as a unified diff. */
import { diffLines, type FileEdit, hunksOf } from '../../emit/index.js'
import type { Style } from '../style.js'

/** @param name of a file as the person sees it, relative to where the command runs */
export function renderDiff({ before, after }: FileEdit, name: string, style: Style): readonly string[] {
  const hunks = hunksOf(diffLines(before, after))
  return [
    style.bold(`--- ${name}`),
    style.bold(`+++ ${name}`),
    ...hunks.flatMap(({ oldStart, newStart, lines }) => {
      const count = (sign: '-' | '+'): number => lines.filter((line) => line.sign === ' ' || line.sign === sign).length
      const head = style.cyan(`@@ -${oldStart},${count('-')} +${newStart},${count('+')} @@`)
      return [head, ...lines.map(({ sign, text }) => paint(sign, `${sign}${text}`, style))]
    }),
  ]
}

const paint = (sign: ' ' | '-' | '+', line: string, style: Style): string =>
  sign === '+' ? style.green(line) : sign === '-' ? style.red(line) : line
