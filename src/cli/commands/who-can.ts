/** `rolewright who-can ACTION RESOURCE`: everybody of an app, or of a list of principals, who may. */
import { type Ability, whoCan as askAll, type PoliciesInput, parsePolicySet, parseRequest, type Subject } from '../../decide/index.js'
import { fail, ok, type Problem, type Result } from '../../outcome/index.js'
import { generateFor } from '../app-options.js'
import { subjectsOf } from '../app-subjects.js'
import { asWritten, type CanOptions, defineCanOptions, noteUnknownAction, type Reading, readText, requestOf } from '../can-options.js'
import { command } from '../command.js'
import { EXIT } from '../exit.js'
import type { Io } from '../io.js'
import type { Style } from '../style.js'

export const whoCan = command<CanOptions>({
  define: (it) =>
    defineCanOptions(
      it
        .argument('<action>', 'e.g. `s3:GetObject`')
        .argument('<resource>', 'an ARN or `*`; of an app with its symbols, e.g. `arn:${AWS::Partition}:s3:::${Bucket}/x`')
        .argument('[app]', 'a folder or a template', '.'),
    ),
  async run({ args, options }, io) {
    const [action = '', resource = '', app = '.'] = args.map(String)
    const asked = options.policies === undefined ? await subjectsOfApp(app, resource, options, io) : subjectsOfFile(options.policies, io)
    if (!asked.ok) return io.fail(asked.error)
    noteUnknownAction(action, io)
    const { subjects, names, unseen, reading } = asked.value
    const request = requestOf(action, resource, options, reading)
    const fault = subjects.map(({ principal }) => parseRequest({ ...request, principal })).find((it) => !it.ok)
    if (fault?.ok === false) return io.fail(fault.error)
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
  readonly reading: Reading
}

async function subjectsOfApp(app: string, resource: string, options: CanOptions, io: Io): Promise<Result<Asked, readonly Problem[]>> {
  const generation = await generateFor([app], options, io)
  if (!generation.ok) return generation
  const found = subjectsOf(generation.value.generated, options, resource)
  if (!found.ok) return found
  const { subjects, reading } = found.value
  return ok({
    subjects: subjects.map(({ askedAs, policies }) => ({ principal: askedAs, policies })),
    names: new Map(subjects.map(({ askedAs, principal, name }) => [askedAs, { principal, name }])),
    unseen: [...new Set(subjects.flatMap((it) => it.unseen))].sort(),
    reading,
  })
}

function subjectsOfFile(file: string, io: Io): Result<Asked, readonly Problem[]> {
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
  return ok({ subjects, names: new Map(), unseen: [], reading: asWritten })
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
