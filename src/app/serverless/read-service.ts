/**
 * A service file of the Serverless Framework, read as the CloudFormation template that the framework makes of it: each part
 * stands at the place of the file that it comes from. Nothing is run: plugins are known by their names, and what a program
 * gives is said.
 */
import { dirname } from 'node:path'
import { fail, ok, type Place, type Problem, type Result } from '../../outcome/index.js'
import { type MapNode, mapNode, type Node } from '../document/node.js'
import { parseDocumentText, readDocument } from '../document/read-document.js'
import { type LoadedTemplate, loadChildren } from '../stack/load.js'
import type { Loading } from '../stack/loading.js'
import { makeEvents } from './event-sources/make-events.js'
import { makeRestApi } from './event-sources/rest-api.js'
import { FRAMEWORK_BUCKET } from './names.js'
import { record, resource } from './nodes.js'
import { unreadPlugins, unreadSections } from './plugins.js'
import { openService, type ServiceWithRoles } from './service.js'
import { makeFunction } from './template/functions.js'
import { makeLayers } from './template/layers.js'
import { together } from './template/made.js'
import { withResources } from './template/merge.js'
import { functionRoles } from './template/roles.js'
import { makeStateMachines } from './template/step-functions.js'
import { openVariables } from './variables/resolver.js'
import { STAGE } from './variables/sources.js'

export interface ServiceOptions {
  /** `--parameters`: variables by their names (`env:TABLE`), `stage` for the stage. */
  readonly given: ReadonlyMap<string, string>
  readonly region: string | null
}

export interface LoadedService {
  readonly template: LoadedTemplate
  /** Keys of functions by their logical IDs. */
  readonly keys: ReadonlyMap<string, string>
  /** Values of the template's parameters that a person gave. */
  readonly given: ReadonlyMap<string, string>
}

/** @errors what `readDocument` answers with; `app/not-a-service`; `app/other-provider`: a service of another cloud */
export async function loadService(path: string, options: ServiceOptions, loading: Loading): Promise<Result<LoadedService, Problem>> {
  const { files, report, seen } = loading
  const file = files.show(path)
  const text = loading.texts?.get(path)
  const document = text === undefined ? await readDocument(path, file) : parseDocumentText(text, file)
  if (!document.ok) return document
  seen.add(path)
  for (const problem of document.value.problems) report(problem)
  const { root } = document.value
  if (root.kind !== 'map' || (!root.entries.has('provider') && !root.entries.has('functions') && !root.entries.has('service')))
    return fail(notAService(file, root))

  const given = withStage(options.given)
  const variables = openVariables({ root, folder: dirname(path), files, given, region: options.region, seen, report })
  const provider = variables.text(variables.at('provider', 'name') ?? variables.at('provider'))
  if (provider !== null && provider !== 'aws') return fail(otherProvider(provider, root.at))
  const service = openService(root, variables, report)
  for (const problem of [...unreadPlugins(service), ...unreadSections(service)]) report(problem)
  const roles = functionRoles(service)
  const made = templateOf({ ...service, roleOf: roles.roleOf }, roles.make)
  const whole = withResources(made, variables.at('resources'), report)
  const template = mapNode(
    new Map<string, Node>([...whole.entries, ['Parameters', parametersOf(whole, variables.parameters())]]),
    whole.at,
    whole.keys,
  )
  return ok({
    template: { path, file, root: template, children: await loadChildren(template, path, loading, [path]) },
    keys: new Map(service.functions.map(({ id, key }) => [id, key])),
    given,
  })
}

function templateOf(service: ServiceWithRoles, makeRoles: ReturnType<typeof functionRoles>['make']): MapNode {
  const { at } = service
  const machines = makeStateMachines(service)
  const asked = together([
    ...service.functions.map((fn) => makeFunction(fn, service.roleOf(fn), service)),
    makeRestApi(service, machines.routes),
    makeEvents(service),
  ])
  const resources: Record<string, Node> = Object.create(null) as Record<string, Node>
  for (const [id, node] of [
    [FRAMEWORK_BUCKET, resource(at, 'AWS::S3::Bucket', {})] as const,
    ...makeRoles(asked),
    ...asked.resources,
    ...machines.resources,
    ...makeLayers(service),
  ])
    resources[id] = node
  return record(at, { Resources: record(at, resources) })
}

/** Parameters of the service's own `resources` stay, and win. */
function parametersOf(template: MapNode, made: MapNode): MapNode {
  const own = template.entries.get('Parameters')
  return own?.kind === 'map' ? mapNode(new Map([...made.entries, ...own.entries]), own.at, new Map([...made.keys, ...own.keys])) : made
}

/** The stage has several names. */
function withStage(given: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  const stage = given.get(STAGE) ?? given.get('opt:stage') ?? given.get('stage')
  return stage === undefined ? given : new Map([...given, [STAGE, stage]])
}

const notAService = (file: string, root: Node): Problem => ({
  code: 'app/not-a-service',
  message: `\`${file}\` is no service of the Serverless Framework: it has neither \`service\` nor \`provider\` nor \`functions\``,
  hint: 'name a service file; of a serverless-compose.yml, the folder of one of its services',
  at: root.at,
})

const otherProvider = (provider: string, at: Place): Problem => ({
  code: 'app/other-provider',
  message: `the service is for the provider \`${provider}\``,
  hint: 'services for AWS are read',
  at,
})
