/** Why something was refused, and what to do: from what was refused, and what the app needs. */
import type { AppFunction, DeclaredStatement } from '../app/index.js'
import { expandActions } from '../catalog/index.js'
import type { DenyingPolicyType } from '../events/index.js'
import type { GeneratedGrant, Generation } from '../generate/index.js'
import type { Place } from '../outcome/index.js'
import { grantsFor, grantsOfSubject, partiesOf } from './parties.js'
import { likeness } from './physical.js'
import { frameReader } from './read-frames.js'
import type { Denial, DeniedAnswer, DeniedChange, DeniedVerdict } from './types.js'

interface Asked {
  readonly generation: Generation
  readonly denial: Denial
  readonly subject: string
  readonly action: string
  readonly grants: readonly GeneratedGrant[]
}

/** @param subject who it was, where a person says so; null: seen from the principal */
export function explainDenied(generation: Generation, denial: Denial, subject: string | null): DeniedAnswer {
  const answer = (
    verdict: DeniedVerdict,
    because: string,
    more: Partial<Pick<DeniedAnswer, 'subject' | 'neededByCode' | 'evidence' | 'change'>> = {},
  ): DeniedAnswer => ({
    principal: denial.principal,
    action: denial.action,
    resource: denial.resource,
    by: denial.by,
    explicit: denial.explicit,
    subject: more.subject ?? null,
    neededByCode: more.neededByCode ?? false,
    evidence: more.evidence ?? [],
    verdict,
    change: more.change ?? null,
    because,
  })
  const { action } = denial
  if (action === null) return answer('unknown', unnamed(generation, denial, subject), { subject })
  const who = subject !== null ? { subject } : whoWas(generation, denial, action)
  if ('because' in who) return answer(who.verdict, who.because)
  const asked: Asked = {
    generation,
    denial,
    subject: who.subject,
    action,
    grants: grantsFor(generation, who.subject, action, denial.resource),
  }
  const frames = frameReader(generation)
  const evidence = asked.grants.flatMap((grant) => grant.evidence).map((e) => ({ ...e, frames: frames(who.subject, e) }))
  const judged = judge(asked)
  return answer(judged.verdict, judged.because, {
    subject: who.subject,
    neededByCode: asked.grants.some((grant) => grant.kind === 'call'),
    evidence,
    change: judged.verdict === 'add-grant' ? changeFor(asked) : null,
  })
}

/** What helps where the message does not say which action was refused. */
function unnamed({ generated }: Generation, { encoded }: Denial, subject: string | null): string {
  if (encoded !== undefined && encoded !== null)
    return 'the message is encoded: `aws sts decode-authorization-message --encoded-message …` reads it, and its answer can be given here'
  const silent = 'the message does not say which action was refused; its CloudTrail event does'
  if (subject === null) return `${silent}, and with \`--function\` this says what that function needs and does not have`
  const missing = generated.findings.filter((finding) => finding.code === 'access/missing' && finding.subject === subject)
  const [first] = missing
  if (first === undefined) return `${silent}; the template gives ${subject} all that its code needs`
  const more = missing.length > 1 ? `, and ${missing.length - 1} more` : ''
  return `${silent}; of ${subject}: ${first.message}${more}`
}

type Who = { readonly subject: string } | { readonly verdict: 'not-ours' | 'unknown'; readonly because: string }

function whoWas(generation: Generation, { principal, resource }: Denial, action: string): Who {
  const everyone = [...Object.keys(generation.generated.functions), ...Object.keys(generation.generated.principals)]
  const needing = (subjects: readonly string[]): readonly string[] =>
    subjects.filter((subject) => grantsFor(generation, subject, action, resource).length > 0)
  if (principal === null) {
    const [only, ...others] = needing(everyone)
    if (only !== undefined && others.length === 0) return { subject: only }
    return {
      verdict: 'unknown',
      because: `the message does not say who was refused${others.length > 0 ? `, and ${list([only ?? '', ...others])} need it` : ', and nothing of this app needs it'}`,
    }
  }
  if (principal.toLowerCase() === 'anonymous')
    return { verdict: 'not-ours', because: 'nobody signed the request: whoever calls has to sign it with the credentials of a role' }
  const parties = partiesOf(principal, generation)
  if (parties.likeness === 'no') return { verdict: 'not-ours', because: `\`${principal}\` is not a role of this app` }
  const [only, ...others] = parties.subjects
  if (only !== undefined && others.length === 0 && parties.likeness === 'yes') return { subject: only }
  const [needs, ...more] = needing(parties.subjects)
  if (needs !== undefined && more.length === 0) return { subject: needs }
  return {
    verdict: 'unknown',
    because:
      needs === undefined
        ? `nothing in the name of \`${principal}\` says which function of this app it is, and none needs this`
        : `\`${principal}\` could be ${list([needs, ...more])}, and each needs this: name one with \`--function\``,
  }
}

