/**
 * Changes of a row's source that change nothing of what it does: other names, other layout, compiled, bundled, moved, with
 * dead code added. What is traced has to stay the same.
 */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, extname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build, type TransformOptions, transform } from 'esbuild'
import { isolate, layOut, packagesOfOthers } from './execute.js'
import { hasTopLevelAwait, type Row } from './row.js'

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '../..')

export interface Transform {
  readonly name: string
  /** Rows whose files cannot be changed so stay out. */
  readonly fits: (row: Row) => boolean
  readonly apply: (rows: readonly Row[]) => Promise<readonly Row[]>
}

const SOURCE = /\.[cm]?[jt]sx?$/
/** The extension of a file says which kind of module it is, and is kept: these would become another kind. */
const freeOfKind = (row: Row): boolean =>
  needsNoTypes(row) &&
  [...row.files.keys()].every((file) => !/\.[cm][jt]s$/.test(file) && !/package\.json$/.test(file)) &&
  !hasTopLevelAwait(row)
const isCommonJs = (text: string): boolean => /\brequire\(|\bexports\b/.test(text) && !/^(import|export) (?!= |\w+ = require)/m.test(text)

const textOf = (row: Row): string => [...row.files.values()].join('\n')
/** A bundler needs every module. */
const isWhole = (row: Row): boolean => needsNoTypes(row) && !row.unresolved.includes('trace/missing-module') && !hasTopLevelAwait(row)

const eachFile =
  (options: (text: string) => TransformOptions) =>
  async (rows: readonly Row[]): Promise<readonly Row[]> =>
    Promise.all(
      rows.map(async (row) => {
        const files = await Promise.all(
          [...row.files].map(async ([file, text]) => {
            if (!SOURCE.test(file)) return [file, text] as const
            const loader = extname(file).includes('x') ? 'tsx' : 'ts'
            const { code } = await transform(text, {
              loader,
              target: 'es2022',
              tsconfigRaw: row.files.get('tsconfig.json') ?? TSCONFIG,
              ...options(text),
            })
            return [file, code] as const
          }),
        )
        return { ...row, files: new Map(files) }
      }),
    )

const TSCONFIG = { compilerOptions: { experimentalDecorators: true, useDefineForClassFields: true } }

/** These containers read types of parameters, which tsc writes down for them and esbuild does not, or their names, which a minifier changes. */
const TYPED_CONTAINERS = /\bfrom ['"](?:tsyringe|inversify|awilix|typedi|@nestjs\/[\w-]+|reflect-metadata)['"]|\breflect-metadata\b/
const needsNoTypes = (row: Row): boolean => !TYPED_CONTAINERS.test(textOf(row))

export const TRANSFORMS: readonly Transform[] = [
  {
    name: 'renaming locals',
    fits: needsNoTypes,
    apply: eachFile((text) => ({ minifyIdentifiers: true, ...(isCommonJs(text) ? {} : { format: 'esm' }) })),
  },
  { name: 'taking out white space', fits: needsNoTypes, apply: eachFile(() => ({ minifyWhitespace: true })) },
  { name: 'shortening syntax', fits: needsNoTypes, apply: eachFile(() => ({ minifySyntax: true })) },
  { name: 'compiling to CommonJS by esbuild', fits: freeOfKind, apply: eachFile(() => ({ format: 'cjs', platform: 'node' })) },
  // The helpers that stand for async generators carry their values in wrappers of their own.
  {
    name: 'compiling to an older language',
    fits: (row) => freeOfKind(row) && !/async \*|async function\*/.test(textOf(row)),
    apply: eachFile(() => ({ target: 'es2017' })),
  },
  {
    name: 'compiling to CommonJS by tsc',
    fits: (row) => freeOfKind(row) && !row.files.has('tsconfig.json'),
    apply: (rows) => compileByTsc(rows),
  },
  { name: 'bundling', fits: isWhole, apply: (rows) => bundle(rows, { minify: false, sdk: 'outside' }) },
  { name: 'bundling and minifying', fits: isWhole, apply: (rows) => bundle(rows, { minify: true, sdk: 'outside' }) },
  { name: 'moving everything to a folder', fits: () => true, apply: async (rows) => rows.map(moved) },
  { name: 'adding dead code', fits: () => true, apply: async (rows) => rows.map(withDeadCode) },
]

/** The SDK's clients inside of the bundle. Their answers' types are packages too, and none of them may stay outside. */
export const WITH_SDK: readonly Transform[] = [
  { name: 'bundling with the SDK', fits: usesClientsAlone, apply: (rows) => bundle(rows, { minify: false, sdk: 'inside' }) },
  { name: 'bundling with the SDK and minifying', fits: usesClientsAlone, apply: (rows) => bundle(rows, { minify: true, sdk: 'inside' }) },
]

/** Packages inside of the bundle: some are known there, and of others what takes long and cannot come to the SDK is given up. */
export const WITH_PACKAGES: readonly Transform[] = [
  { name: 'bundling with packages', fits: usesKnownPackages, apply: (rows) => bundle(rows, { minify: false, sdk: 'inside' }) },
  { name: 'bundling with packages and minifying', fits: usesKnownPackages, apply: (rows) => bundle(rows, { minify: true, sdk: 'inside' }) },
]

function usesKnownPackages(row: Row): boolean {
  const packages = packagesOf(row)
  const known = /^(lodash|zod|ajv|@aws-sdk\/client-(s3|sns|dynamodb)|@aws-sdk\/lib-dynamodb)$/
  return (
    isWhole(row) &&
    row.wants === null &&
    !row.silent &&
    packages.some((name) => /^(lodash|zod|ajv)$/.test(name)) &&
    packages.every((name) => known.test(name))
  )
}

const packagesOf = (row: Row): readonly string[] =>
  [...textOf(row).matchAll(/(?:from|require\(|import\() ?'([^./'][^']*)'/g)].map((found) => found[1] ?? '')

/** Of some clients, so that a bundle is made in little time. */
function usesClientsAlone(row: Row): boolean {
  const packages = packagesOf(row)
  const known = /^@aws-sdk\/(client-(s3|sns|dynamodb)|lib-dynamodb)$/
  return (
    isWhole(row) &&
    !choosesModules(row) &&
    row.wants === null &&
    !row.silent &&
    packages.length > 0 &&
    packages.every((name) => known.test(name))
  )
}

/**
 * A known limit, which `docs/limits.md` has too: where each of several modules would set the SDK up, and one of them is chosen
 * while the handler runs, a bundle with the SDK inside finds the calls and says `trace/budget` besides.
 */
const choosesModules = (row: Row): boolean => /\b(?:require|import)\(`[^`]*\$\{/.test(textOf(row))

interface Bundling {
  readonly minify: boolean
  readonly sdk: 'inside' | 'outside'
}

async function bundle(rows: readonly Row[], { minify, sdk }: Bundling): Promise<readonly Row[]> {
  return inFolders(rows, async (root) => {
    const entryPoints = Object.fromEntries(rows.map((row, i) => [`out/s${i}`, join(root, `s${i}`, row.entry.file)]))
    await build({
      entryPoints,
      outdir: root,
      bundle: true,
      minify,
      platform: 'node',
      format: 'cjs',
      target: 'node20',
      plugins: sdk === 'inside' ? [] : [packagesOfOthers(root)],
      logLevel: 'error',
    })
    return rows.map((row, i) => ({
      ...row,
      files: new Map([['bundle.js', readFileSync(join(root, `out/s${i}.js`), 'utf8')]]),
      entry: { ...row.entry, file: 'bundle.js' },
    }))
  })
}

async function compileByTsc(rows: readonly Row[]): Promise<readonly Row[]> {
  return inFolders(rows, async (root) => {
    const options = {
      rootDir: '.',
      outDir: 'out',
      module: 'commonjs',
      moduleResolution: 'bundler',
      target: 'es2022',
      useDefineForClassFields: false,
      allowJs: true,
      esModuleInterop: true,
      experimentalDecorators: true,
      resolveJsonModule: true,
      jsx: 'react',
      noCheck: true,
      types: [],
    }
    writeFileSync(join(root, 'tsconfig.json'), JSON.stringify({ compilerOptions: options, include: rows.map((_, i) => `s${i}/**/*`) }))
    execFileSync(process.execPath, [join(ROOT, 'node_modules/typescript/bin/tsc'), '-p', root], { stdio: 'pipe' })
    return rows.map((row, i) => {
      const out = join(root, 'out', `s${i}`)
      const files = (readdirSync(out, { recursive: true }) as string[]).filter((file) => /\.js(on)?$/.test(file))
      return {
        ...row,
        files: new Map(files.map((file) => [relative('.', file).replaceAll('\\', '/'), readFileSync(join(out, file), 'utf8')])),
        entry: { ...row.entry, file: row.entry.file.replace(/\.[jt]sx?$/, '.js') },
      }
    })
  })
}

async function inFolders<T>(rows: readonly Row[], run: (root: string) => Promise<T>): Promise<T> {
  const root = mkdtempSync(join(tmpdir(), 'transforms-'))
  try {
    isolate(root)
    for (const [i, row] of rows.entries()) layOut(join(root, `s${i}`), row)
    return await run(root)
  } finally {
    rmSync(root, { recursive: true, force: true })
  }
}

function moved(row: Row): Row {
  const target = `./inside/${row.entry.file.replace(/\.tsx?$/, '')}`
  const commonjs = /\.c?js$/.test(row.entry.file) && isCommonJs(row.files.get(row.entry.file) ?? '')
  const name = row.entry.export
  const text = commonjs ? `exports.${name} = require('${target}').${name}\n` : `export { ${name} } from '${target}'\n`
  const entry = commonjs ? 'entry.js' : 'entry.ts'
  const files = [...row.files].map(([file, inner]) => [`inside/${file}`, inner] as const)
  return { ...row, files: new Map([[entry, text], ...files]), entry: { file: entry, export: name } }
}

function withDeadCode(row: Row): Row {
  const dead = `
async function deadFunction() {
  const { S3Client, DeleteBucketCommand } = await import('@aws-sdk/client-s3')
  await new S3Client({}).send(new DeleteBucketCommand({ Bucket: 'dead' }))
}
class DeadClass {
  run() {
    return deadFunction()
  }
}
if (false) {
  deadFunction()
  new DeadClass().run()
}
`
  const files = [...row.files].map(([file, text]) => [file, file === row.entry.file ? text + dead : text] as const)
  return { ...row, files: new Map(files) }
}
