/** The app that runs, as the stack that it would be: its template as it lies on the disk, and what its resources are called. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type App, deployedType } from '../../app/index.js'
import { cfnType } from '../../catalog/index.js'
import { literalOf } from '../../policy/index.js'
import type { AdoptedResource, AdoptedStack } from '../types.js'
import type { LocalPlace, Names } from './names.js'
import type { RolePlan } from './role-plans.js'

export interface StackParts {
  readonly app: App
  readonly names: Names
  readonly place: LocalPlace
  readonly plans: readonly RolePlan[]
  readonly outputs: Readonly<Record<string, string>>
}

export function stackOf({ app, names, place, plans, outputs }: StackParts): AdoptedStack {
  const roles = new Map(plans.map((plan) => [plan.id, plan]))
  const ids = [...new Set([...app.resources.keys(), ...roles.keys()])].sort()
  return {
    name: place.stack,
    account: place.account,
    region: place.region,
    template: templateText(app),
    parameters: valuesOf(app),
    resources: ids.map((id): AdoptedResource => {
      const plan = roles.get(id)
      if (plan !== undefined) return { id, type: 'AWS::IAM::Role', physicalId: plan.name, attributes: { Arn: plan.arn } }
      const type = deployedType(app.resources.get(id)?.type ?? '')
      return { id, type, physicalId: names.ref(id), attributes: attributesOf(id, type, names) }
    }),
    outputs,
  }
}

/** The resources' own names for what `Fn::GetAtt` asks. */
function attributesOf(id: string, type: string, names: Names): Readonly<Record<string, string>> {
  const known = [...(cfnType(type)?.attributes.keys() ?? [])]
  return Object.fromEntries(
    known.flatMap((attribute): [string, string][] => {
      const value = names.attribute(id, attribute)
      return value === null ? [] : [[attribute, value]]
    }),
  )
}

function templateText({ folder, templates, format }: App): string {
  const [root] = templates
  if (root === undefined || (format !== 'sam' && format !== 'cloudformation')) return '{}'
  try {
    return readFileSync(join(folder, root), 'utf8')
  } catch {
    return '{}'
  }
}

/** Parameters whose value is plain text: what was given, and what the template says where nothing was. */
const valuesOf = ({ parameters }: App): Readonly<Record<string, string>> =>
  Object.fromEntries(
    [...parameters].flatMap(([id, { value }]): [string, string][] => {
      if (value === null || id.includes('/')) return []
      const text = value.kind === 'text' ? literalOf(value.text) : value.kind === 'number' ? String(value.number) : null
      return text === null ? [] : [[id, text]]
    }),
  )
