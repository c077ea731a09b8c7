/** Customer managed policies and their versions; AWS's own are read from the catalog. */
import { managedPolicy, managedPolicyNames } from '../../catalog/index.js'
import { flagOf, textOf, textsOf } from '../input.js'
import { fault, isFault, nothing } from '../reply.js'
import type { Fault, Input, Operation, Output, ServiceCall } from '../types.js'
import { type Directory, uniqueId } from './directory.js'
import { checkDocument, checkManagedSize } from './documents.js'
import { invalid, NO_ENTITY, paged, readName, readPath, tagList, withTags } from './entity-requests.js'
import type { Entity, ManagedPolicy } from './model.js'

// Source: IAM User Guide, "IAM and AWS STS quotas".
const MAX_VERSIONS = 5

export function policyOperations(directory: Directory): ReadonlyMap<string, Operation> {
  const on =
    (act: (policy: ManagedPolicy, call: ServiceCall) => Output | Fault): Operation =>
    (call) => {
      const arn = textOf(call.input, 'PolicyArn') ?? ''
      const policy = directory.policies.get(arn)
      if (policy !== undefined) return act(policy, call)
      if (managedPolicy(arn) !== null) return fault('AccessDenied', `Policy ${arn} is managed by AWS and cannot be changed.`, 403)
      return notFound(arn)
    }
  const keep = (policy: ManagedPolicy): void => {
    directory.policies.set(policy.arn, policy)
    directory.changed()
  }
  return new Map<string, Operation>([
    ['CreatePolicy', (call) => create(directory, call, keep)],
    ['GetPolicy', ({ input }) => get(directory, textOf(input, 'PolicyArn') ?? '')],
    ['GetPolicyVersion', ({ input }) => getVersion(directory, input)],
    ['ListPolicies', (call) => list(directory, call)],
    ['ListPolicyVersions', ({ input }) => listVersions(directory, input)],
    ['ListEntitiesForPolicy', (call) => entitiesFor(directory, call)],
    [
      'DeletePolicy',
      on((policy) => {
        const { attached, bounding } = attachmentCounts(directory, policy.arn)
        if (attached + bounding > 0) return fault('DeleteConflict', 'Cannot delete a policy attached to entities.', 409)
        if (policy.versions.length > 1)
          return fault(
            'DeleteConflict',
            "This policy has more than one version. Before you delete a policy, you must delete the policy's versions. The default version is deleted with the policy.",
            409,
          )
        directory.policies.delete(policy.arn)
        directory.changed()
        return nothing
      }),
    ],
    [
      'CreatePolicyVersion',
      on((policy, { input, now }) => {
        const document = textOf(input, 'PolicyDocument')
        if (document === null) return invalid("Value null at 'policyDocument' failed to satisfy constraint: Member must not be null")
        const problem = checkDocument(document, 'identity') ?? checkManagedSize(document)
        if (problem !== null) return problem
        if (policy.versions.length >= MAX_VERSIONS)
          return fault(
            'LimitExceeded',
            `A managed policy can have up to ${MAX_VERSIONS} versions. Before you create a new version, you must delete an existing version.`,
            409,
          )
        const id = `v${policy.nextVersion}`
        const version = { id, document, createdAt: now }
        const defaultVersion = flagOf(input, 'SetAsDefault') === true ? id : policy.defaultVersion
        keep({ ...policy, versions: [...policy.versions, version], defaultVersion, nextVersion: policy.nextVersion + 1, updatedAt: now })
        return { PolicyVersion: { VersionId: id, IsDefaultVersion: defaultVersion === id, CreateDate: new Date(now) } }
      }),
    ],
    [
      'DeletePolicyVersion',
      on((policy, { input }) => {
        const id = textOf(input, 'VersionId') ?? ''
        if (!policy.versions.some((it) => it.id === id)) return noVersion(policy.arn, id)
        if (policy.defaultVersion === id) return fault('DeleteConflict', 'Cannot delete the default version of a policy.', 409)
        keep({ ...policy, versions: policy.versions.filter((it) => it.id !== id) })
        return nothing
      }),
    ],
    [
      'SetDefaultPolicyVersion',
      on((policy, { input, now }) => {
        const id = textOf(input, 'VersionId') ?? ''
        if (!policy.versions.some((it) => it.id === id)) return noVersion(policy.arn, id)
        keep({ ...policy, defaultVersion: id, updatedAt: now })
        return nothing
      }),
    ],
    [
      'TagPolicy',
      on((policy, { input }) => {
        const tags = withTags(policy.tags, input.Tags)
        if (isFault(tags)) return tags
        keep({ ...policy, tags })
        return nothing
      }),
    ],
    [
      'UntagPolicy',
      on((policy, { input }) => {
        const gone = new Set(textsOf(input, 'TagKeys'))
        keep({ ...policy, tags: Object.fromEntries(Object.entries(policy.tags).filter(([key]) => !gone.has(key))) })
        return nothing
      }),
    ],
    ['ListPolicyTags', on((policy) => ({ Tags: tagList(policy.tags), IsTruncated: false }))],
  ])
}

