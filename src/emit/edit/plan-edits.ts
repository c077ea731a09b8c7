/**
 * Roles → what becomes of each template of the app. A function whose role nobody shares keeps that role, tightened; one that
 * shares a role gets its own; what SAM makes is edited by `Policies`. Whatever cannot be edited in place is left as it is,
 * with the reason and what to paste.
 */
import type { App, AppFunction } from '../../app/index.js'
import { indexDeclared } from '../../needs/index.js'
import type { Finding, Place } from '../../outcome/index.js'
import type { Json } from '../yaml.js'
import { wireAccountLogging } from './account-logging.js'
import { editFunction, isEditable } from './edit-function.js'
import { editPrincipals } from './edit-principals.js'
import { editText } from './edit-text.js'
import type { Editing, State, World } from './editing.js'
import { localId, prefixOf } from './editing.js'
import { graphOf } from './graph.js'
import { narrowSources } from './graphql-sources.js'
import { localNames } from './local-names.js'
import { addMonitoring } from './monitoring/add-monitoring.js'
import { followRoles, forgetRoles } from './monitoring/alarm.js'
import { putPermissions } from './permissions.js'
import { sameValue } from './plain.js'
import { putReceiverPolicies } from './receiver-policies.js'
import { mapAt, openRoot, openTemplate, type Template } from './template.js'
import type { EditInput, EditPlan, FileEdit, Paste } from './types.js'
import { removeUnused } from './unused.js'

export function planEdits(input: EditInput): EditPlan {
  const findings: Finding[] = []
  const pastes: Paste[] = []
  const refusal = formatRefusal(input.app)
  if (refusal !== null) return { files: [], findings: [refusal], pastes: [] }
  const templates = openTemplates(input)
  const included = includedRoots(input, templates)
  for (const template of templates) editTemplate({ input, template, included, findings, pastes, ...worldOf(input, template, templates) })
  const files = writeFiles(templates, input, findings)
  if (input.implicitRoles === 'policies' && input.layout !== 'five-roles') findings.push(...samAdds(input.app))
  const order = (a: Finding, b: Finding): number => (JSON.stringify([a.subject, a.code]) < JSON.stringify([b.subject, b.code]) ? -1 : 1)
  return { files, findings: findings.sort(order), pastes: pastes.sort((a, b) => (a.subject < b.subject ? -1 : 1)) }
}

/** Output of a program is made anew by it: an edit would be lost. */
function formatRefusal(app: App): Finding | null {
  const file = app.templates[0] ?? ''
  const isMade = [...app.resources.values()].some((r) => r.metadata?.kind === 'map' && r.metadata.entries.has('aws:cdk:path'))
  const at: Place = { file, line: 1, column: 1 }
  const refused = (message: string, hint: string): Finding => ({
    code: 'emit/made-by-program',
    severity: 'warning',
    subject: file,
    message,
    hint,
    at,
  })
  if (isMade || app.format === 'cdk')
    return refused(
      `\`${file}\` is made by the CDK: an edit would be lost with the next synthesis`,
      'take the policies over into the source of the app',
    )
  if (app.format === 'serverless')
    return {
      ...refused(
        `roles are not written into \`${file}\``,
        '`rolewright secure` writes them to out/roles.template.yaml: add that file to `resources`, and give each function its `role`, as its first lines show',
      ),
      code: 'emit/service-file',
      severity: 'info',
    }
  if (app.format === 'sam' || app.format === 'cloudformation') return null
  return refused(`an app in the format \`${app.format}\` has no template that could be edited`, 'take the roles from `rolewright secure`')
}

function openTemplates({ app, sources }: EditInput): readonly Template[] {
  const files = new Map<string, string>([['', app.templates[0] ?? '']])
  for (const resource of app.resources.values()) {
    const prefix = prefixOf(resource.id)
    if (!files.has(prefix)) files.set(prefix, resource.at.file)
  }
  return [...files]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([prefix, file]) => {
      const text = sources.get(file)
      return (text === undefined ? null : openTemplate(file, prefix, text)) ?? []
    })
}

/** Files that are no stack of their own: definitions of APIs and machines. */
function includedRoots({ app, sources }: EditInput, templates: readonly Template[]): readonly Json[] {
  const own = new Set(templates.map((t) => t.file))
  return app.templates.filter((file) => !own.has(file)).map((file) => openRoot(sources.get(file) ?? ''))
}

