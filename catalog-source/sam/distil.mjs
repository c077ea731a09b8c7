// Distils the data of SAM's policy templates and connectors from an unpacked aws-sam-translator (Apache-2.0): node distil.mjs FOLDER
// Templates lose descriptions and the Fn::Sub wrapping: a parameter stands in the text as %{Name}. Connectors keep their statements.
import { readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { byCode, table } from '../write.mjs'

const here = dirname(fileURLToPath(import.meta.url))
const read = (...path) => JSON.parse(readFileSync(join(process.argv[2], 'samtranslator', ...path), 'utf8'))

function plain(value) {
  if (Array.isArray(value)) return value.map(plain)
  if (value === null || typeof value !== 'object') return value
  if ('Ref' in value) return value.Ref.startsWith('AWS::') ? `\${${value.Ref}}` : `%{${value.Ref}}`
  if ('Fn::Sub' in value) {
    const [text, variables] = Array.isArray(value['Fn::Sub']) ? value['Fn::Sub'] : [value['Fn::Sub'], {}]
    return text.replace(/\$\{([^}]+)\}/g, (whole, name) => (name in variables ? plain(variables[name]) : whole))
  }
  return Object.fromEntries(Object.entries(value).map(([key, v]) => [key, plain(v)]))
}

const list = (value) => (Array.isArray(value) ? value : [value])
const statement = (s) => ({ ...s, Action: list(s.Action), ...(s.Resource === undefined ? {} : { Resource: list(s.Resource) }) })

const templates = Object.entries(read('policy_templates_data', 'policy_templates.json').Templates).map(([name, t]) => [
  name,
  { parameters: Object.keys(t.Parameters ?? {}).sort(byCode), statements: list(plain(t.Definition.Statement)).map(statement) },
])
writeFileSync(join(here, 'generated', 'policy-templates.json'), table(templates))

const profiles = read('model', 'connector_profiles', 'profiles.json')
const pairs = Object.entries(profiles.Permissions).flatMap(([from, targets]) =>
  Object.entries(targets).map(([to, { Type, Properties }]) => {
    const access = Object.fromEntries(
      Object.entries(Properties.AccessCategories).map(([category, a]) => [
        category,
        a.Statement ? { Statement: list(a.Statement).map(statement) } : a,
      ]),
    )
    return [
      `${from} ${to}`,
      {
        kind: Type,
        on: Properties.SourcePolicy === false ? 'destination' : 'source',
        ...(Properties.DependedBy ? { dependedBy: Properties.DependedBy } : {}),
        access,
      },
    ]
  }),
)
writeFileSync(join(here, 'generated', 'connectors.json'), table(pairs))
