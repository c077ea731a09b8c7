/** The guardrails' part of `check`: whether each holds for each role, and what a person reads about that. */
import type { Generation } from '../generate/index.js'
import type { Finding } from '../outcome/index.js'
import { EXIT, type ExitStatus } from './exit.js'
import { renderRequest } from './render/comparison.js'
import type { Style } from './style.js'

type Result = Generation['guardrails'][number]

export interface GuardrailCheck {
  readonly exit: ExitStatus
  /** As the contract has them. */
  readonly guardrails: readonly Omit<Result, 'because'>[]
  readonly findings: readonly Finding[]
  readonly lines: readonly string[]
}

export function checkGuardrailsOf({ guardrails }: Generation, style: Style): GuardrailCheck {
  const broken = guardrails.filter(({ verdict }) => verdict === 'refuted')
  const unknown = guardrails.filter(({ verdict }) => verdict === 'unknown')
  return {
    exit: broken.length > 0 ? EXIT.no : unknown.length > 0 ? EXIT.unknown : EXIT.yes,
    guardrails: guardrails.map(({ name, subject, verdict, counterexample }) => ({ name, subject, verdict, counterexample })),
    findings: [...broken, ...unknown].map(findingOf),
    lines: [...new Set(guardrails.map(({ name }) => name))].flatMap((name) =>
      linesOf(
        name,
        guardrails.filter((one) => one.name === name),
        style,
      ),
    ),
  }
}

function findingOf({ name, subject, verdict, because }: Result): Finding {
  const isBroken = verdict === 'refuted'
  return {
    code: isBroken ? 'guardrail/broken' : 'guardrail/unknown',
    severity: isBroken ? 'error' : 'warning',
    subject,
    message: `\`${name}\` ${isBroken ? 'is broken' : 'is not proved'}: \`${subject}\` ${because ?? ''}`.trimEnd(),
    hint: isBroken ? 'take the permission away, or change the guardrail in the configuration' : 'what is not known counts as no',
    at: null,
  }
}

function linesOf(name: string, results: readonly Result[], style: Style): readonly string[] {
  const open = results.filter(({ verdict }) => verdict !== 'proved')
  if (open.length === 0) return [`${style.green('✓')} ${name}: ${style.dim(`proved for ${results.length}`)}`]
  return [
    `${open.some(({ verdict }) => verdict === 'refuted') ? style.red('✗') : style.yellow('?')} ${name}`,
    ...open.flatMap(({ subject, verdict, because, counterexample }) => [
      `  ${verdict === 'refuted' ? style.red('✗') : style.yellow('?')} ${style.bold(subject)} ${because ?? ''}`,
      ...(counterexample === null ? [] : renderRequest(counterexample.request, style)),
    ]),
  ]
}
