/** The answer of `denied` for a person: what was refused, why, the code behind it, and the edit. */
import type { DeniedAnswer, DeniedChange, DeniedVerdict } from '../../explain/index.js'
import type { Style } from '../style.js'
import { renderFrame } from './frames.js'

const SAYS: Readonly<Record<DeniedVerdict, string>> = {
  'add-grant': 'allow it',
  'keep-denied': 'keep it denied',
  'not-ours': 'not of this app',
  unknown: 'not known',
}

/** So many places say enough; the rest is counted. */
const MAX_PLACES = 3

export function renderDenied(answer: DeniedAnswer, style: Style): string {
  const mark = answer.verdict === 'add-grant' ? style.green('✓') : answer.verdict === 'unknown' ? style.yellow('?') : style.red('✗')
  const what = `${style.bold(answer.subject ?? answer.principal ?? 'somebody')}  ${answer.action ?? 'an action that is not named'}`
  const lines = [
    `${what}${answer.resource === null ? '' : `  ${style.dim('on')}  ${answer.resource}`}`,
    `${mark} ${style.bold(SAYS[answer.verdict])}: ${answer.because}`,
  ]
  const places = answer.evidence.slice(0, MAX_PLACES)
  for (const { frames } of places) lines.push('', ...frames.flatMap((frame) => renderFrame(frame, style, '  ')))
  const more = answer.evidence.length - places.length
  if (more > 0) lines.push('', style.dim(`  and ${more} more ${more === 1 ? 'place' : 'places'}`))
  if (answer.change !== null) lines.push('', ...renderChange(answer.change, style))
  return lines.join('\n')
}

function renderChange({ where, role, at, statement }: DeniedChange, style: Style): string[] {
  const place = at === null ? '' : `  ${style.cyan(`${at.file}:${at.line}`)}`
  if (statement === null) return [`nothing to add: deploy the template as it is${place}`]
  const target = where === 'identity-based policy' ? `the policies of ${role ?? 'the role'}` : `the ${where}`
  const conditions = statement.conditions.map(({ operator, key, values }) => `      ${operator}: { ${key}: [${values.join(', ')}] }`)
  return [
    `add to ${target}:${place}`,
    style.dim('  - Effect: Allow'),
    `    Action: ${statement.actions.join(', ')}`,
    ...(statement.resources.length === 1
      ? [`    Resource: ${asValue(statement.resources[0] ?? '*')}`]
      : ['    Resource:', ...statement.resources.map((resource) => `      - ${asValue(resource)}`)]),
    ...(conditions.length === 0 ? [] : ['    Condition:', ...conditions]),
  ]
}

/** A string of a template: `!Sub` where it has symbols. */
const asValue = (resource: string): string => (resource.includes('${') ? `!Sub ${resource}` : `'${resource}'`)
