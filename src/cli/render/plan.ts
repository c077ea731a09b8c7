/** A deployment's plan for a person to approve: by role what happens, what is gained and lost, and what the deployer needs. */
import type { DeployPlan, RemovedDenial, RolePlan, Step } from '../../deploy/index.js'
import type { Region } from '../../prove/index.js'
import type { Style } from '../style.js'

const MARK: Readonly<Record<RolePlan['change'], string>> = { create: '+', update: '~', none: '=', remove: '-', foreign: '!' }
const SAYS: Readonly<Record<RolePlan['change'], string>> = {
  create: 'is made',
  update: 'is changed',
  none: 'stays as it is',
  remove: 'is not wanted any more',
  foreign: "is there, and not this app's: it is not touched",
}
const MAX_REGIONS = 6

export function renderPlan(plan: DeployPlan, style: Style): string {
  const steps = plan.roles.flatMap((role) => role.steps)
  const lines = [`account ${style.bold(plan.account)}, region ${plan.region}, layout ${plan.layout}`, '']
  for (const role of plan.roles) lines.push(...renderRole(role, style), '')
  for (const { role, code, message, by } of plan.drift)
    lines.push(
      style.yellow(
        `drift  ${role}: ${message}${by === null ? '' : `, by ${by.principal} at ${by.at} (${by.event}, event ${by.eventId})`} [${code}]`,
      ),
    )
  if (plan.drift.length > 0) lines.push('')
  if (steps.length === 0) return [...lines, ...withoutSteps(plan)].join('\n')
  const beats = (['expand', 'verify', 'contract'] as const).map((beat) => `${steps.filter((step) => step.beat === beat).length} to ${beat}`)
  return [
    ...lines,
    `${steps.length} steps: ${beats.join(', ')}`,
    `next: the same with \`--apply\`${style.dim('; `--json` also says what the deployer must be allowed')}`,
  ].join('\n')
}

/** What was refused since the last deployment, and that it had removed. */
export function renderDenials(denials: readonly RemovedDenial[], style: Style): readonly string[] {
  if (denials.length === 0) return []
  return [
    ...denials.map(({ session, action, resource, at, eventId }) =>
      style.red(`denied  ${session}: ${action} on ${resource} at ${at} (event ${eventId}), which the last deployment removed`),
    ),
    'next: `rolewright deploy --rollback` puts it back; so does `--apply`, as long as it is observed',
    '',
  ]
}

/** Nothing to do, or all of it is the stack's to do. */
const withoutSteps = ({ roles }: DeployPlan): readonly string[] =>
  roles.some(({ via, change }) => via === 'stack' && change !== 'none' && change !== 'foreign')
    ? [
        "these roles are the stack's: its own update changes all of them at once",
        'next: `rolewright generate --write`, then deploy the stack',
      ]
    : ['nothing to do: the account has what the app needs']

function renderRole(role: RolePlan, style: Style): readonly string[] {
  const paint =
    role.change === 'create'
      ? style.green
      : role.change === 'remove' || role.change === 'foreign'
        ? style.red
        : role.change === 'update'
          ? style.yellow
          : style.dim
  const same = role.logicalId === role.name ? '' : `  ${style.dim(role.name)}`
  const { inline, inlineMax, attached, attachedMax } = role.quota
  return [
    `${paint(`${MARK[role.change]} ${role.logicalId}`)}${same}  ${SAYS[role.change]}`,
    ...regions(role.gained, '+', style.green),
    ...regions(role.lost, '-', style.red),
    ...(role.change === 'create' || role.change === 'update'
      ? [style.dim(`    ${inline} of ${inlineMax} characters inline, ${attached} of ${attachedMax} attached`)]
      : []),
    ...whyUntouched(role).map((text) => style.yellow(`    ${text}`)),
    ...role.steps.flatMap(({ call, input }) =>
      call === 'lambda:UpdateFunctionConfiguration' ? [style.dim(`    ${String(input.FunctionName)} is pointed to it`)] : [],
    ),
  ]
}

/** What else uses it, why it stays, and what would change that. */
function whyUntouched({ change, name, sharedWith, steps, via }: RolePlan): readonly string[] {
  const users = sharedWith.join(', ')
  if (change === 'foreign') return [`take it over with \`--adopt ${name}\`, or give other names with \`--name\``]
  if (change === 'remove' && users !== '' && via === 'api')
    return [`it stays as long as ${users} ${sharedWith.length === 1 ? 'runs' : 'run'} with it`]
  if (change === 'remove' && via === 'stack')
    return users === '' ? ['it goes at the end of the update'] : [`it goes at the end of the update, and ${users} runs with it`]
  if (change === 'remove' && steps.length === 0) return ['it stays; `--prune` removes it']
  return users === '' ? [] : [`also used by ${users}`]
}

const shortList = (texts: readonly string[]): string =>
  texts.slice(0, 2).join(', ') + (texts.length > 2 ? ` and ${texts.length - 2} more` : '')

function regions(all: readonly Region[], mark: string, paint: (text: string) => string): readonly string[] {
  const shown = all.slice(0, MAX_REGIONS).map(({ actions, resources, exceptResources = [], conditions }) => {
    const but = exceptResources.length === 0 ? '' : ` but ${shortList(exceptResources)}`
    const on = `${shortList(resources)}${but}`
    return paint(
      `    ${mark} ${actions.slice(0, 6).join(', ')}${actions.length > 6 ? ` and ${actions.length - 6} more` : ''} on ${on}${conditions.length > 0 ? ' under conditions' : ''}`,
    )
  })
  return all.length > MAX_REGIONS ? [...shown, `    ${mark} and ${all.length - MAX_REGIONS} more`] : shown
}

/** @param total 0: not known */
export function renderStep({ id, call, beat, input }: Step, role: string, total: number, style: Style): string {
  const of = total === 0 ? `${id}` : `${id}/${total}`
  const what = input.PolicyName ?? input.FunctionName ?? input.PolicyArn ?? ''
  return `${style.dim(`[${of}] ${beat.padEnd(8)}`)} ${call}  ${role}${what === '' || what === role ? '' : `  ${String(what)}`}`
}