function worldOf({ app }: EditInput, template: Template, templates: readonly Template[]): World {
  const made = new Map<string, string>()
  for (const resource of app.resources.values()) {
    if (resource.madeBy !== null && prefixOf(resource.id) === template.prefix) made.set(localId(resource.id), localId(resource.madeBy))
  }
  const index = indexDeclared(app)
  return { graph: graphOf(mapAt(template.wanted.Resources) ?? {}, made), names: localNames(app, template, templates, index), index }
}

function editTemplate(editing: Editing): void {
  const { input, template, findings } = editing
  const state: State = { ...editing, frozen: new Set(), left: new Set() }
  const functions = [...input.app.functions.values()]
    .filter((fn) => prefixOf(fn.id) === template.prefix)
    .sort((a, b) => (a.id < b.id ? -1 : 1))
  const editable = functions.filter((fn) => isEditable(fn, state))
  for (const fn of editable) editFunction(fn, state)
  editPrincipals(state)
  narrowSources(state)
  wireAccountLogging(state)
  putPermissions(template, input.app, input.needs, editing.names)
  putReceiverPolicies(template, input.app, input.needs, editing.names)
  forgetRoles(template)
  for (const { id, by } of removeUnused(template, [...state.left], editing.included)) {
    findings.push({
      code: 'emit/role-kept',
      severity: 'info',
      subject: template.prefix + id,
      message: `no function uses \`${id}\` any more, and it stays: ${by.join(', ')} still names it`,
      hint: 'remove it with what names it, where nothing outside of this template needs it',
      at: input.app.resources.get(template.prefix + id)?.at ?? null,
    })
  }
  // Last, since it speaks of the roles that are left.
  if (input.monitoring === true) addMonitoring(state)
  else followRoles(state)
}

function writeFiles(templates: readonly Template[], { sources, app }: EditInput, findings: Finding[]): readonly FileEdit[] {
  const byFile = new Map<string, Template[]>()
  for (const template of templates) byFile.set(template.file, [...(byFile.get(template.file) ?? []), template])
  return [...byFile]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([file, list]) => {
      const [first, ...others] = list
      const before = sources.get(file)
      if (first === undefined || before === undefined || sameValue(first.before, first.wanted)) return []
      const refuse = (message: string, hint: string): readonly FileEdit[] => {
        findings.push({ code: 'emit/refused', severity: 'error', subject: file, message, hint, at: { file, line: 1, column: 1 } })
        return []
      }
      if (others.some((other) => !sameValue(other.wanted, first.wanted)))
        return refuse(
          `\`${file}\` is used for several stacks that need different roles`,
          `give each stack a template of its own; it is used by ${stacksOf(list, app)}`,
        )
      const edited = editText(before, first.wanted)
      if (!edited.ok)
        return refuse(`\`${file}\` cannot be edited in place: ${edited.error}`, 'take the roles over by hand, from `rolewright secure`')
      return [{ file, before, after: edited.value }]
    })
}

/** SAM gives the roles that it makes managed policies of its own, on every resource: what that is beyond the generated role. */
function samAdds(app: App): readonly Finding[] {
  // Statements of SAM's own, as for a dead-letter queue, name the one resource.
  const added = (fn: AppFunction): readonly string[] =>
    fn.declared.flatMap(({ origin }) => (origin.kind === 'implicit' && origin.name !== 'SAM' ? [origin.name] : []))
  const functions = [...app.functions.values()].filter((fn) => fn.role.kind === 'implicit' && added(fn).length > 0)
  const [first] = functions
  if (first === undefined) return []
  const names = new Set(functions.flatMap(added))
  const count = functions.length === 1 ? 'the role' : `${functions.length} roles`
  return [
    {
      code: 'emit/sam-adds',
      severity: 'info',
      subject: first.id,
      message: `SAM goes on adding ${[...names]
        .sort()
        .map((name) => `\`${name}\``)
        .join(', ')} to ${count} that it makes, on every resource`,
      hint: 'with `--explicit-roles` the roles stand in the template, with what is needed alone',
      at: null,
    },
  ]
}

const stacksOf = (templates: readonly Template[], app: App): string =>
  templates.map(({ prefix }) => (prefix === '' ? (app.templates[0] ?? '') : prefix.slice(0, -1))).join(', ')
