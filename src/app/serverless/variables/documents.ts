/** Files that a service includes: YAML and JSON as documents, everything else as text. Each is read once. */
import type { Place, Problem } from '../../../outcome/index.js'
import { type Node, scalarNode } from '../../document/node.js'
import { parseDocumentText } from '../../document/read-document.js'
import type { Files } from '../../read-files.js'

export interface DocumentInput {
  readonly files: Files
  readonly seen: Set<string>
  readonly report: (problem: Problem) => void
}

/** @returns null for a file that is not there, outside of the app, or broken; the latter two are reported */
export function documentReader({ files, seen, report }: DocumentInput): (path: string, at: Place) => Node | null {
  const known = new Map<string, Node | null>()

  function read(path: string, at: Place): Node | null {
    if (files.isOutside(path)) {
      const hint = 'keep included files in the repository'
      report({ code: 'app/outside', message: `\`${files.show(path)}\` lies outside the app`, hint, at })
      return null
    }
    const written = files.text(path)
    if (written === null) return null
    seen.add(path)
    if (!/\.(ya?ml|json|tfstate)$/.test(path)) return scalarNode(written.trim(), at)
    const parsed = parseDocumentText(written, files.show(path))
    if (!parsed.ok) {
      report(parsed.error)
      return null
    }
    for (const problem of parsed.value.problems) report(problem)
    return parsed.value.root
  }

  return (path, at) => {
    const before = known.get(path)
    if (before !== undefined) return before
    const found = read(path, at)
    known.set(path, found)
    return found
  }
}
