/** The paths into the input that a check speaks of. */
import { elementOf, templatePieces } from './paths.js'
import type { OperationCheck } from './types.js'

/** Every path of a check, sorted: in its resource, tests and context. */
export function pathsOf(check: OperationCheck): readonly string[] {
  const { resource } = check
  const templates = resource.kind === 'arn' ? [resource.template] : resource.kind === 'one-of' ? resource.templates : []
  const inTemplates = templates.flatMap(templatePieces).flatMap((piece) => (piece.kind === 'member' ? [piece.path] : []))
  const inTests = [...(check.when ?? []), ...(check.kmsWhen ?? [])].map((test) => test.member)
  return [...new Set([...inTemplates, ...inTests, ...Object.values(check.context ?? {})])].sort()
}

/** The elements that a check is made for: what its paths share up to `[]` or `{}`. */
export const elementsOf = (check: OperationCheck): readonly string[] =>
  [
    ...new Set(
      pathsOf(check)
        .map(elementOf)
        .filter((element) => element !== ''),
    ),
  ].sort()
