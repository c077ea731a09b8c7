/** One finding by itself: what, where, and the next thing to do. */
import type { Finding } from '../../outcome/index.js'
import type { Style } from '../style.js'
import { renderPlace } from './problem.js'

const SIGNS = {
  error: (style: Style) => style.red('✗'),
  warning: (style: Style) => style.yellow('!'),
  info: (style: Style) => style.dim('·'),
} as const

export function renderFinding({ severity, message, hint, code, at }: Finding, style: Style): readonly string[] {
  const place = at === null ? '' : `  ${style.cyan(renderPlace(at))}`
  return [`${SIGNS[severity](style)} ${message}${place}`, style.dim(`  ${hint} [${code}]`)]
}