function judge(asked: Asked): { readonly verdict: DeniedVerdict; readonly because: string } {
  const { denial, subject, grants, generation } = asked
  if (denial.explicit === true) {
    const by = denial.by === null ? 'a policy' : `${article(denial.by)} ${denial.by}`
    const which = denial.policyArn === null ? '' : ` (\`${denial.policyArn}\`)`
    return {
      verdict: 'keep-denied',
      because: `${by}${which} denies it explicitly, and no grant overrides that: ${grants.length > 0 ? `${subject} needs it, so ask whoever owns that policy` : 'nothing of this app needs it'}`,
    }
  }
  if (grants.length > 0) return { verdict: 'add-grant', because: needed(asked) }
  const open = generation.generated.functions[subject]?.unresolved ?? []
  if (open.length > 0)
    return {
      verdict: 'unknown',
      because: `nothing that was read needs it, but not all of ${subject} could be: ${open.length} ${open.length === 1 ? 'place is' : 'places are'} unresolved, the first at ${open[0]?.file}:${open[0]?.line}`,
    }
  const others = near(asked)
  return { verdict: 'keep-denied', because: `nothing that ${subject} reaches needs it${others}: find out who asks before allowing it` }
}

function needed({ denial, subject, grants, generation, action }: Asked): string {
  const byCode = grants.some(({ kind }) => kind === 'call')
  const isKept = !byCode && grants.some(({ kind }) => kind === 'declared')
  const by = isKept
    ? `the code of ${subject} is not read, and keeps it as the template declares it`
    : byCode
      ? `the code of ${subject} needs it`
      : `${subject} needs it for what the template sets up`
  const given = declaredAt(generation.app.functions.get(subject), action, denial.resource, generation)
  if ((denial.by === null || denial.by === 'identity-based policy') && given !== null)
    return `${by}, and the template gives it at ${given.file}:${given.line}: what is deployed is older, or a condition there is not met`
  if (denial.by === null || denial.by === 'identity-based policy') return `${by}, and its role does not give it`
  return `${by}, and the ${denial.by} does not allow it: the role alone is not enough`
}

/** A grant of the same action on something else, or of the same resource, says more than silence. */
function near({ generation, subject, action, denial }: Asked): string {
  const grants = grantsOfSubject(generation, subject)
  const same = grants.find(({ actions }) => actions.some((a) => a.toLowerCase() === action.toLowerCase()))
  return same === undefined
    ? ''
    : `; it needs \`${action}\` on \`${same.resources[0] ?? '*'}\`${denial.resource === null ? '' : ', which is another resource'}`
}

function changeFor({ generation, denial, subject, grants, action }: Asked): DeniedChange {
  const { app } = generation
  const fn = app.functions.get(subject)
  const role =
    fn === undefined
      ? (generation.needs.principals.get(subject)?.declaredRole ?? null)
      : fn.role.kind === 'resource'
        ? fn.role.id
        : `${fn.id}Role`
  const where = denial.by ?? 'identity-based policy'
  const inIdentity = where === 'identity-based policy'
  const holder = role === null ? undefined : app.resources.get(role)
  const resources = [...new Set(grants.flatMap((grant) => grant.resources))].sort()
  const given = inIdentity && declaredAt(fn, action, denial.resource, generation) !== null
  return {
    where,
    role: inIdentity ? role : null,
    at: holder?.madeBy === null ? holder.at : (fn?.at ?? generation.needs.principals.get(subject)?.at ?? null),
    statement: given
      ? null
      : {
          actions: [grants[0]?.actions.find((a) => a.toLowerCase() === action.toLowerCase()) ?? action],
          resources,
          conditions: grants[0]?.conditions ?? [],
        },
  }
}

/** Where the template gives it already. */
function declaredAt(fn: AppFunction | undefined, action: string, resource: string | null, { app }: Generation): Place | null {
  const gives = ({ effect, actions, resources }: DeclaredStatement): boolean =>
    effect === 'allow' &&
    actions.some(
      (pattern) =>
        pattern === '*' ||
        pattern.toLowerCase() === action.toLowerCase() ||
        expandActions(pattern).some((a) => a.toLowerCase() === action.toLowerCase()),
    ) &&
    resources.some((pattern) => resource === null || resource === '*' || likeness(pattern, resource, app) !== 'no')
  return fn?.declared.find(gives)?.at ?? null
}

const article = (type: DenyingPolicyType): string => (/^[aeiou]/i.test(type) ? 'an' : 'a')

function list(names: readonly string[]): string {
  const shown = names.slice(0, 4)
  return `${shown.join(', ')}${names.length > shown.length ? ` and ${names.length - shown.length} more` : ''}`
}
