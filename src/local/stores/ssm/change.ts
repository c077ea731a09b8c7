/** Parameters are taken away, labelled and tagged. */
import { numberOf, textOf, textsOf } from '../../input.js'
import { fault, nothing } from '../../reply.js'
import type { Fault, Output, ServiceCall } from '../../types.js'
import type { Table } from '../tables.js'
import { keyOf, notFound, type Parameter, plainName } from './model.js'

export function deleteSeveral(parameters: Table<Parameter>, call: ServiceCall): Output {
  const names = textsOf(call.input, 'Names')
  const deleted = names.filter((name) => parameters.delete(keyOf(plainName(name), call)))
  return { DeletedParameters: deleted, InvalidParameters: names.filter((name) => !deleted.includes(name)) }
}

export function label(parameters: Table<Parameter>, call: ServiceCall): Output | Fault {
  const { input } = call
  const key = keyOf(plainName(textOf(input, 'Name') ?? ''), call)
  const parameter = parameters.get(key)
  if (parameter === undefined) return notFound('')
  const wanted = numberOf(input, 'ParameterVersion') ?? parameter.versions.at(-1)?.version ?? 0
  if (!parameter.versions.some((it) => it.version === wanted))
    return fault('ParameterVersionNotFound', `Systems Manager could not find version ${wanted}.`, 400)
  const labels = textsOf(input, 'Labels')
  const bad = labels.filter((it) => !/^(?!aws|ssm)[a-zA-Z_.-][\w.-]{0,99}$/i.test(it))
  const good = labels.filter((it) => !bad.includes(it))
  const versions = parameter.versions.map((it) => {
    const left = it.labels.filter((name) => !good.includes(name))
    return { ...it, labels: it.version === wanted ? [...left, ...good] : left }
  })
  parameters.set(key, { ...parameter, versions })
  return { InvalidLabels: bad, ParameterVersion: wanted }
}

export function retag(
  parameters: Table<Parameter>,
  call: ServiceCall,
  change: (tags: Parameter['tags']) => Parameter['tags'],
): Output | Fault {
  const key = keyOf(plainName(textOf(call.input, 'ResourceId') ?? ''), call)
  const parameter = parameters.get(key)
  if (parameter === undefined) return fault('InvalidResourceId', `${textOf(call.input, 'ResourceId')} does not exist`, 400)
  parameters.set(key, { ...parameter, tags: change(parameter.tags) })
  return nothing
}
