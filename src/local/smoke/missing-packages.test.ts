import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { readApp } from '../../app/index.js'
import { missingPackages } from './missing-packages.js'

const TEMPLATE = `
Transform: AWS::Serverless-2016-10-31
Resources:
  Fn: { Type: AWS::Serverless::Function, Properties: { Handler: index.handler, Runtime: nodejs22.x, CodeUri: src } }
`
const LISTED = JSON.stringify({
  dependencies: { middy: '1', zod: '4', '@aws-sdk/client-s3': '3', lodash: '4' },
  devDependencies: { vitest: '4' },
})
const installed = (...names: readonly string[]) => Object.fromEntries(names.map((name) => [`node_modules/${name}/package.json`, '{}']))

test.each([
  {
    name: 'none is installed',
    files: { 'package.json': LISTED, 'package-lock.json': '{}' },
    says: ['`@aws-sdk/client-s3`, `lodash`, `middy` and 1 more', 'npm ci'],
  },
  {
    name: 'one is not',
    files: { 'package.json': LISTED, 'yarn.lock': '', ...installed('middy', 'zod', '@aws-sdk/client-s3') },
    says: ["`lodash` isn't installed", 'yarn install'],
  },
  { name: 'there is no lockfile', files: { 'src/package.json': LISTED }, says: ["aren't installed", 'npm install (in '] },
  { name: 'all are', files: { 'package.json': LISTED, ...installed('middy', 'zod', '@aws-sdk/client-s3', 'lodash') }, says: null },
  { name: 'none is listed', files: { 'package.json': '{}' }, says: null },
  { name: 'the manifest is broken', files: { 'package.json': '{' }, says: null },
])('of the packages of an app $name', async ({ files, says }) => {
  const folder = mkdtempSync(join(tmpdir(), 'rolewright-packages-'))
  try {
    for (const [path, text] of Object.entries({
      'template.yaml': TEMPLATE,
      'src/index.js': 'exports.handler = async () => {}\n',
      ...files,
    })) {
      mkdirSync(dirname(join(folder, path)), { recursive: true })
      writeFileSync(join(folder, path), text)
    }
    const app = await readApp(folder)
    if (!app.ok) throw new Error(JSON.stringify(app.error))
    const [problem, ...others] = missingPackages(app.value, folder)
    expect(others).toEqual([])
    if (says === null) expect(problem).toBeUndefined()
    else for (const part of says) expect(`${problem?.message} ${problem?.hint}`).toContain(part)
  } finally {
    rmSync(folder, { recursive: true })
  }
})
