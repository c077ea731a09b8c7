/** A Trino server for a test: found or fetched, unpacked, started on a free port, and stopped by its process. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { homedir } from 'node:os'
import { join, resolve } from 'node:path'

const VERSION = '476'
const PACKAGE = `io.trino:trino-server:${VERSION}:tar.gz`
const ROOT = resolve('.bench/trino')
const HOME = join(ROOT, `trino-server-${VERSION}`)

export interface TrinoServer {
  readonly endpoint: string
  /** The folder that `local:///` is. */
  readonly store: string
  readonly stop: () => Promise<void>
}

export async function startTrino(): Promise<TrinoServer> {
  const java = findJava()
  unpack()
  const port = await freePort()
  const store = join(ROOT, 'store')
  rmSync(store, { recursive: true, force: true })
  mkdirSync(join(store, 'trail'), { recursive: true })
  configure(port, store)
  const child = spawn(join(java, 'bin/java'), [...jvm(), '-cp', join(HOME, 'lib/*'), 'io.trino.server.TrinoServer'], {
    cwd: HOME,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, JAVA_HOME: java },
  })
  let log = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (log = (log + text).slice(-20_000)))
  const endpoint = `http://127.0.0.1:${port}`
  await ready(endpoint, child, () => log)
  return { endpoint, store, stop: () => stopped(child) }
}

function findJava(): string {
  const installed = existsSync('/usr/lib/jvm') ? readdirSync('/usr/lib/jvm').map((name) => join('/usr/lib/jvm', name)) : []
  const found = [process.env.TRINO_JAVA_HOME, process.env.JAVA_HOME, ...installed].find(
    (home) => home !== undefined && versionOf(home) >= 24,
  )
  if (found === undefined) throw new Error('there is no Java of version 24 or newer: install Temurin 25, or set TRINO_JAVA_HOME')
  return found
}

function versionOf(home: string): number {
  const asked = spawnSync(join(home, 'bin/java'), ['-version'], { encoding: 'utf8' })
  return Number(/version "(\d+)/.exec(asked.stderr ?? '')?.[1] ?? 0)
}

function unpack(): void {
  if (existsSync(join(HOME, 'plugin/hive'))) return
  const archive = join(homedir(), `.m2/repository/io/trino/trino-server/${VERSION}/trino-server-${VERSION}.tar.gz`)
  if (!existsSync(archive)) {
    const fetched = spawnSync('mvn', ['-q', '-B', 'dependency:get', `-Dartifact=${PACKAGE}`, '-Dtransitive=false'], { stdio: 'inherit' })
    if (fetched.status !== 0) throw new Error(`the package ${PACKAGE} is missing, and Maven could not fetch it`)
  }
  // Plugins share files by hard links, so that all is unpacked and what is not needed is removed.
  const whole = join(ROOT, 'unpacked')
  rmSync(whole, { recursive: true, force: true })
  mkdirSync(whole, { recursive: true })
  const unpacked = spawnSync('tar', ['xzf', archive, '-C', whole], { stdio: 'inherit' })
  if (unpacked.status !== 0) throw new Error(`${archive} could not be unpacked`)
  rmSync(HOME, { recursive: true, force: true })
  mkdirSync(join(HOME, 'plugin'), { recursive: true })
  for (const part of ['lib', 'plugin/hive']) renameSync(join(whole, `trino-server-${VERSION}`, part), join(HOME, part))
  rmSync(whole, { recursive: true, force: true })
}

const jvm = (): readonly string[] => [
  '-Xmx1200M',
  '-XX:+ExitOnOutOfMemoryError',
  '-Djdk.attach.allowAttachSelf=true',
  '--enable-native-access=ALL-UNNAMED',
  '--add-modules=jdk.incubator.vector',
  `-Dnode.environment=test`,
  `-Dnode.id=test`,
  `-Dnode.data-dir=${join(ROOT, 'data')}`,
  `-Dconfig=${join(ROOT, 'etc/config.properties')}`,
  `-Dcatalog.config-dir=${join(ROOT, 'etc/catalog')}`,
]

function configure(port: number, store: string): void {
  mkdirSync(join(ROOT, 'etc/catalog'), { recursive: true })
  mkdirSync(join(ROOT, 'data'), { recursive: true })
  const write = (name: string, lines: readonly string[]): void => writeFileSync(join(ROOT, 'etc', name), `${lines.join('\n')}\n`)
  write('config.properties', [
    'coordinator=true',
    'node-scheduler.include-coordinator=true',
    `http-server.http.port=${port}`,
    `discovery.uri=http://127.0.0.1:${port}`,
    'node.internal-address=127.0.0.1',
    'node.bind-ip=127.0.0.1',
    'query.max-memory=600MB',
    'query.max-memory-per-node=600MB',
    'plugin.dir=plugin',
  ])
  write('catalog/hive.properties', [
    'connector.name=hive',
    'hive.metastore=file',
    'hive.metastore.catalog.dir=local:///metastore',
    'hive.metastore.disable-location-checks=true',
    'hive.non-managed-table-writes-enabled=true',
    'hive.partition-projection-enabled=true',
    'fs.native-local.enabled=true',
    'fs.hadoop.enabled=false',
    `local.location=${store}`,
  ])
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.on('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0))
    })
  })
}

async function ready(endpoint: string, child: ChildProcess, log: () => string): Promise<void> {
  for (let seconds = 0; seconds < 600; seconds++) {
    if (child.exitCode !== null) throw new Error(`Trino ended with ${child.exitCode}\n${log()}`)
    const info = await fetch(`${endpoint}/v1/info`)
      .then((response) => response.json() as Promise<{ starting: boolean }>)
      .catch(() => null)
    if (info?.starting === false) return
    await new Promise((resolve) => setTimeout(resolve, 1000))
  }
  child.kill('SIGTERM')
  throw new Error(`Trino did not start\n${log()}`)
}

function stopped(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    if (child.exitCode !== null) return resolve()
    child.on('exit', () => resolve())
    child.kill('SIGTERM')
    setTimeout(() => child.kill('SIGKILL'), 20_000).unref()
  })
}
