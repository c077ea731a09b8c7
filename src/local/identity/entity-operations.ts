/** Users, roles and groups: made, read, changed and deleted; what differs between them is their row in `KINDS`. */
import { quotas } from '../../policy/index.js'
import { listOf, numberOf, textOf, textsOf } from '../input.js'
import { fault, isFault, nothing } from '../reply.js'
import type { Fault, Operation, Output, ServiceCall } from '../types.js'
import { arnOf, type Directory, uniqueId } from './directory.js'
import { checkDocument, checkInlineSize, checkTrustSize } from './documents.js'
import {
  entityOf,
  invalid,
  KINDS,
  type Kind,
  MAX_TAGS,
  NO_ENTITY,
  paged,
  readName,
  readPath,
  tagList,
  withTags,
} from './entity-requests.js'
import type { Entity } from './model.js'

const ID_PREFIX: Readonly<Record<Entity['kind'], string>> = { role: 'AROA', user: 'AIDA', group: 'AGPA' }

export function entityOperations(directory: Directory): ReadonlyMap<string, Operation> {
  return new Map([
    ...Object.values(KINDS).flatMap((kind) => [
      ...basics(directory, kind),
      ...inlinePolicies(directory, kind),
      ...attachments(directory, kind),
    ]),
    ...[KINDS.role, KINDS.user].flatMap((kind) => [...tagging(directory, kind), ...boundaries(directory, kind)]),
  ])
}

type Rows = readonly (readonly [string, Operation])[]

const with_ =
  (directory: Directory, kind: Kind, act: (entity: Entity, call: ServiceCall) => Output | Fault): Operation =>
  (call) => {
    const entity = entityOf(directory, kind, call)
    return isFault(entity) ? entity : act(entity, call)
  }

function basics(directory: Directory, kind: Kind): Rows {
  const { noun } = kind
  return [
    [`Create${noun}`, (call) => create(directory, kind, call)],
    [`Get${noun}`, with_(directory, kind, (entity, call) => get(directory, kind, entity, call))],
    [`Delete${noun}`, with_(directory, kind, (entity) => remove(directory, entity))],
    [`List${noun}s`, (call) => list(directory, kind, call)],
    ...(kind.kind === 'role'
      ? []
      : [[`Update${noun}`, with_(directory, kind, (entity, call) => rename(directory, kind, entity, call))] as const]),
  ]
}

function create(directory: Directory, kind: Kind, call: ServiceCall): Output | Fault {
  const { input, account, now } = call
  const name = readName(input, kind.nameMember)
  if (isFault(name)) return name
  const path = readPath(input)
  if (isFault(path)) return path
  if (directory.find(kind.kind, account, name) !== null)
    return fault('EntityAlreadyExists', `${kind.noun} with name ${name} already exists.`, 409)
  const tags = withTags({}, input.Tags)
  if (isFault(tags)) return tags
  const boundary = textOf(input, 'PermissionsBoundary')
  if (boundary !== null && directory.managedDocument(boundary) === null) return noPolicy(boundary)
  const role = kind.kind === 'role' ? readRolePart(call) : null
  if (isFault(role)) return role
  const entity: Entity = {
    kind: kind.kind,
    account,
    name,
    path,
    id: uniqueId(ID_PREFIX[kind.kind], 17),
    createdAt: now,
    inline: {},
    attached: [],
    tags,
    boundary,
    role,
    groups: [],
  }
  directory.put(entity)
  return { [kind.noun]: describe(entity) }
}

function readRolePart({ input }: ServiceCall): NonNullable<Entity['role']> | Fault {
  const trust = textOf(input, 'AssumeRolePolicyDocument')
  if (trust === null) return invalid("Value null at 'assumeRolePolicyDocument' failed to satisfy constraint: Member must not be null")
  const problem = checkDocument(trust, 'trust') ?? checkTrustSize(trust)
  if (problem !== null) return problem
  const maxSessionSeconds = numberOf(input, 'MaxSessionDuration') ?? 3600
  if (!Number.isInteger(maxSessionSeconds) || maxSessionSeconds < 3600 || maxSessionSeconds > 43_200)
    return invalid(
      `Value '${maxSessionSeconds}' at 'maxSessionDuration' failed to satisfy constraint: Member must have value between 3600 and 43200`,
    )
  return { trust, description: textOf(input, 'Description'), maxSessionSeconds, lastUsedAt: null }
}

export const noPolicy = (arn: string): Fault => fault(NO_ENTITY, `Policy ${arn} does not exist or is not attachable.`, 404)

