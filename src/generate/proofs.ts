/**
 * What is proved of each run: that nothing which is needed is left out, that the generated roles allow no more than the
 * template's own, and that packing changed nothing. Proofs are about symbols: see `docs/proofs.md`.
 */
import type { App, AppFunction, DeclaredStatement } from '../app/index.js'
import { managedPolicy } from '../catalog/index.js'
import { canonicalArn, type DeclaredIndex, type Grant, indexDeclared, type Needs } from '../needs/index.js'
import type { Finding } from '../outcome/index.js'
import { conditionBlock, type Policy, parsePolicyValue, type SymText } from '../policy/index.js'
import { type Counterexample, contains, equivalent, type Subject, type Verdict } from '../prove/index.js'
import { type Instance, knowsDeclared, makeInstance, namesIn, wholeSymbols } from '../review/index.js'
import type { Layout, Role, Roles } from '../roles/index.js'
import type { GeneratedProof } from './types.js'

export interface ProofInput {
  readonly app: App
  readonly needs: Needs
  readonly roles: Roles
  readonly layout: Layout
  readonly findings: readonly Finding[]
}

export function proofsOf(input: ProofInput): readonly GeneratedProof[] {
  const { needs, roles, app } = input
  const index = indexDeclared(app)
  const grantsOf = new Map([...needs.functions, ...needs.principals].map(([id, own]) => [id, own.grants] as const))
  const all = [...grantsOf.values()].flat()
  const resources = [
    ...all.flatMap((grant) => grant.resources),
    ...[...app.functions.values()].flatMap((fn) => fn.declared.flatMap((it) => [...it.resources, ...it.notResources])),
  ]
  const world: World = {
    instance: makeInstance({ whole: wholeSymbols(resources), nameOf: namesIn(index) }),
    roles: new Map(roles.roles.map((role) => [role.id, role])),
    index,
  }
  const neededProofs = roles.assignments.map(({ subject, roles: own }) =>
    proof('needed-in-generated', subject, neededInGenerated(world, grantsOf.get(subject) ?? [], own), world),
  )
  const declaredProofs = [...app.functions.values()].flatMap((fn) => {
    // Source without a template has no role to be held against.
    if (fn.role.kind === 'none') return []
    const own = roles.assignments.find(({ subject }) => subject === fn.id)?.roles ?? []
    return [proof('generated-in-declared', fn.id, generatedInDeclared(world, fn, own, input), world)]
  })
  // A layout that shares roles on purpose gives some of them more than their users ask for, and says so.
  const packedProofs =
    input.layout === 'five-roles'
      ? []
      : roles.roles.map((role) => proof('packed-equals-unpacked', role.id, packedAsUnpacked(world, role, input), world))
  return [...neededProofs, ...declaredProofs, ...packedProofs]
}

interface World {
  readonly instance: Instance
  readonly roles: ReadonlyMap<string, Role>
  readonly index: DeclaredIndex
}

function proof(claim: string, subject: string, verdict: Verdict | null, { instance }: World): GeneratedProof {
  const found = verdict?.verdict === 'refuted' ? symbolicRequest(verdict.counterexample, instance) : null
  return { claim, subject, verdict: verdict?.verdict ?? 'unknown', counterexample: found }
}

/** The counterexample with the app's own symbols. */
function symbolicRequest({ request, allowedBy }: Counterexample, { symbolic }: Instance): Counterexample {
  const context = Object.entries(request.context ?? {}).map(([key, values]) => [key, values.map(symbolic)] as const)
  return {
    request: {
      principal: symbolic(request.principal),
      action: request.action,
      resource: symbolic(request.resource),
      ...(request.resourceAccount === undefined ? {} : { resourceAccount: symbolic(request.resourceAccount) }),
      context: Object.fromEntries(context),
    },
    allowedBy,
  }
}

function neededInGenerated(world: World, grants: readonly Grant[], own: readonly string[]): Verdict | null {
  const needed = neededSubject(world, grants)
  const generated = generatedSubject(world, own)
  return needed === null || generated === null ? null : contains(generated, needed)
}

