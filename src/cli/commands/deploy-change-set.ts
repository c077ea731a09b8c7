/** The edit of a deployed template, and the change set that it became, for a person to approve. */
import type { ShownChangeSet, StackPlan } from '../../deploy/index.js'
import type { Io } from '../io.js'
import { renderDiff } from '../render/diff.js'
import { renderFinding } from '../render/finding.js'

export function renderStack({ name, before, after, updates, findings }: StackPlan, { style }: Pick<Io, 'style'>): string {
  const said = findings.filter(({ severity }) => severity !== 'info').flatMap((finding) => renderFinding(finding, style))
  const how =
    updates.length > 1
      ? 'two updates: the first adds what is new and takes nothing away, since policies that stand apart would else come after the functions that need them'
      : 'one update of the stack, which is taken back whole where a part of it fails'
  return [
    `stack ${style.bold(name)}: its own template, as it was deployed, ${before === after ? 'stays the same' : 'becomes'}`,
    '',
    ...(before === after ? [] : [...renderDiff({ file: name, before, after }, `${name} (deployed)`, style), '']),
    ...said,
    ...(said.length > 0 ? [''] : []),
    ...(updates.length === 0 ? [] : [style.dim(how), '']),
  ].join('\n')
}

/** Shows a change set, and asks unless `yes`. Where nobody can answer it is not executed. */
export function approval(io: Io, yes: boolean): (shown: ShownChangeSet) => Promise<boolean> {
  return async ({ stack, name, changes }) => {
    const say = (line: string): void => (io.json ? io.note(line) : io.print(line))
    say('')
    say(`change set ${io.style.bold(name)} of ${stack}: ${changes.length} ${changes.length === 1 ? 'change' : 'changes'}`)
    for (const change of changes) say(renderChange(change, io))
    say('')
    if (yes) return true
    const { stdin } = io
    if ((stdin as { readonly isTTY?: boolean }).isTTY !== true || io.json) return false
    await io.write('execute it? [y/N] ')
    return /^y(es)?$/i.test((await lineOf(stdin)).trim())
  }
}

const MARKS: Readonly<Record<string, string>> = { Add: '+', Modify: '~', Remove: '-' }

function renderChange(change: ShownChangeSet['changes'][number], { style }: Io): string {
  const { action, logicalId, type, physicalId, replacement, properties } = change
  const paint = action === 'Add' ? style.green : action === 'Remove' ? style.red : style.yellow
  const what = properties.length > 0 ? `  ${properties.join(', ')}` : ''
  const where = physicalId === null ? '' : `  ${style.dim(physicalId)}`
  return `  ${paint(`${MARKS[action] ?? action} ${logicalId}`)}  ${type}${what}${where}${replacement === 'True' ? style.red('  is made anew') : ''}`
}

async function lineOf(stdin: Io['stdin']): Promise<string> {
  let text = ''
  for await (const chunk of stdin) {
    text += typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString('utf8')
    if (text.includes('\n')) break
  }
  return text.split('\n')[0] ?? ''
}
