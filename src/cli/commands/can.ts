/** `rolewright can PRINCIPAL ACTION RESOURCE`: yes or no, and the walk through the evaluation. */
import { denialMessage, type PolicySet, parsePoliciesText, parseRequest, type Walk, walk } from '../../decide/index.js'
import { fail, ok, type Problem, type Result } from '../../outcome/index.js'
import { splitArn } from '../../policy/index.js'
import { generateFor } from '../app-options.js'
import { resourceOf } from '../app-resource.js'
import { type AppSubject, subjectsOf } from '../app-subjects.js'
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
import { nearest } from '../nearest.js'
import { renderWalk } from '../render/walk.js'

export const can = command<CanOptions>({
  define: (it) =>
    defineCanOptions(
      it
        .argument('<principal>', 'an ARN, an account, a service, `*`; of an app also a function or a role by its ID')
        .argument('<action>', 'e.g. `s3:GetObject`')
        .argument('<resource>', RESOURCE)
        .argument('[app]', 'a folder or a template', '.'),
    ),
  async run({ args, options }, io) {
    const [principal = '', action = '', resource = '', app = '.'] = args.map(String)
    const question =
      options.policies === undefined
        ? await askApp(principal, resource, app, options, io)
        : askFile(principal, resource, options.policies, io)
    if (!question.ok) return io.fail(question.error)
    noteUnknownAction(action, io)
    const { askedAs, policies, unseen, reading } = question.value
    const asked = question.value.resource
    const request = parseRequest({ ...requestOf(action, asked, options, reading), principal: askedAs })
    if (!request.ok) return io.fail(asOption(request.error))
    const answer = inSymbols(walk(policies, request.value), reading)
    const { decision, because, steps } = answer
    io.answer({ decision, because, steps }, () => renderWalk(answer, sentence(answer, principal, action, asked), io.style))
    for (const arn of unseen) io.note(`the role also has \`${arn}\`, which is not part of the app and was not asked`)
    if (decision === 'allowed') return unseen.length > 0 ? EXIT.unknown : EXIT.yes
    return EXIT.no
  },
})

/** The walk with stand-ins back in symbols. */
const inSymbols = (answer: Walk, { symbolic }: Reading): Walk => ({
  ...answer,
  steps: answer.steps.map((step) => ({ ...step, why: symbolic(step.why) })),
  nearest: answer.nearest.map((miss) => ({
    ...miss,
    mismatches: miss.mismatches.map((it) => ({ ...it, wanted: it.wanted.map(symbolic), seen: it.seen?.map(symbolic) ?? null })),
  })),
})

interface Question {
  readonly askedAs: string
  /** With symbols. */
  readonly resource: string
  readonly policies: PolicySet
  readonly unseen: readonly string[]
  readonly reading: Reading
}

function askFile(principal: string, resource: string, file: string, io: Io): Result<Question, readonly Problem[]> {
  const text = readText(file, io)
  const policies = text.ok ? parsePoliciesText(text.value, file) : text
  // Where nobody says whose the resource is, it is taken to be the principal's.
  const account = splitArn(principal)?.account ?? null
  return policies.ok
    ? ok({ askedAs: principal, resource, policies: policies.value, unseen: [], reading: { ...asWritten, account } })
    : policies
}

async function askApp(
  principal: string,
  resource: string,
  app: string,
  options: CanOptions,
  io: Io,
): Promise<Result<Question, readonly Problem[]>> {
  const generation = await generateFor([app], options, io)
  if (!generation.ok) return generation
  const named = resourceOf(generation.value.app, resource)
  if (!named.ok) return named
  const found = subjectsOf(generation.value, options, named.value)
  if (!found.ok) return found
  const { subjects, reading } = found.value
  const subject = subjects.find((it) => it.ids.includes(principal) || it.principal === principal || it.askedAs === principal)
  if (subject === undefined) return fail([noSuchPrincipal(principal, subjects)])
  return ok({ askedAs: subject.askedAs, resource: named.value, policies: subject.policies, unseen: subject.unseen, reading })
}

function noSuchPrincipal(principal: string, subjects: readonly AppSubject[]): Problem {
  const ids = subjects.flatMap((it) => (it.ids.length === 0 ? [it.principal] : it.ids))
  const near = nearest(principal, ids)
  return {
    code: 'cli/no-such-principal',
    message: `this app has no function, role or service \`${principal}\``,
    hint: near === null ? `it has ${ids.slice(0, 12).join(', ')}` : `did you mean \`${near}\`?`,
    at: null,
  }
}

const sentence = ({ decision, because }: Walk, principal: string, action: string, resource: string): string =>
  decision === 'allowed' ? `${principal} may ${action} on ${resource}: ${because}` : denialMessage(principal, action, resource, because)
