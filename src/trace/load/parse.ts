/** Text to a syntax tree. The extension says the language; where it misleads, the next likely one is tried. */
import { extname } from 'node:path'
import { type EcmaScriptModule, type ParserOptions, parseSync } from 'oxc-parser'
import type { ParsedModule } from '../lower/javascript/lower-module.js'
import { MAX_NESTING, tooDeepAt } from './nesting.js'

export type Parsed =
  | { readonly kind: 'module'; readonly module: ParsedModule }
  /** `offset`: where the first error is. */
  | { readonly kind: 'failed'; readonly reason: string; readonly offset: number }

type Lang = NonNullable<ParserOptions['lang']>

const LANGUAGES: ReadonlyMap<string, readonly Lang[]> = new Map([
  ['.ts', ['ts', 'tsx']],
  ['.mts', ['ts']],
  ['.cts', ['ts']],
  ['.tsx', ['tsx']],
  // Files with Flow's annotations are read as TypeScript, which has nearly the same.
  ['.js', ['jsx', 'tsx', 'ts']],
  ['.jsx', ['jsx', 'tsx']],
  ['.mjs', ['jsx', 'js']],
  ['.cjs', ['jsx', 'js']],
])

export function parseModule(file: string, text: string): Parsed {
  const deep = tooDeepAt(text)
  if (deep !== null) return { kind: 'failed', reason: `brackets nest deeper than ${MAX_NESTING}`, offset: deep }
  const extension = extname(file)
  let failed: Parsed | null = null
  for (const lang of LANGUAGES.get(extension) ?? ['jsx', 'tsx']) {
    const options: ParserOptions = {
      lang,
      sourceType: extension === '.mjs' || extension === '.mts' ? 'module' : 'unambiguous',
      preserveParens: false,
    }
    const result = parseSync(file, text, options)
    const broken = result.errors.find((each) => each.severity === 'Error')
    const { program } = result
    // Some errors (a name declared twice) leave a tree that can be followed all the same.
    if (broken === undefined || program.body.length > 0) {
      const typed = lang === 'ts' || lang === 'tsx'
      return { kind: 'module', module: { file, text, program, form: formOf(result.module, text, extension), typed } }
    }
    failed ??= { kind: 'failed', reason: broken.message, offset: broken.labels[0]?.start ?? 0 }
  }
  return failed ?? { kind: 'failed', reason: 'nothing in it can be read', offset: 0 }
}

function formOf(module: EcmaScriptModule, text: string, extension: string): 'esm' | 'cjs' {
  if (extension === '.mjs' || extension === '.mts') return 'esm'
  // Bundlers let a module import in one way and export in the other.
  const mixed = module.staticExports.length === 0 && /\bmodule\.exports\b|\bexports\.\w/.test(text)
  return module.hasModuleSyntax && !mixed ? 'esm' : 'cjs'
}
