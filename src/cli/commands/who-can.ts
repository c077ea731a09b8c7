/** `rolewright who-can ACTION RESOURCE`: everybody of an app, or of a list of principals, who may. */
import { type Ability, whoCan as askAll, type PoliciesInput, parsePolicySet, parseRequest, type Subject } from '../../decide/index.js'
import { fail, ok, type Problem, type Result } from '../../outcome/index.js'
import { splitArn } from '../../policy/index.js'
import { generateFor } from '../app-options.js'
import { resourceOf } from '../app-resource.js'
import { subjectsOf } from '../app-subjects.js'
import {
  asOption,
  asWritten,
  type CanOptions,
  defineCanOptions,
  noteUnknownAction,
  RESOURCE,
  type Reading,
  readText,
  requestOf,
} from '../can-options.js'
import { command } from '../command.js'
import { EXIT } from '../exit.js'
import type { Io } from '../io.js'
import type { Style } from '../style.js'

export const whoCan = command<CanOptions>({
  define: (it) =>
    defineCanOptions(
      it.argument('<action>', 'e.g. `s3:GetObject`').argument('<resource>', RESOURCE).argument('[app]', 'a folder or a template', '.'),
    ),
  async run({ args, options }, io) {
    const [action = '', resource = '', app = '.'] = args.map(String)
    const asked =
      options.policies === undefined ? await subjectsOfApp(app, resource, options, io) : subjectsOfFile(options.policies, resource, io)
    if (!asked.ok) return io.fail(asked.error)
    noteUnknownAction(action, io)
    const { subjects, names, unseen, reading } = asked.value
    const request = requestOf(action, asked.value.resource, options, reading)
    const fault = subjects.map(({ principal }) => parseRequest({ ...request, principal })).find((it) => !it.ok)
    if (fault?.ok === false) return io.fail(asOption(fault.error))
    const all = askAll(subjects, request)
    const able = all.filter(({ decision }) => decision === 'allowed')
    const answer = able.map(({ principal, decision, by }) => ({ principal: names.get(principal)?.principal ?? principal, decision, by }))
    io.answer(answer, () => render(able, names, io.style))
    for (const arn of unseen) io.note(`a role also has \`${arn}\`, which is not part of the app and was not asked`)
    return able.length > 0 ? EXIT.yes : EXIT.no
  },
})

interface Asked {
  readonly subjects: readonly Subject[]
  /** By the principal that is asked about: what a person calls it. */
  readonly names: ReadonlyMap<string, { readonly principal: string; readonly name: string }>
  readonly unseen: readonly string[]
  /** With symbols. */
  readonly resource: string
  readonly reading: Reading
}

async function subjectsOfApp(app: string, resource: string, options: CanOptions, io: Io): Promise<Result<Asked, readonly Problem[]>> {
  const generation = await generateFor([app], options, io)
  if (!generation.ok) return generation
  const named = resourceOf(generation.value.app, resource)
  if (!named.ok) return named
  const found = subjectsOf(generation.value, options, named.value)
  if (!found.ok) return found
  const { subjects, reading } = found.value
  return ok({
    subjects: subjects.map(({ askedAs, policies }) => ({ principal: askedAs, policies })),
    names: new Map(subjects.map(({ askedAs, principal, name }) => [askedAs, { principal, name }])),
    unseen: [...new Set(subjects.flatMap((it) => it.unseen))].sort(),
    resource: named.value,
    reading,
  })
}

function subjectsOfFile(file: string, resource: string, io: Io): Result<Asked, readonly Problem[]> {
  const text = readText(file, io)
  if (!text.ok) return text
  const list = listOf(text.value)
  if (list === null) return fail([notAList(file)])
  const subjects: Subject[] = []
  for (const { principal, policies } of list) {
    const set = parsePolicySet(policies)
    if (!set.ok) return fail(set.error.map((error) => ({ ...error, message: `${principal}: ${error.message}` })))
    subjects.push({ principal, policies: set.value })
  }
  const accounts = new Set(subjects.map(({ principal }) => splitArn(principal)?.account ?? null))
  // Where nobody says whose the resource is, it is taken to be of the account that all principals have.
  const account = accounts.size === 1 ? ([...accounts][0] ?? null) : null
  return ok({ subjects, names: new Map(), unseen: [], resource, reading: { ...asWritten, account } })
}

function listOf(text: string): readonly { readonly principal: string; readonly policies: PoliciesInput }[] | null {
  try {
    const value: unknown = JSON.parse(text)
    const isSubject = (it: unknown): boolean =>
      typeof it === 'object' && it !== null && 'principal' in it && typeof it.principal === 'string' && 'policies' in it
    return Array.isArray(value) && value.every(isSubject) ? value : null
  } catch {
    return null
  }
}

const notAList = (file: string): Problem => ({
  code: 'cli/no-principals',
  message: `\`${file}\` is no list of principals with their policies`,
  hint: 'write `[{ "principal": "ARN", "policies": { "identity": [] } }]`',
  at: null,
})

function render(able: readonly Ability[], names: Asked['names'], style: Style): string {
  if (able.length === 0) return 'nobody'
  return able
    .map(({ principal, by }) => {
      const statements = by.map(({ policy, statement }) => `${policy} statement ${statement}`).join(', ')
      return `${style.green('✓')} ${names.get(principal)?.name ?? principal}  ${style.dim(statements)}`
    })
    .join('\n')
}
