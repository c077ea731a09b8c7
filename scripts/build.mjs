// Builds the package into dist/: types by the compiler, modules by the bundler, data files as they are. The modules are
// bundled because a process that loads hundreds of small files spends more time on that than on its work; what a command
// does not use stays in chunks of its own. Skips the work when nothing changed. `--modules-only` leaves the types out, for
// measuring while the types are still wrong.
import { spawnSync } from 'node:child_process'
import { chmodSync, cpSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join, relative, sep } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { rolldown } from 'rolldown'
import { toJSONSchema } from 'zod'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const src = join(root, 'src')
const dist = join(root, 'dist')
const modulesOnly = process.argv.includes('--modules-only')
const stamp = (folder) => join(folder, modulesOnly ? '.modules' : '.built')

/** Name of the file, module and export of each shape. */
const SCHEMAS = [
  ['config', 'config/schema', 'configSchema'],
  ['generate', 'generate/schema', 'generatedSchema'],
  ['evaluate-line', 'decide/schema', 'evaluateLineSchema'],
  ['evaluate-answer', 'decide/schema', 'evaluateAnswerSchema'],
  ['validations', 'decide/schema', 'validationsSchema'],
  ['can', 'decide/schema', 'canSchema'],
  ['who-can', 'decide/schema', 'whoCanSchema'],
  ['compare', 'prove/schema', 'comparisonSchema'],
  ['diff', 'review/access-diff-schema', 'accessDiffSchema'],
  ['lock', 'review/lock/schema', 'lockSchema'],
  ['check', 'review/lock/check-schema', 'checkSchema'],
  ['audit', 'audit/schema', 'auditSchema'],
  ['replay', 'audit/schema', 'replaySchema'],
]

const files = (dir) =>
  readdirSync(dir, { withFileTypes: true }).flatMap((e) => (e.isDirectory() ? files(join(dir, e.name)) : [join(dir, e.name)]))

const sources = [...files(src), ...['tsconfig.json', 'tsconfig.build.json', 'package.json', 'scripts/build.mjs'].map((f) => join(root, f))]
const newest = Math.max(...sources.map((f) => statSync(f).mtimeMs))
async function build() {
  // Built beside it and then put in its place: a failed build leaves what was there.
  const next = join(root, `dist.${process.pid}`)
  try {
    if (!modulesOnly) emitTypes(next)
    await bundle(next)
    await bundlePage(next)
    await bundleDynalite(next)
    await writeSchemas(next)
    copyData(next)
    chmodSync(join(next, 'cli/main.js'), 0o755)
    writeFileSync(stamp(next), '')
    // Types and modules together are all that modules alone are.
    if (!modulesOnly) writeFileSync(join(next, '.modules'), '')
    rmSync(dist, { recursive: true, force: true })
    renameSync(next, dist)
  } finally {
    rmSync(next, { recursive: true, force: true })
  }
}

function emitTypes(to) {
  const compiler = join(root, 'node_modules/typescript/bin/tsc')
  const words = ['-p', join(root, 'tsconfig.build.json'), '--emitDeclarationOnly', '--outDir', to]
  const tsc = spawnSync(process.execPath, [compiler, ...words], { stdio: 'inherit' })
  if (tsc.status === 0) return
  rmSync(to, { recursive: true, force: true })
  process.exit(tsc.status ?? 1)
}