const notFound = (arn: string): Fault =>
  arn.startsWith('arn:') ? fault(NO_ENTITY, `Policy ${arn} was not found.`, 404) : fault('InvalidInput', `ARN ${arn} is not valid.`, 400)
const noVersion = (arn: string, id: string): Fault =>
  fault(NO_ENTITY, `Policy ${arn} version ${id} does not exist or is not attachable.`, 404)

function create(directory: Directory, { input, account, now }: ServiceCall, keep: (policy: ManagedPolicy) => void): Output | Fault {
  const name = readName(input, 'PolicyName')
  if (isFault(name)) return name
  const path = readPath(input)
  if (isFault(path)) return path
  const document = textOf(input, 'PolicyDocument')
  if (document === null) return invalid("Value null at 'policyDocument' failed to satisfy constraint: Member must not be null")
  const problem = checkDocument(document, 'identity') ?? checkManagedSize(document)
  if (problem !== null) return problem
  // Names are unique in an account, whatever their path.
  const taken = [...directory.policies.values()].some((it) => it.account === account && it.name.toLowerCase() === name.toLowerCase())
  if (taken) return fault('EntityAlreadyExists', `A policy called ${name} already exists. Duplicate names are not allowed.`, 409)
  const tags = withTags({}, input.Tags)
  if (isFault(tags)) return tags
  const policy: ManagedPolicy = {
    account,
    name,
    path,
    id: uniqueId('ANPA', 17),
    arn: `arn:aws:iam::${account}:policy${path}${name}`,
    description: textOf(input, 'Description'),
    createdAt: now,
    updatedAt: now,
    versions: [{ id: 'v1', document, createdAt: now }],
    defaultVersion: 'v1',
    nextVersion: 2,
    tags,
  }
  keep(policy)
  return { Policy: describe(directory, policy) }
}

export function attachmentCounts(directory: Directory, arn: string): { readonly attached: number; readonly bounding: number } {
  let attached = 0
  let bounding = 0
  for (const entity of directory.entities.values()) {
    if (entity.attached.includes(arn)) attached++
    if (entity.boundary === arn) bounding++
  }
  return { attached, bounding }
}

export function describe(directory: Directory, policy: ManagedPolicy): Output {
  const { attached, bounding } = attachmentCounts(directory, policy.arn)
  return {
    PolicyName: policy.name,
    PolicyId: policy.id,
    Arn: policy.arn,
    Path: policy.path,
    DefaultVersionId: policy.defaultVersion,
    AttachmentCount: attached,
    PermissionsBoundaryUsageCount: bounding,
    IsAttachable: true,
    ...(policy.description === null ? {} : { Description: policy.description }),
    CreateDate: new Date(policy.createdAt),
    UpdateDate: new Date(policy.updatedAt),
    ...(Object.keys(policy.tags).length > 0 ? { Tags: tagList(policy.tags) } : {}),
  }
}

