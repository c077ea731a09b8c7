// CloudFormation types: what Ref gives, which attributes are the ARN or the name, and the ARN's shape, from
// @aws-cdk/aws-service-spec (Apache-2.0). Rows where that is wrong or silent are corrected in src/catalog/cfn-rows.ts.
import { createRequire } from 'node:module'
import { byCode } from './write.mjs'

const require = createRequire(import.meta.url)

const PLACES = { Partition: '{P}', Region: '{R}', Account: '{A}', AccountId: '{A}' }
const shapeOf = (arn) => arn.replace(/\$\{[^}]*\}/g, '$').toLowerCase()

// Namespaces whose types have no ARN template, or whose types are of two services.
const NAMESPACES = {
  ARCZonalShift: 'arc-zonal-shift',
  AutoScalingPlans: 'autoscaling-plans',
  BCM: 'bcm-data-exports',
  Cognito: 'cognito-idp',
  ComputeOptimizer: 'compute-optimizer',
  DevOpsGuru: 'devops-guru',
  ElasticLoadBalancingV2: 'elasticloadbalancing',
  EventsV2: 'events',
  InspectorV2: 'inspector2',
  IoTSecureTunneling: 'iot',
  MSK: 'kafka',
  OpsWorksCM: 'opsworks-cm',
  ResilienceHubV2: 'resiliencehub',
  Route53RecoveryControl: 'route53-recovery-control-config',
  S3Outposts: 's3-outposts',
  SSMGuiConnect: 'ssm-guiconnect',
  SystemsManagerSAP: 'ssm-sap',
}

/** IAM prefix of each CloudFormation namespace, by the ARN templates of its types. */
function prefixes(resources, services) {
  const seen = new Map()
  for (const r of resources) {
    const space = r.cloudFormationType.split('::')[1]
    const prefix = r.arnTemplate?.split(':')[2]
    if (prefix === undefined || !services.has(prefix)) continue
    const counts = seen.get(space) ?? new Map()
    seen.set(space, counts.set(prefix, (counts.get(prefix) ?? 0) + 1))
  }
  return new Map([...seen].map(([space, counts]) => [space, [...counts].sort(([a, n], [b, m]) => m - n || byCode(a, b))[0][0]]))
}

/**
 * @param services IAM service -> packed facts (for resource types by ARN shape)
 * @returns type -> [ref, arn, nameProperty, service, resourceType, attributes]
 */
export function cfnTable(services) {
  const { loadAwsServiceSpecSync } = require('@aws-cdk/aws-service-spec')
  const resources = [...loadAwsServiceSpecSync().all('resource')]
    .map((r) => ({ ...r, arnTemplate: r.arnTemplate?.replace(/^arn:aws:/, 'arn:${Partition}:') }))
    .sort((a, b) => byCode(a.cloudFormationType, b.cloudFormationType))
  const byNamespace = new Map([...prefixes(resources, services), ...Object.entries(NAMESPACES)])
  const rows = new Map()
  for (const r of resources) {
    const [, space, name] = r.cloudFormationType.split('::')
    const identity = r.cloudFormationType.startsWith('AWS::Cognito::IdentityPool') ? 'cognito-identity' : undefined
    const service =
      r.arnTemplate?.split(':')[2] ?? identity ?? byNamespace.get(space) ?? (services.has(space.toLowerCase()) ? space.toLowerCase() : '')
    const row = cfnRow(r, name, service)
    const types = services.get(row.service)?.t ?? []
    const type =
      r.arnTemplate === undefined ? undefined : types.find(([, arns]) => arns.some((arn) => shapeOf(arn) === shapeOf(r.arnTemplate)))
    rows.set(r.cloudFormationType, [row.ref, row.arn, row.nameProperty, row.service, type?.[0] ?? null, row.attributes])
  }
  return rows
}

/** `Arn`, `FunctionArn` of a `Function`, `IndexArn` of a `PlaceIndex`. */
const isOwnArn = (attribute, name) => /Arn$/i.test(attribute) && name.toLowerCase().endsWith(attribute.slice(0, -3).toLowerCase())

function cfnRow(r, name, service) {
  const properties = Object.keys(r.properties)
  const identifier = r.cfnRefIdentifier ?? r.primaryIdentifier ?? []
  const id = identifier.length === 1 ? identifier[0] : null
  const variables = [...(r.arnTemplate ?? '').matchAll(/\$\{([^}]*)\}/g)].map((m) => m[1]).filter((v) => PLACES[v] === undefined)
  const named = (v) => id !== null && (v === id || v === `${name}${id}` || `${name}${v}` === id)
  const last = variables.at(-1)
  const holder = variables.find(named) ?? (variables.length > 0 && id !== null && /(Name|Id|Identifier)$/.test(id) ? last : undefined)
  const ref =
    id === null
      ? 'other'
      : /Arn$/i.test(id)
        ? 'arn'
        : /Ur[li]$/.test(id)
          ? 'url'
          : holder !== undefined || /(Name|Id)$/.test(id)
            ? 'name'
            : 'other'
  // Where Ref is an ARN or a URL the name still has a place in the ARN: the last variable.
  const place = ref === 'name' ? holder : last
  const arn = r.arnTemplate?.replace(
    /\$\{([^}]*)\}/g,
    (_, v) => PLACES[v] ?? (v === place ? '{ref}' : properties.includes(v) ? `{${v}}` : '*'),
  )
  const nameProperty = [id, place, `${name}Name`, 'Name'].find((p) => p && properties.includes(p) && r.properties[p].type.type === 'string')
  const attributes = {}
  for (const attribute of Object.keys(r.attributes).sort(byCode)) {
    if (isOwnArn(attribute, name) || (identifier.includes(attribute) && /Arn$/i.test(attribute))) attributes[attribute] = 'arn'
    else if (attribute === place || attribute === `${name}Name` || (attribute === id && ref === 'name')) attributes[attribute] = 'name'
    else if (/Ur[li]$/.test(attribute)) attributes[attribute] = 'url'
  }
  return { ref, arn: arn ?? null, nameProperty: nameProperty ?? null, service, attributes }
}
