/** What `verify` found, for a person: what is needed with the request that shows it, and what nothing asked for. */
import type { Verdict, Verification, VerifiedGrant } from '../../local/index.js'
import type { Style } from '../style.js'

const MARKS: Readonly<Record<Verdict, string>> = { necessary: '✓', redundant: '○', notExercised: '·' }
const SAYS: Readonly<Record<Verdict, string>> = {
  necessary: 'necessary: the command fails without it',
  redundant: 'used, and the command ends as well without it',
  notExercised: 'not exercised by the command',
}

export function renderVerification({ command, grants, denied, runs }: Verification, style: Style): string {
  const lines: string[] = []
  if (command.exitCode !== 0) {
    lines.push(style.red(`✗ the command ended with ${command.exitCode}: nothing can be said of single grants`))
    for (const { principal, action, resource, because } of denied)
      lines.push(`  denied: ${action} on ${resource}`, style.dim(`    ${principal}: ${because}`))
    if (denied.length === 0) lines.push(style.dim('  no request was denied: the roles are not why'))
    return lines.join('\n')
  }
  const paint = (verdict: Verdict, text: string): string =>
    verdict === 'necessary' ? style.green(text) : verdict === 'redundant' ? style.yellow(text) : style.dim(text)
  for (const [subject, rows] of bySubject(grants)) {
    if (lines.length > 0) lines.push('')
    lines.push(style.bold(subject))
    const width = Math.max(...rows.map(({ action }) => action.length))
    for (const { action, resource, verdict, request } of rows) {
      lines.push(`  ${paint(verdict, `${MARKS[verdict]} ${action.padEnd(width)}`)}  ${resource}`)
      if (request !== null) lines.push(style.dim(`    without it: ${request.operation} on ${request.resource} was denied`))
    }
  }
  const count = (verdict: Verdict): number => grants.filter((grant) => grant.verdict === verdict).length
  lines.push(
    '',
    ...(['necessary', 'redundant', 'notExercised'] as const).map(
      (verdict) => `${paint(verdict, `${MARKS[verdict]} ${count(verdict)}`)}  ${SAYS[verdict]}`,
    ),
  )
  for (const { action, resource, principal } of denied)
    lines.push(style.yellow(`! denied, and the command did not mind: ${action} on ${resource} by ${principal}`))
  lines.push(style.dim(`the command ran ${runs} ${runs === 1 ? 'time' : 'times'}`))
  return lines.join('\n')
}

function bySubject(grants: readonly VerifiedGrant[]): ReadonlyMap<string, readonly VerifiedGrant[]> {
  const found = new Map<string, VerifiedGrant[]>()
  for (const grant of grants) found.set(grant.function, [...(found.get(grant.function) ?? []), grant])
  return found
}
