// `npm run corpus -- edit [NAME...] [--explicit-roles] [--monitoring] [--layout LAYOUT] [--keep DIR]`: edits every SAM and CloudFormation app
// of the corpus in a copy, and holds the result against what an edit must keep: the file parses, nothing but roles, policies,
// permissions and what points to them differs, all comments are there, a second run changes nothing, and the edited app
// generates the same roles. `--keep` leaves the copies in a folder, for other tools to look at.
import { spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { isMap, isScalar, parseDocument, visit } from 'yaml'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const main = process.env.ROLEWRIGHT_MAIN ?? join(root, 'dist/cli/main.js')

const words = process.argv.slice(2)
const optionValue = (name) => (words.includes(name) ? words[words.indexOf(name) + 1] : null)
const layout = optionValue('--layout')
const keep = optionValue('--keep')
const flags = ['--explicit-roles', '--monitoring'].filter((flag) => words.includes(flag))
const options = [...flags, ...(layout === null ? [] : ['--layout', layout])]
/** What is said of an app without writing. */
const readOptions = options.filter((word) => !flags.includes(word))
const names = words.filter((word, i) => !word.startsWith('--') && !['--layout', '--keep', '--apps'].includes(words[i - 1] ?? ''))
const apps = optionValue('--apps') ?? process.env.ROLEWRIGHT_CORPUS_APPS
if (apps === null || apps === undefined || !existsSync(apps)) {
  console.error('name the folder where the apps are laid out: --apps DIR, or ROLEWRIGHT_CORPUS_APPS')
  process.exit(1)
}

const rolewright = (...args) => spawnSync(process.execPath, [main, ...args], { encoding: 'utf8', maxBuffer: 1 << 28 })

function filesIn(dir) {
  return readdirSync(dir, { withFileTypes: true }).flatMap((entry) => {
    const path = join(dir, entry.name)
    if (entry.name === 'node_modules' || entry.name === '.git') return []
    return entry.isDirectory() ? filesIn(path) : [path]
  })
}

/** Folders and files that `generate` can be given: where a template declares functions or roles. */
function inputsIn(app) {
  return filesIn(app).filter(
    (path) =>
      /\.(ya?ml|json)$/.test(path) &&
      statSync(path).size < 1e6 &&
      /^\s*"?Type"?:\s*['"]?AWS::(Serverless|Lambda)::Function/m.test(readFileSync(path, 'utf8')),
  )
}

const commentsOf = (text) => {
  const found = []
  const add = (comment) => {
    if (typeof comment === 'string')
      found.push(
        ...comment
          .split('\n')
          .map((line) => line.trim())
          .filter((line) => line !== ''),
      )
  }
  const document = parseDocument(text, { logLevel: 'silent' })
  add(document.commentBefore)
  add(document.comment)
  visit(document, (_, node) => {
    if (node !== null && typeof node === 'object') {
      add(node.commentBefore)
      add(node.comment)
    }
  })
  return found.sort()
}

/** A template as plain values; tags become `{ "!Tag": value }`. */
function valuesOf(text) {
  const document = parseDocument(text, { merge: true, logLevel: 'silent' })
  if (document.errors.length > 0) throw document.errors[0]
  const convert = (node) => {
    const value = isMap(node)
      ? Object.fromEntries(node.items.map((pair) => [String(pair.key?.value ?? pair.key), convert(pair.value)]))
      : node?.items !== undefined
        ? node.items.map(convert)
        : isScalar(node)
          ? node.value
          : node === null || node === undefined
            ? null
            : convert(node.resolve(document))
    return typeof node?.tag === 'string' && /^!\w/.test(node.tag) ? { [node.tag]: value } : value
  }
  return convert(document.contents)
}

/** What may differ in a resource, by its type; null: all of it. */
const MAY_DIFFER = [
  [/^AWS::IAM::(Role|Policy|ManagedPolicy|RolePolicy)$/, null],
  [/^AWS::(Lambda::Permission|SQS::QueuePolicy|SNS::TopicPolicy)$/, null],
  [/^AWS::ApiGateway::Account$/, ['Properties.CloudWatchRoleArn']],
  [/^AWS::Serverless::(Function|StateMachine)$/, ['Properties.Role', 'Properties.Policies']],
  [/^AWS::Lambda::Function$/, ['Properties.Role']],
  [/^AWS::S3::Bucket$/, ['DependsOn']],
]

/** What `--monitoring` adds, and what it completes. */
const MONITORING = /^Access(Trail(Bucket|BucketPolicy|LogGroup|LogRole)?|DeniedFilter\d*|DeniedAlarm)$/
const MONITORING_SECTIONS = { Parameters: 'AccessAlarmTopicArn', Conditions: 'HasAccessAlarmTopic' }
if (flags.includes('--monitoring'))
  MAY_DIFFER.push([
    /^AWS::CloudTrail::Trail$/,
    ['Properties.AdvancedEventSelectors', 'Properties.CloudWatchLogsLogGroupArn', 'Properties.CloudWatchLogsRoleArn'],
  ])

function withoutMonitoring(template) {
  if (!flags.includes('--monitoring')) return template
  const copy = { ...template, Resources: Object.fromEntries(Object.entries(template.Resources).filter(([id]) => !MONITORING.test(id))) }
  for (const [section, name] of Object.entries(MONITORING_SECTIONS)) {
    if (copy[section]?.[name] === undefined) continue
    const { [name]: _, ...rest } = copy[section]
    if (Object.keys(rest).length > 0) copy[section] = rest
    else delete copy[section]
  }
  return copy
}

function unintended(before, after) {
  const out = []
  for (const section of new Set([...Object.keys(before), ...Object.keys(after)])) {
    if (section !== 'Resources' && JSON.stringify(before[section]) !== JSON.stringify(after[section])) out.push(section)
  }
  for (const id of new Set([...Object.keys(before.Resources), ...Object.keys(after.Resources)])) {
    const [a, b] = [before.Resources[id], after.Resources[id]]
    if (JSON.stringify(a) === JSON.stringify(b)) continue
    const row = MAY_DIFFER.find(([type]) => type.test((b ?? a).Type))
    if (row === undefined || (row[1] !== null && (a === undefined || b === undefined))) out.push(id)
    else if (row[1] !== null) {
      const without = (resource) => {
        const copy = structuredClone(resource)
        for (const path of row[1]) {
          const [first, second] = path.split('.')
          if (second === undefined) delete copy[first]
          else if (copy[first] !== undefined) delete copy[first][second]
        }
        return JSON.stringify(copy)
      }
      if (without(a) !== without(b)) out.push(id)
    }
  }
  // The order of what stays is the same.
  const order = (value, other) =>
    Object.keys(value.Resources)
      .filter((id) => Object.hasOwn(other.Resources, id))
      .join()
  if (order(before, after) !== order(after, before)) out.push('the order of Resources')
  return out
}

/** What each function needs, cell by cell, and the roles; how sure a resource is may be seen from what is declared. */
function rolesOf(json) {
  const { functions, roles } = JSON.parse(json)
  const cellsOf = ({ actions, resources, conditions }) =>
    actions.flatMap((a) => resources.map((r) => `${a} ${r} ${JSON.stringify(conditions)}`))
  const cells = Object.fromEntries(Object.entries(functions).map(([id, f]) => [id, [...new Set(f.grants.flatMap(cellsOf))].sort()]))
  const documents = Object.fromEntries(Object.entries(roles).map(([id, { usedBy, policies }]) => [id, { usedBy, policies }]))
  // Of functions that come to share a role, a call that was sure of its resource by the role alone is less sure: the role is the same.
  return JSON.stringify(layout === 'five-roles' ? { documents } : { cells, documents }, null, 1)
}

const totals = { inputs: 0, edited: 0, unchanged: 0, failed: 0, left: new Map() }
for (const name of readdirSync(apps).sort()) {
  if (!statSync(join(apps, name)).isDirectory() || (names.length > 0 && !names.includes(name))) continue
  for (const input of inputsIn(join(apps, name))) {
    const copy =
      keep === null
        ? mkdtempSync(join(tmpdir(), 'rolewright-edit-'))
        : join(keep, `${name}-${relative(join(apps, name), input).replaceAll('/', '_')}`)
    mkdirSync(copy, { recursive: true })
    cpSync(join(apps, name), copy, { recursive: true })
    const target = join(copy, relative(join(apps, name), input))
    const label = `${name}/${relative(join(apps, name), input)}`
    totals.inputs++
    const faults = []
    try {
      const texts = new Map(filesIn(copy).map((path) => [path, readFileSync(path)]))
      const first = rolewright('generate', target, '--json', ...readOptions)
      if (first.status !== 0) {
        console.log(`-  ${label}: not read (${JSON.parse(first.stdout).error?.code ?? first.status})`)
        totals.inputs--
        continue
      }
      const written = rolewright('generate', target, '--write', '--json', ...options)
      if (written.status !== 0) faults.push(`--write ended with ${written.status}: ${written.stderr.slice(-300)}`)
      for (const code of written.stderr.matchAll(/\[(emit\/[\w-]+)\]/g)) totals.left.set(code[1], (totals.left.get(code[1]) ?? 0) + 1)
      if (/emit\/refused/.test(written.stderr)) faults.push(`refused: ${/cannot be edited in place: [^\n]*/.exec(written.stderr)?.[0]}`)
      const changed = filesIn(copy).filter((path) => !texts.get(path)?.equals(readFileSync(path)))
      for (const path of changed) {
        const [before, after] = [texts.get(path)?.toString('utf8') ?? '', readFileSync(path, 'utf8')]
        const differs = unintended(valuesOf(before), withoutMonitoring(valuesOf(after)))
        if (differs.length > 0) faults.push(`${relative(copy, path)}: ${differs.join(', ')} differ`)
        const lost = commentsOf(before)
        for (const comment of commentsOf(after)) if (lost.includes(comment)) lost.splice(lost.indexOf(comment), 1)
        if (lost.length > 0) faults.push(`lost comments: ${lost.join(' | ')}`)
      }
      const second = rolewright('generate', target, '--json', ...readOptions)
      if (second.status === 0) {
        // What is needed is given, and what is given was given before: of roles that were edited.
        const { findings, proofs } = JSON.parse(second.stdout)
        for (const { code, subject, message } of findings) if (code === 'access/missing') faults.push(`${subject}: ${message}`)
        for (const { claim, subject, verdict } of proofs)
          if (claim === 'generated-in-declared' && verdict === 'refuted')
            faults.push(`${subject}: the template does not give what the generated role does`)
      }
      if (second.status !== 0) faults.push(`the edited app is not read: ${second.stderr.slice(0, 300)}`)
      else if (rolesOf(first.stdout) !== rolesOf(second.stdout)) {
        faults.push(`other roles:\n${differenceOf(rolesOf(first.stdout), rolesOf(second.stdout))}`)
      }
      const between = new Map(changed.map((path) => [path, readFileSync(path)]))
      const again = rolewright('generate', target, '--write', '--json', ...options)
      if (again.status !== 0) faults.push(`the second --write ended with ${again.status}`)
      for (const [path, text] of between)
        if (!text.equals(readFileSync(path))) faults.push(`a second run changes ${relative(copy, path)}: ${again.stderr.slice(0, 1500)}`)
      if (changed.length > 0) totals.edited++
      else totals.unchanged++
      if (faults.length > 0) totals.failed++
      console.log(
        `${faults.length === 0 ? 'ok' : '✗ '} ${label}: ${changed.length === 0 ? 'nothing to edit' : `${changed.length} edited`}${faults.map((fault) => `\n     ${fault}`).join('')}`,
      )
    } finally {
      if (keep === null) rmSync(copy, { recursive: true, force: true })
    }
  }
}

function differenceOf(a, b) {
  const [left, right] = [a.split('\n'), b.split('\n')]
  const gone = left.filter((line) => !right.includes(line)).slice(0, 8)
  const come = right.filter((line) => !left.includes(line)).slice(0, 8)
  return [...gone.map((line) => `       - ${line.trim()}`), ...come.map((line) => `       + ${line.trim()}`)].join('\n')
}

console.log(`\n${totals.inputs} templates: ${totals.edited} edited, ${totals.unchanged} left as they are, ${totals.failed} with a fault`)
console.log(
  [...totals.left]
    .sort()
    .map(([code, count]) => `  ${count} × ${code}`)
    .join('\n'),
)
process.exitCode = totals.failed === 0 ? 0 : 1