async function bundle(to) {
  const { exports, dependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  const faces = Object.values(exports).flatMap((target) => (typeof target === 'string' ? [] : [target.default]))
  const entries = [
    ...faces,
    './dist/cli/main.js',
    './dist/audit/read/read-worker.js',
    // Not of the package's public names: what is measured.
    './dist/deploy/index.js',
    ...SCHEMAS.map(([, module]) => `./dist/${module}.js`),
  ].map((f) => f.slice('./dist/'.length, -'.js'.length))
  const bundler = await rolldown({
    input: Object.fromEntries(entries.map((name) => [name, join(src, `${name}.ts`)])),
    platform: 'node',
    external: (id, importer) => isExternal(id, importer, Object.keys(dependencies)),
    plugins: [ownUrl],
    preserveEntrySignatures: 'allow-extension',
    // Only the command itself does anything by being loaded: what an entry does not use of a face is not loaded with it.
    treeshake: {
      moduleSideEffects: [
        { test: /cli\/main\.ts$/, sideEffects: true },
        { test: /./, sideEffects: false },
      ],
    },
  })
  await bundler.write({
    dir: to,
    format: 'esm',
    entryFileNames: '[name].js',
    chunkFileNames: 'chunks/[name]-[hash].js',
    // Names stay as they are: what a bug says is read by people. Less text is compiled sooner.
    minify: { compress: false, mangle: false, codegen: { removeWhitespace: true } },
    codeSplitting: { includeDependenciesRecursively: false, groups: [{ name: chunkWithSchemas, debugName: 'schemas' }] },
    comments: { legal: true, annotation: true, jsdoc: false },
  })
  await bundler.close()
}

/**
 * What a user's machine installs. A hundred small files take longer to load than what they do, so what every run needs is
 * packed and stands with the development's packages, and zod is packed too: the MCP server takes it from where its library has it.
 */
function isExternal(id, importer, dependencies) {
  if (id === 'zod' && !importer?.startsWith(join(src, 'mcp'))) return false
  return id.startsWith('node:') || dependencies.some((name) => id === name || id.startsWith(`${name}/`))
}

/**
 * Modules that cannot do without zod stand in chunks of their own, one a room: what imports a face for something else is
 * spared it.
 */
function chunkWithSchemas(id, context) {
  const room = roomOf(id)
  // All of the MCP server is loaded at once: taken apart, its parts would wait for each other.
  return room !== null && room !== 'mcp' && needsZod(id, new Set()) ? `${room}-schemas` : null

  function needsZod(module, seen) {
    if (roomOf(module) !== room || module.endsWith(`/${room}/index.ts`) || seen.has(module)) return false
    seen.add(module)
    const imported = context.getModuleInfo(module)?.importedIds ?? []
    return imported.some((it) => it === 'zod' || needsZod(it, seen))
  }
}

function roomOf(id) {
  const [room, ...rest] = relative(src, id).split(sep)
  return id.startsWith(src) && rest.length > 0 ? room : null
}

/** What local AWS takes from dynalite, packed without the databases that dynalite itself keeps items in. */
async function bundleDynalite(to) {
  const folder = join(root, 'node_modules/dynalite/validations')
  const operations = readdirSync(folder)
    .filter((f) => f.endsWith('.js') && f !== 'index.js')
    .map((f) => f.slice(0, -'.js'.length))
  const rows = operations.map((name) => `${JSON.stringify(name[0].toUpperCase() + name.slice(1))}: require('dynalite/validations/${name}')`)
  const entry = `exports.db = require('dynalite/db')
exports.validations = require('dynalite/validations')
exports.Big = require('big.js')
const rules = { ${rows.join(', ')} }
exports.rules = (operation) => rules[operation]`
  const virtual = {
    name: 'dynalite-parts',
    resolveId: (id) => (id === 'dynalite-parts' || id === 'level' || id === 'memory-level' ? `\0${id}.cjs` : null),
    load: (id) => (id === '\0dynalite-parts.cjs' ? entry : id.startsWith('\0') ? 'exports.Level = exports.MemoryLevel = class {}' : null),
  }
  const bundler = await rolldown({ input: 'dynalite-parts', platform: 'node', cwd: root, external: [/^node:/], plugins: [virtual] })
  await bundler.write({ file: join(to, 'local/stores/dynamodb/dynalite.cjs'), format: 'cjs' })
  await bundler.close()
}

/** The report's page: one script without imports for the browser, and its style. */
async function bundlePage(to) {
  const bundler = await rolldown({
    input: join(src, 'report/page/main.tsx'),
    platform: 'browser',
    tsconfig: join(src, 'report/page/tsconfig.json'),
  })
  await bundler.write({ file: join(to, 'report/page.js'), format: 'iife', minify: true })
  await bundler.close()
  const style = readFileSync(join(src, 'report/page/style.css'), 'utf8')
  writeFileSync(join(to, 'report/page.css'), style.replaceAll(/\s*\n\s*/g, ''))
}

/** The shapes that other programs may rely on, as JSON Schema in `schema/`. */
async function writeSchemas(to) {
  mkdirSync(join(to, 'schema'))
  for (const [name, module, exported] of SCHEMAS) {
    const { [exported]: schema } = await import(pathToFileURL(join(to, `${module}.js`)).href)
    writeFileSync(
      join(to, 'schema', `${name}.json`),
      `${JSON.stringify(toJSONSchema(schema, { io: name === 'config' ? 'input' : 'output' }), null, 2)}\n`,
    )
  }
}

/** A module finds its data files from where it stood before it was bundled: one folder below dist/, as every chunk is. */
const ownUrl = {
  name: 'own-url',
  transform(code, id) {
    if (!id.startsWith(src) || !code.includes('import.meta.url')) return null
    const from = relative(src, id).split(sep).join('/').replace(/\.ts$/, '.js')
    return code.replaceAll('import.meta.url', `new URL('../${from}', import.meta.url)`)
  },
}

/** What tests alone compare with. */
const OF_TESTS = /[/\\](golden|expected|testing)[/\\]/

function copyData(to) {
  for (const file of sources.filter((f) => /\.(bin|br|cjs|gz|json|wasm)$/.test(f) && f.startsWith(src) && !OF_TESTS.test(f))) {
    const target = join(to, relative(src, file))
    mkdirSync(dirname(target), { recursive: true })
    cpSync(file, target)
  }
}

const built = existsSync(stamp(dist)) && statSync(stamp(dist)).mtimeMs >= newest
if (!built || process.argv.includes('--force')) await build()