/** Where the template gives less than the code needs there is a finding; without one, what it gives is not known well enough. */
function generatedInDeclared(world: World, fn: AppFunction, own: readonly string[], { app, findings }: ProofInput): Verdict | null {
  if (!knowsDeclared(fn, app)) return null
  const generated = generatedSubject(world, own)
  const declared = declaredSubject(world, fn.declared)
  if (generated === null || declared === null) return null
  const found = contains(declared, generated)
  const users = new Set(own.flatMap((id) => world.roles.get(id)?.usedBy ?? []))
  const seen = findings.some((finding) => finding.code === 'access/missing' && (finding.subject === fn.id || users.has(finding.subject)))
  return found.verdict !== 'refuted' || seen ? found : null
}

function packedAsUnpacked(world: World, role: Role, input: ProofInput): Verdict | null {
  const unpacked = neededSubject(
    world,
    role.usedBy.flatMap((id) => grantsIn(role.id, id, input)),
  )
  const packed = subjectOf(role.policies.map(({ name, document }) => ({ name, document: world.instance.document(document) })))
  return unpacked === null || packed === null ? null : equivalent(packed, unpacked)
}

/** An API can have a role for each kind of integration: in the layout of the template's own roles each holds its part. */
function grantsIn(role: string, user: string, { needs, layout }: ProofInput): readonly Grant[] {
  const principal = needs.principals.get(user)
  if (principal === undefined) return needs.functions.get(user)?.grants ?? []
  if (layout !== 'as-declared') return principal.grants
  const declared = principal.byRole.filter((one) => one.role === role)
  return (declared.length > 0 ? declared : principal.byRole.filter((one) => one.role === null)).flatMap(({ grants }) => grants)
}

interface Named {
  readonly name: string
  readonly document: unknown
}

/** Null where a document cannot be read. */
function subjectOf(documents: readonly Named[]): Subject | null {
  const policies: { name: string; policy: Policy }[] = []
  for (const { name, document } of documents) {
    const parsed = parsePolicyValue(document, 'identity')
    if (!parsed.ok) return null
    policies.push({ name, policy: parsed.value })
  }
  return { kind: 'identity', policies }
}

function neededSubject({ instance }: World, grants: readonly Grant[]): Subject | null {
  const statements = grants.map(({ actions, resources, conditions }) => ({
    Effect: 'Allow',
    Action: actions,
    Resource: resources.map(instance.text),
    ...conditionBlock(conditions, instance.text),
  }))
  return subjectOf([{ name: 'needed', document: { Version: '2012-10-17', Statement: statements } }])
}

function generatedSubject({ instance, roles }: World, own: readonly string[]): Subject | null {
  const documents = own.flatMap((id): readonly (Named | null)[] => {
    const role = roles.get(id)
    if (role === undefined) return [null]
    const attached = role.managedPolicyArns.map((arn): Named | null => {
      const written = String(instance.document(arn))
      const policy = managedPolicy(written)
      return policy === null ? null : { name: written, document: policy.document }
    })
    return [...role.policies.map(({ name, document }) => ({ name: `${id}/${name}`, document: instance.document(document) })), ...attached]
  })
  const known = documents.filter((it) => it !== null)
  return known.length === documents.length ? subjectOf(known) : null
}

function declaredSubject({ instance, index }: World, declared: readonly DeclaredStatement[]): Subject | null {
  const named = (resources: readonly SymText[]): readonly string[] => resources.map((one) => instance.text(canonicalArn(one, index).arn))
  const statements = declared.map((it) => ({
    Effect: it.effect === 'allow' ? 'Allow' : 'Deny',
    ...(it.notActions.length > 0 ? { NotAction: it.notActions } : { Action: it.actions }),
    ...(it.notResources.length > 0 ? { NotResource: named(it.notResources) } : { Resource: named(it.resources) }),
    ...conditionBlock(it.conditions, instance.text),
  }))
  return subjectOf([{ name: 'declared', document: { Version: '2012-10-17', Statement: statements } }])
}