/** AWS's own policies as if they were of the account `aws`; their times are not in the catalog, and are the beginning of IAM's log. */
export function awsPolicy(arn: string): ManagedPolicy | null {
  const facts = managedPolicy(arn)
  if (facts === null) return null
  const path = facts.arn.slice('arn:aws:iam::aws:policy'.length, -facts.name.length)
  const since = Date.UTC(2015, 1, 6)
  return {
    account: 'aws',
    name: facts.name,
    path,
    id: `ANPA${Buffer.from(facts.name).toString('hex').toUpperCase().slice(0, 17).padEnd(17, 'A')}`,
    arn: facts.arn,
    description: null,
    createdAt: since,
    updatedAt: since,
    versions: [{ id: facts.version, document: JSON.stringify(facts.document), createdAt: since }],
    defaultVersion: facts.version,
    nextVersion: 0,
    tags: {},
  }
}

const find = (directory: Directory, arn: string): ManagedPolicy | null => directory.policies.get(arn) ?? awsPolicy(arn)

function get(directory: Directory, arn: string): Output | Fault {
  const policy = find(directory, arn)
  return policy === null ? notFound(arn) : { Policy: describe(directory, policy) }
}

function getVersion(directory: Directory, input: Input): Output | Fault {
  const arn = textOf(input, 'PolicyArn') ?? ''
  const id = textOf(input, 'VersionId') ?? ''
  const policy = find(directory, arn)
  if (policy === null) return notFound(arn)
  const version = policy.versions.find((it) => it.id === id)
  return version === undefined ? noVersion(arn, id) : { PolicyVersion: describeVersion(policy, version.id, true) }
}

export function describeVersion(policy: ManagedPolicy, id: string, withDocument: boolean): Output {
  const version = policy.versions.find((it) => it.id === id)
  return {
    ...(withDocument ? { Document: encodeURIComponent(version?.document ?? '') } : {}),
    VersionId: id,
    IsDefaultVersion: policy.defaultVersion === id,
    CreateDate: new Date(version?.createdAt ?? 0),
  }
}

function listVersions(directory: Directory, input: Input): Output | Fault {
  const arn = textOf(input, 'PolicyArn') ?? ''
  const policy = find(directory, arn)
  if (policy === null) return notFound(arn)
  const page = paged(input, [...policy.versions].reverse())
  return isFault(page) ? page : { Versions: page.items.map(({ id }) => describeVersion(policy, id, false)), ...page.more }
}

function list(directory: Directory, { input, account }: ServiceCall): Output | Fault {
  const scope = textOf(input, 'Scope') ?? 'All'
  const own = [...directory.policies.values()].filter((it) => it.account === account)
  const aws = scope === 'Local' ? [] : managedPolicyNames().flatMap((name) => awsPolicy(name) ?? [])
  const prefix = textOf(input, 'PathPrefix') ?? '/'
  const onlyAttached = flagOf(input, 'OnlyAttached') === true
  const wanted = [...(scope === 'AWS' ? [] : own), ...aws]
    .filter(({ path, arn }) => path.startsWith(prefix) && (!onlyAttached || attachmentCounts(directory, arn).attached > 0))
    .sort((a, b) => (a.arn < b.arn ? -1 : 1))
  const page = paged(input, wanted)
  return isFault(page) ? page : { Policies: page.items.map((it) => describe(directory, it)), ...page.more }
}

function entitiesFor(directory: Directory, { input, account }: ServiceCall): Output | Fault {
  const arn = textOf(input, 'PolicyArn') ?? ''
  if (find(directory, arn) === null) return notFound(arn)
  const filter = textOf(input, 'EntityFilter')
  const usage = textOf(input, 'PolicyUsageFilter')
  const uses = (entity: Entity): boolean =>
    (usage !== 'PermissionsBoundary' && entity.attached.includes(arn)) || (usage !== 'PermissionsPolicy' && entity.boundary === arn)
  const page = paged(
    input,
    [...directory.entities.values()].filter(
      (it) => it.account === account && uses(it) && (filter === null || filter.toLowerCase() === it.kind),
    ),
  )
  if (isFault(page)) return page
  const of = (kind: Entity['kind'], noun: string): readonly Output[] =>
    page.items.filter((it) => it.kind === kind).map((it) => ({ [`${noun}Name`]: it.name, [`${noun}Id`]: it.id }))
  return { PolicyGroups: of('group', 'Group'), PolicyUsers: of('user', 'User'), PolicyRoles: of('role', 'Role'), ...page.more }
}