/** As answers of IAM show an entity. */
export function describe(entity: Entity): Output {
  const { path, name, id, createdAt, tags, boundary, role } = entity
  const noun = KINDS[entity.kind].noun
  return {
    Path: path,
    [`${noun}Name`]: name,
    [`${noun}Id`]: id,
    Arn: arnOf(entity),
    CreateDate: new Date(createdAt),
    ...(role === null
      ? {}
      : {
          AssumeRolePolicyDocument: encodeURIComponent(role.trust),
          ...(role.description === null ? {} : { Description: role.description }),
          MaxSessionDuration: role.maxSessionSeconds,
        }),
    ...(boundary === null ? {} : { PermissionsBoundary: { PermissionsBoundaryType: 'Policy', PermissionsBoundaryArn: boundary } }),
    ...(Object.keys(tags).length > 0 ? { Tags: tagList(tags) } : {}),
  }
}

function get(directory: Directory, kind: Kind, entity: Entity, { input }: ServiceCall): Output | Fault {
  const shown = describe(entity)
  if (kind.kind === 'role') {
    const used = entity.role?.lastUsedAt ?? null
    return { Role: { ...shown, RoleLastUsed: used === null ? '' : { LastUsedDate: new Date(used) } } }
  }
  if (kind.kind !== 'group') return { User: shown }
  const members = directory.list('user', entity.account).filter(({ groups }) => groups.includes(entity.name))
  const page = paged(input, members)
  return isFault(page) ? page : { Group: shown, Users: page.items.map(describe), ...page.more }
}

function list(directory: Directory, kind: Kind, { input, account }: ServiceCall): Output | Fault {
  const prefix = textOf(input, 'PathPrefix') ?? '/'
  const page = paged(
    input,
    directory.list(kind.kind, account).filter(({ path }) => path.startsWith(prefix)),
  )
  // Lists leave tags and boundaries out. Source: IAM API Reference, "ListRoles".
  return isFault(page) ? page : { [`${kind.noun}s`]: page.items.map((it) => describe({ ...it, tags: {}, boundary: null })), ...page.more }
}

const conflict = (message: string): Fault => fault('DeleteConflict', message, 409)

function remove(directory: Directory, entity: Entity): Output | Fault {
  if (entity.attached.length > 0) return conflict('Cannot delete entity, must detach all policies first.')
  if (Object.keys(entity.inline).length > 0) return conflict('Cannot delete entity, must delete policies first.')
  if (entity.kind === 'role' && [...directory.profiles.values()].some((it) => it.account === entity.account && it.role === entity.name))
    return conflict('Cannot delete entity, must remove roles from instance profile first.')
  if (entity.kind === 'user') {
    if ([...directory.keys.values()].some((it) => it.account === entity.account && it.user === entity.name))
      return conflict('Cannot delete entity, must delete access keys first.')
    if (entity.groups.length > 0) return conflict('Cannot delete entity, must remove users from group first.')
  }
  if (entity.kind === 'group' && directory.list('user', entity.account).some(({ groups }) => groups.includes(entity.name)))
    return conflict('Cannot delete entity, must remove users from group first.')
  directory.remove(entity)
  return nothing
}

function rename(directory: Directory, kind: Kind, entity: Entity, { input, account }: ServiceCall): Output | Fault {
  const renamed = textOf(input, `New${kind.nameMember}`)
  const name = renamed === null ? entity.name : readName({ [kind.nameMember]: renamed }, kind.nameMember)
  if (isFault(name)) return name
  const path = textOf(input, 'NewPath') === null ? entity.path : readPath({ Path: input.NewPath })
  if (isFault(path)) return path
  const other = directory.find(kind.kind, account, name)
  if (other !== null && other.id !== entity.id) return fault('EntityAlreadyExists', `${kind.noun} with name ${name} already exists.`, 409)
  directory.remove(entity)
  directory.put({ ...entity, name, path })
  if (kind.kind === 'user') {
    for (const key of [...directory.keys.values()])
      if (key.account === account && key.user === entity.name) directory.keys.set(key.id, { ...key, user: name })
  } else {
    for (const user of directory.list('user', account))
      if (user.groups.includes(entity.name)) directory.put({ ...user, groups: user.groups.map((it) => (it === entity.name ? name : it)) })
  }
  return nothing
}

