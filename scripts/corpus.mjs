// `npm run corpus [-- OPTIONS OF THE SCORER]`: measures the built tool on a corpus of real apps with hand-made truths.
// `npm run corpus -- edit` edits the apps' templates instead: `scripts/corpus-edit.mjs`.
// The corpus is data of its own beside this repository; ROLEWRIGHT_CORPUS names another place, ROLEWRIGHT_CORPUS_APPS
// the folder where its apps are laid out (default: where the corpus lays them out itself).
import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const corpus = process.env.ROLEWRIGHT_CORPUS ?? join(root, '..', 'shared', 'corpus')
const node = (...args) => spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit' }).status ?? 1

if (!existsSync(join(corpus, 'score.mjs'))) {
  console.error('there is no corpus here: set ROLEWRIGHT_CORPUS to a folder with score.mjs, extract.mjs and truth/')
  process.exit(1)
}

const { defaultApps } = await import(pathToFileURL(join(corpus, 'extract.mjs')).href)
const apps = process.env.ROLEWRIGHT_CORPUS_APPS ?? defaultApps()
if (!existsSync(apps) || readdirSync(apps).length === 0) {
  console.error(`the apps of the corpus are not laid out in ${apps}:
  clone the repositories that ${join(corpus, 'index.json')} names into a folder CLONES, as owner+name each, then run
  node ${join(corpus, 'extract.mjs')} CLONES --out ${apps}`)
  process.exit(1)
}

if (node('scripts/build.mjs', '--modules-only') !== 0) process.exit(1)
const asked = process.argv.slice(2)
if (asked[0] === 'edit') process.exit(node('scripts/corpus-edit.mjs', '--apps', apps, ...asked.slice(1)))
const options = ['--formats', 'sam,cloudformation,cdk-template', '--languages', 'js,ts', '--apps', apps, ...process.argv.slice(2)]
process.exitCode = node(join(corpus, 'score.mjs'), ...options, '--', process.execPath, join(root, 'dist/cli/main.js'))
