/** The walk through an evaluation as a person reads it: each kind of policy in AWS's order, with places. */
import { explainMismatch, type NearMiss, NOT_GIVEN, type Step, type Walk } from '../../decide/index.js'
import type { Style } from '../style.js'
import { renderPlace } from './problem.js'

/** @param sentence what it comes to, in AWS's words for a denial */
export function renderWalk({ decision, steps, nearest }: Walk, sentence: string, style: Style): string {
  const headline = decision === 'allowed' ? style.green(`yes  ${sentence}`) : style.red(`no  ${sentence}`)
  const near = nearest.length === 0 ? [] : ['', style.bold('nearest statements'), ...nearest.map((miss) => renderMiss(miss, style))]
  return [headline, '', ...renderSteps(steps, style), ...near].join('\n')
}

/** Kinds of policies that were not given stand on one line, behind those that were asked. */
function renderSteps(steps: readonly Step[], style: Style): readonly string[] {
  const absent = steps.filter(({ outcome, why }) => outcome === 'notAsked' && why === NOT_GIVEN).map(({ policyType }) => policyType)
  const asked = steps.filter(({ policyType }) => !absent.includes(policyType)).map((step) => renderStep(step, style))
  return absent.length === 0 ? asked : [...asked, style.dim(`· not given: ${absent.join(', ')}`)]
}

function renderStep(step: Step, style: Style): string {
  const where = step.policy === null ? '' : style.dim(`  ${placeOf(step)}`)
  return `${mark(step, style)} ${step.policyType}: ${step.why}${where}`
}

function mark({ outcome }: Step, style: Style): string {
  switch (outcome) {
    case 'allow':
      return style.green('✓')
    case 'explicitDeny':
      return style.red('✗')
    case 'implicitDeny':
      return style.yellow('-')
    case 'notAsked':
      return style.dim('·')
  }
}

const placeOf = ({ policy, statement, at }: Pick<Step, 'policy' | 'statement' | 'at'>): string =>
  `${policy} statement ${statement}${at === null ? '' : ` (${renderPlace(at)})`}`

const renderMiss = (miss: NearMiss, style: Style): string =>
  `- ${style.dim(placeOf(miss))}: ${miss.mismatches.map(explainMismatch).join('; ')}`