function inlinePolicies(directory: Directory, kind: Kind): Rows {
  const { noun } = kind
  const named = (act: (entity: Entity, policy: string, call: ServiceCall) => Output | Fault): Operation =>
    with_(directory, kind, (entity, call) => {
      const policy = readName(call.input, 'PolicyName')
      return isFault(policy) ? policy : act(entity, policy, call)
    })
  const missing = (policy: string): Fault => fault(NO_ENTITY, `The ${kind.kind} policy with name ${policy} cannot be found.`, 404)
  return [
    [
      `Put${noun}Policy`,
      named((entity, policy, { input }) => {
        const document = textOf(input, 'PolicyDocument')
        if (document === null) return invalid("Value null at 'policyDocument' failed to satisfy constraint: Member must not be null")
        const inline = { ...entity.inline, [policy]: document }
        const problem = checkDocument(document, 'identity') ?? checkInlineSize(entity, inline)
        if (problem !== null) return problem
        directory.put({ ...entity, inline })
        return nothing
      }),
    ],
    [
      `Get${noun}Policy`,
      named((entity, policy) => {
        const document = Object.hasOwn(entity.inline, policy) ? entity.inline[policy] : undefined
        if (document === undefined) return missing(policy)
        return { [kind.nameMember]: entity.name, PolicyName: policy, PolicyDocument: encodeURIComponent(document) }
      }),
    ],
    [
      `Delete${noun}Policy`,
      named((entity, policy) => {
        if (!Object.hasOwn(entity.inline, policy)) return missing(policy)
        const { [policy]: _, ...inline } = entity.inline
        directory.put({ ...entity, inline })
        return nothing
      }),
    ],
    [
      `List${noun}Policies`,
      with_(directory, kind, (entity, { input }) => {
        const page = paged(input, Object.keys(entity.inline).sort())
        return isFault(page) ? page : { PolicyNames: page.items, ...page.more }
      }),
    ],
  ]
}

const ATTACHMENTS: Readonly<Record<Entity['kind'], number>> = {
  role: quotas.managedPoliciesPerRole,
  user: quotas.managedPoliciesPerUser,
  group: quotas.managedPoliciesPerGroup,
}

function attachments(directory: Directory, kind: Kind): Rows {
  const { noun } = kind
  return [
    [
      `Attach${noun}Policy`,
      with_(directory, kind, (entity, { input }) => {
        const arn = textOf(input, 'PolicyArn') ?? ''
        if (directory.managedDocument(arn) === null) return noPolicy(arn)
        if (entity.attached.includes(arn)) return nothing
        const limit = ATTACHMENTS[kind.kind]
        if (entity.attached.length >= limit) return fault('LimitExceeded', `Cannot exceed quota for PoliciesPer${noun}: ${limit}`, 409)
        directory.put({ ...entity, attached: [...entity.attached, arn] })
        return nothing
      }),
    ],
    [
      `Detach${noun}Policy`,
      with_(directory, kind, (entity, { input }) => {
        const arn = textOf(input, 'PolicyArn') ?? ''
        if (!entity.attached.includes(arn)) return fault(NO_ENTITY, `Policy ${arn} was not found.`, 404)
        directory.put({ ...entity, attached: entity.attached.filter((it) => it !== arn) })
        return nothing
      }),
    ],
    [
      `ListAttached${noun}Policies`,
      with_(directory, kind, (entity, { input }) => {
        const page = paged(input, entity.attached)
        return isFault(page) ? page : { AttachedPolicies: page.items.map(attachedPolicy), ...page.more }
      }),
    ],
  ]
}

export const attachedPolicy = (arn: string): { readonly PolicyName: string; readonly PolicyArn: string } => ({
  PolicyName: arn.slice(arn.lastIndexOf('/') + 1),
  PolicyArn: arn,
})

function tagging(directory: Directory, kind: Kind): Rows {
  const { noun } = kind
  return [
    [
      `Tag${noun}`,
      with_(directory, kind, (entity, { input }) => {
        const tags = withTags(entity.tags, input.Tags)
        if (isFault(tags)) return tags
        directory.put({ ...entity, tags })
        return nothing
      }),
    ],
    [
      `Untag${noun}`,
      with_(directory, kind, (entity, { input }) => {
        if (listOf(input, 'TagKeys').length > MAX_TAGS) return fault('InvalidInput', `at most ${MAX_TAGS} tag keys are taken`, 400)
        const gone = new Set(textsOf(input, 'TagKeys').map((key) => key.toLowerCase()))
        directory.put({ ...entity, tags: Object.fromEntries(Object.entries(entity.tags).filter(([key]) => !gone.has(key.toLowerCase()))) })
        return nothing
      }),
    ],
    [
      `List${noun}Tags`,
      with_(directory, kind, (entity, { input }) => {
        const page = paged(input, tagList(entity.tags))
        return isFault(page) ? page : { Tags: page.items, ...page.more }
      }),
    ],
  ]
}

function boundaries(directory: Directory, kind: Kind): Rows {
  const { noun } = kind
  return [
    [
      `Put${noun}PermissionsBoundary`,
      with_(directory, kind, (entity, { input }) => {
        const boundary = textOf(input, 'PermissionsBoundary') ?? ''
        if (directory.managedDocument(boundary) === null) return noPolicy(boundary)
        directory.put({ ...entity, boundary })
        return nothing
      }),
    ],
    [
      `Delete${noun}PermissionsBoundary`,
      with_(directory, kind, (entity) => {
        if (entity.boundary === null) return fault(NO_ENTITY, `${noun} ${entity.name} does not have a permissions boundary.`, 404)
        directory.put({ ...entity, boundary: null })
        return nothing
      }),
    ],
  ]
}
