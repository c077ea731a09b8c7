import { textOf, textsOf } from '../input.js'
import { fault, isFault, nothing } from '../reply.js'
import type { Fault, Operation, Output, ServiceCall } from '../types.js'
import { type Directory, uniqueId } from './directory.js'
import { describe } from './entity-operations.js'
import { entityOf, KINDS, NO_ENTITY, noSuch, paged, type Rows, readName, readPath, tagList, withTags } from './entity-requests.js'
import type { InstanceProfile, OidcProvider } from './model.js'

export function profiles(directory: Directory): Rows {
  const keyOf = (account: string, name: string): string => `${account}/${name.toLowerCase()}`
  const find = (call: ServiceCall): InstanceProfile | Fault => {
    const name = readName(call.input, 'InstanceProfileName')
    if (isFault(name)) return name
    return directory.profiles.get(keyOf(call.account, name)) ?? fault(NO_ENTITY, `Instance Profile ${name} cannot be found.`, 404)
  }
  const show = ({ account, name, path, id, createdAt, role }: InstanceProfile): Output => ({
    Path: path,
    InstanceProfileName: name,
    InstanceProfileId: id,
    Arn: `arn:aws:iam::${account}:instance-profile${path}${name}`,
    CreateDate: new Date(createdAt),
    Roles: [role === null ? null : directory.find('role', account, role)].flatMap((it) => (it === null ? [] : [describe(it)])),
  })
  const list = ({ input, account }: ServiceCall, wanted: (it: InstanceProfile) => boolean): Output | Fault => {
    const page = paged(
      input,
      [...directory.profiles.values()].filter((it) => it.account === account && wanted(it)).sort((a, b) => (a.name < b.name ? -1 : 1)),
    )
    return isFault(page) ? page : { InstanceProfiles: page.items.map(show), ...page.more }
  }
  const with_ = (act: (it: InstanceProfile, call: ServiceCall) => Output | Fault): Operation => {
    return (call) => {
      const found = find(call)
      return isFault(found) ? found : act(found, call)
    }
  }
  const keep = (it: InstanceProfile): Output => {
    directory.profiles.set(keyOf(it.account, it.name), it)
    return nothing
  }
  return [
    [
      'CreateInstanceProfile',
      (call) => {
        const name = readName(call.input, 'InstanceProfileName')
        if (isFault(name)) return name
        const path = readPath(call.input)
        if (isFault(path)) return path
        if (directory.profiles.has(keyOf(call.account, name)))
          return fault('EntityAlreadyExists', `Instance Profile ${name} already exists.`, 409)
        const tags = withTags({}, call.input.Tags)
        if (isFault(tags)) return tags
        const made: InstanceProfile = { account: call.account, name, path, id: uniqueId('AIPA', 17), createdAt: call.now, role: null, tags }
        keep(made)
        return { InstanceProfile: show(made) }
      },
    ],
    ['GetInstanceProfile', with_((it) => ({ InstanceProfile: show(it) }))],
    [
      'DeleteInstanceProfile',
      with_((it) => {
        if (it.role !== null) return fault('DeleteConflict', 'Cannot delete entity, must remove roles from instance profile first.', 409)
        directory.profiles.delete(keyOf(it.account, it.name))
        return nothing
      }),
    ],
    [
      'AddRoleToInstanceProfile',
      with_((it, call) => {
        const role = entityOf(directory, KINDS.role, call)
        if (isFault(role)) return role
        if (it.role !== null) return fault('LimitExceeded', 'Cannot exceed quota for InstanceSessionsPerInstanceProfile: 1', 409)
        return keep({ ...it, role: role.name })
      }),
    ],
    [
      'RemoveRoleFromInstanceProfile',
      with_((it, call) => {
        const role = textOf(call.input, 'RoleName') ?? ''
        return it.role === role ? keep({ ...it, role: null }) : noSuch('role', role)
      }),
    ],
    ['ListInstanceProfiles', (call) => list(call, () => true)],
    ['ListInstanceProfilesForRole', (call) => list(call, (it) => it.role === textOf(call.input, 'RoleName'))],
  ]
}

export function providers(directory: Directory): Rows {
  const with_ = (act: (it: OidcProvider, call: ServiceCall) => Output | Fault): Operation => {
    return (call) => {
      const arn = textOf(call.input, 'OpenIDConnectProviderArn') ?? ''
      const found = directory.oidcProviders.get(arn)
      return found === undefined ? fault(NO_ENTITY, `OpenIDConnect Provider not found for arn ${arn}`, 404) : act(found, call)
    }
  }
  return [
    [
      'CreateOpenIDConnectProvider',
      ({ input, account, now }) => {
        const url = textOf(input, 'Url') ?? ''
        if (!url.startsWith('https://')) return fault('InvalidInput', `Invalid Open ID Connect Provider URL: ${url}`, 400)
        const host = url.slice('https://'.length).replace(/\/$/, '')
        const arn = `arn:aws:iam::${account}:oidc-provider/${host}`
        if (directory.oidcProviders.has(arn)) return fault('EntityAlreadyExists', `Provider with url ${url} already exists.`, 409)
        const tags = withTags({}, input.Tags)
        if (isFault(tags)) return tags
        directory.oidcProviders.set(arn, {
          account,
          arn,
          url: host,
          clientIds: textsOf(input, 'ClientIDList'),
          thumbprints: textsOf(input, 'ThumbprintList'),
          createdAt: now,
          tags,
        })
        return { OpenIDConnectProviderArn: arn, Tags: tagList(tags) }
      },
    ],
    [
      'GetOpenIDConnectProvider',
      with_((it) => ({
        Url: it.url,
        ClientIDList: it.clientIds,
        ThumbprintList: it.thumbprints,
        CreateDate: new Date(it.createdAt),
        Tags: tagList(it.tags),
      })),
    ],
    [
      'DeleteOpenIDConnectProvider',
      with_((it) => {
        directory.oidcProviders.delete(it.arn)
        return nothing
      }),
    ],
    [
      'ListOpenIDConnectProviders',
      ({ account }) => ({
        OpenIDConnectProviderList: [...directory.oidcProviders.values()]
          .filter((it) => it.account === account)
          .map(({ arn }) => ({ Arn: arn })),
      }),
    ],
  ]
}
