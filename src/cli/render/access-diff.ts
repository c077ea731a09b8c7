/** What was gained and lost, subject by subject, as a person reads it. */
import { shortActions, shortResource } from '../../explain/index.js'
import type { AccessDiff, AccessRegion } from '../../review/index.js'
import type { Style } from '../style.js'

export function renderAccessDiff(
  { equal, subjects }: AccessDiff,
  { a, b }: { readonly a: string; readonly b: string },
  style: Style,
): string {
  if (equal) return style.green(`equal  ${a} and ${b} allow the same requests`)
  const blocks = [...subjects].flatMap(([id, { gained, lost }]) => [
    '',
    style.bold(id),
    ...gained.flatMap((region) => regionLines('+', region, style.green, style)),
    ...lost.flatMap((region) => regionLines('-', region, style.red, style)),
  ])
  return [
    `from ${a} to ${b}, ${subjects.size} ${subjects.size === 1 ? 'subject gains or loses' : 'subjects gain or lose'} access`,
    ...blocks,
  ].join('\n')
}

function regionLines(sign: string, region: AccessRegion, paint: (text: string) => string, style: Style): readonly string[] {
  const { actions, resources, conditions, evidence } = region
  const where = conditions.map(({ operator, key, values }) => `${operator} ${key} ${values.join(', ')}`)
  const asked = where.length === 0 ? '' : ` ${style.dim('where')} ${where.join(` ${style.dim('and')} `)}`
  return [
    `  ${paint(`${sign} ${shortActions([...actions])}`)} ${style.dim('on')} ${resources.map(shortResource).join(', ')}${asked}`,
    ...evidence.slice(0, MOST_LINES).map((line) => `      ${style.dim(line)}`),
  ]
}

const MOST_LINES = 3
