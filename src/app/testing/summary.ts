/** An App as a person reads it, for golden files: everything that other rooms rely on, one line each. */
import { relative, sep } from 'node:path'
import { printSym } from '../../policy/index.js'
import type { App, AppFunction, Code, DeclaredStatement, Wire } from '../types.js'
import { plain, plainTarget } from './plain.js'

export function summaryOf(app: App): string {
  const within = (path: string): string => relative(app.folder, path).split(sep).join('/') || '.'
  return [
    `format ${app.format}`,
    ...app.templates.map((template) => `template ${template}`),
    ...[...app.parameters.values()].map(({ id, type, origin, value }) => `parameter ${id}: ${type} ${origin} ${json(plain(value))}`),
    ...[...app.resources.values()].map(resourceLine),
    ...[...app.functions.values()].flatMap((fn) => functionLines(fn, within)),
    ...app.problems.map(({ code, message, at }) => `problem ${code} ${at?.file}:${at?.line} ${message}`),
    '',
  ].join('\n')
}

const json = (value: unknown): string => JSON.stringify(value)

function resourceLine({ id, type, madeBy, condition, at }: App['resources'] extends ReadonlyMap<string, infer R> ? R : never): string {
  const notes = [madeBy === null ? '' : `made by ${madeBy}`, condition === null ? '' : `if ${condition}`].filter((note) => note !== '')
  return `resource ${id}: ${type} ${at.file}:${at.line}${notes.length === 0 ? '' : ` (${notes.join(', ')})`}`
}

function functionLines(fn: AppFunction, within: (path: string) => string): readonly string[] {
  const role = fn.role.kind === 'resource' ? `role ${fn.role.id}` : `${fn.role.kind} role`
  const settings = {
    logs: `${printSym(fn.logGroup.name)}${fn.logGroup.declared ? ' (declared)' : ''}`,
    tracing: fn.tracing?.mode,
    vpc: fn.vpc === null ? undefined : true,
    deadLetter: fn.deadLetter === null ? undefined : plainTarget(fn.deadLetter),
    destinations: fn.destinations.length === 0 ? undefined : fn.destinations.map(plainTarget),
    aliases: fn.aliases.length === 0 ? undefined : fn.aliases,
  }
  return [
    '',
    `function ${fn.id} ${fn.at.file}:${fn.at.line}, ${fn.runtime}, ${role}`,
    `  code ${codeOf(fn.code, within)}`,
    ...[...fn.environment].map(([name, value]) => `  variable ${name} = ${json(plain(value))}`),
    ...fn.wires.map((wire) => `  wire ${wireOf(wire)}`),
    `  settings ${json(settings)}`,
    ...fn.declared.map((statement) => `  declares ${statementOf(statement)}`),
  ]
}

function codeOf(code: Code, within: (path: string) => string): string {
  if (code.kind === 'absent') return `absent: ${code.problem.message}`
  if (code.kind === 'inline') return `inline ${code.entry.file}:${code.at.line}:${code.at.column}#${code.entry.exportName}`
  return `${code.entry.file}#${code.entry.exportName} in ${within(code.root)}${code.layers.map((layer) => `, layer ${within(layer)}`).join('')}`
}

const wireOf = ({ kind, id, at, source, onFailure, permitted }: Wire): string =>
  `${kind} ${id} ${at.file}:${at.line} from ${plainTarget(source)}${onFailure === null ? '' : `, fails to ${plainTarget(onFailure)}`}${permitted ? ', permitted' : ''}`

const statementOf = ({ effect, actions, resources, origin, at }: DeclaredStatement): string =>
  `${origin.kind} ${origin.name} ${at.file}:${at.line}: ${effect} ${actions.join(' ')} on ${resources.map(printSym).join(' ')}`
