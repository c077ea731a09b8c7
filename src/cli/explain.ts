/** `--explain ACTION|RESOURCE` for a person: grants, and the chain of calls with the lines of source. */
import { type Explained, shortActions, shortResource } from '../explain/index.js'
import type { GeneratedGrant } from '../generate/index.js'
import { renderFrame } from './render/frames.js'
import type { Style } from './style.js'

export function renderExplained(explained: readonly Explained[], style: Style): string {
  const blocks = explained.map((grant) => {
    const head = `${style.bold(grant.subject)}  ${shortActions(grant.actions)}  ${style.dim('on')}  ${grant.resources.map(shortResource).join(', ')}`
    const why =
      grant.kind === 'platform'
        ? 'a service of AWS needs it for what the template says'
        : grant.kind === 'call'
          ? 'the code calls it'
          : (grant.reason ?? '')
    const conditions = grant.conditions.map((c) => `  if ${c.operator} ${c.key}: ${c.values.join(', ')}`)
    const frames = grant.evidence.flatMap((e) => ['', ...e.frames.flatMap((f) => renderFrame(f, style, '    '))])
    return [
      head,
      style.dim(
        `  ${why}; ${grant.kind === 'declared' ? 'the resource is as the template declares it' : grant.kind === 'added' ? 'the resource is as the configuration says' : CERTAINTY[grant.certainty]}`,
      ),
      ...conditions,
      ...frames,
    ].join('\n')
  })
  return blocks.join('\n\n')
}

const CERTAINTY: Readonly<Record<GeneratedGrant['certainty'], string>> = {
  resolved: 'the resource is known',
  assumed: 'the resource is the only declared candidate',
  candidates: 'the resource is not known: every declared one of its type',
  wildcard: 'the resource is not known: any',
}
