/**
 * A synthesised CDK app: which templates are its stacks. Nested assemblies (stages) are read too.
 * Source: AWS CDK, cloud assembly schema, `manifest.json`.
 */
import { readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fail, ok, type Problem, type Result } from '../outcome/index.js'
import { member, type Node, sourceOf } from './document/node.js'
import { parseDocumentText } from './document/read-document.js'

export interface AssemblyStack {
  /** The artifact's ID, which names the stack among the others. */
  readonly id: string
  /** Absolute path of its template. */
  readonly path: string
}

const MAX_DEPTH = 6

/** @errors `app/file-unreadable`, `app/json-syntax`, `app/not-an-assembly`: no stack is in it */
export async function findStacks(manifest: string, file: string): Promise<Result<readonly AssemblyStack[], Problem>> {
  const stacks = await stacksIn(manifest, file, 0)
  if (!stacks.ok || stacks.value.length > 0) return stacks
  return fail({
    code: 'app/not-an-assembly',
    message: `\`${file}\` names no stack`,
    hint: 'run `cdk synth` first',
    at: { file, line: 1, column: 1 },
  })
}

async function stacksIn(manifest: string, file: string, depth: number): Promise<Result<readonly AssemblyStack[], Problem>> {
  let text: string
  try {
    text = await readFile(manifest, 'utf8')
  } catch {
    return fail({ code: 'app/file-unreadable', message: `\`${file}\` cannot be read`, hint: 'run `cdk synth` again', at: null })
  }
  const parsed = parseDocumentText(text, file)
  if (!parsed.ok) return parsed
  const artifacts = member(parsed.value.root, 'artifacts')
  const found: AssemblyStack[] = []
  for (const [id, artifact] of artifacts?.kind === 'map' ? artifacts.entries : []) {
    const property = (name: string): Node | undefined => member(member(artifact, 'properties'), name)
    const type = sourceOf(member(artifact, 'type'))
    const template = sourceOf(property('templateFile'))
    if (type === 'aws:cloudformation:stack' && template !== null) found.push({ id, path: join(dirname(manifest), template) })
    const nested = sourceOf(property('directoryName'))
    if (type === 'cdk:cloud-assembly' && nested !== null && depth < MAX_DEPTH) {
      const inner = await stacksIn(join(dirname(manifest), nested, 'manifest.json'), `${dirname(file)}/${nested}/manifest.json`, depth + 1)
      if (!inner.ok) return inner
      found.push(...inner.value)
    }
  }
  return ok(found)
}
