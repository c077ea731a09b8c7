// moto from PyPI, in an environment of its own below `peers/`, as a server for as long as it is measured.
import { spawn, spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { createServer } from 'node:net'
import { fileURLToPath } from 'node:url'

const ENVIRONMENT = fileURLToPath(new URL('../peers/.venv', import.meta.url))
const VERSION = '5.2.1'

export function installMoto() {
  if (existsSync(`${ENVIRONMENT}/bin/moto_server`)) return
  for (const [command, args] of [
    ['python3', ['-m', 'venv', ENVIRONMENT]],
    [`${ENVIRONMENT}/bin/pip`, ['install', '--quiet', `moto[server]==${VERSION}`]],
  ]) {
    const done = spawnSync(command, args, { stdio: ['ignore', 2, 2] })
    if (done.status !== 0) throw new Error(`moto ${VERSION} is missing, and \`${command} ${args.join(' ')}\` failed`)
  }
}

/** @returns its endpoint, and what ends it */
export async function startMoto() {
  installMoto()
  const port = await freePort()
  const child = spawn(`${ENVIRONMENT}/bin/moto_server`, ['-H', '127.0.0.1', '-p', String(port)], { stdio: 'ignore' })
  const endpoint = `http://127.0.0.1:${port}`
  for (let attempt = 0; attempt < 300; attempt++) {
    if (
      await fetch(`${endpoint}/moto-api/`).then(
        () => true,
        () => false,
      )
    )
      return { endpoint, stop: () => end(child) }
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  await end(child)
  throw new Error('moto did not start within 30 seconds')
}

const end = (child) =>
  new Promise((resolve) => {
    child.once('exit', resolve)
    child.kill('SIGTERM')
  })

function freePort() {
  return new Promise((resolve) => {
    const server = createServer()
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address()
      server.close(() => resolve(port))
    })
  })
}
