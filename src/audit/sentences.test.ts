import { expect, test } from 'vitest'
import { type CellFacts, sentenceOf } from './sentences.js'

const facts: CellFacts = {
  need: null,
  used: false,
  granted: false,
  codeKnown: true,
  denied: null,
  notObservable: null,
  isStated: true,
  days: 90,
}

/** Every cell of the cube, as a person reads it. */
const rows: readonly { readonly cell: Partial<CellFacts>; readonly want: string }[] = [
  { cell: { need: 'call', used: true, granted: true }, want: 'granted, needed by code, used: keep it' },
  { cell: { need: 'call', granted: true }, want: 'granted, needed by code, never used in 90 days: exercise it or remove the code' },
  { cell: { granted: true }, want: 'granted, needed by no code, never used in 90 days: remove it' },
  { cell: { granted: true, days: 1 }, want: 'granted, needed by no code, never used in one day: remove it' },
  { cell: { need: 'platform', granted: true }, want: 'granted, needed by Lambda itself, never used in 90 days: keep it' },
  {
    cell: { need: 'added', granted: true },
    want: 'granted, asked for by the config, never used in 90 days: exercise it or take it out of the config',
  },
  {
    cell: { need: 'declared', granted: true },
    want: 'granted, kept for code that was not read, never used in 90 days: look whether the code needs it',
  },
  { cell: { used: true, granted: true }, want: 'used, but no code needs it: who calls?' },
  { cell: { used: true }, want: 'used, but neither granted here nor needed by code: find who calls, and what grants it' },
  { cell: { need: 'call', used: true }, want: 'needed by code and used, but not granted here: find what else grants it' },
  { cell: { need: 'call' }, want: 'needed by code, not granted, never tried: missing grant' },
  {
    cell: { need: 'platform', notObservable: 'audit/never-logged' },
    want: 'needed by Lambda itself, not granted, CloudTrail never records it: missing grant',
  },
  {
    cell: { need: 'call', granted: true, notObservable: 'audit/never-logged' },
    want: 'granted, needed by code; CloudTrail never records it: keep it',
  },
  {
    cell: { granted: true, notObservable: 'audit/not-selected' },
    want: 'granted, and no code needs it; this trail does not record it: nobody can know whether it is used; remove it if nothing else has this role',
  },
  {
    cell: { granted: true, notObservable: 'audit/not-selected', isStated: false },
    want: 'granted, and no code needs it; these logs show no such events: nobody can know whether it is used; remove it if nothing else has this role',
  },
  { cell: { need: 'call', denied: 'role' }, want: 'denied, needed by code: missing grant' },
  { cell: { denied: 'role' }, want: 'denied, and no code needs it: keep the denial, and find who calls' },
  {
    cell: { granted: true, denied: 'role' },
    want: 'denied although it is granted here: deploy what is granted, or find the condition that did not hold',
  },
  {
    cell: { need: 'call', denied: 'elsewhere' },
    want: 'denied by a policy that is not the role’s, needed by code: a grant alone does not help, that policy must allow it too',
  },
  {
    cell: { granted: true, denied: 'elsewhere' },
    want: 'denied although it is granted: change the policy that the denial names, or keep the denial',
  },
  {
    cell: { denied: 'elsewhere' },
    want: 'denied by a policy that is not the role’s, and no code needs it: keep the denial, and find who calls',
  },
  { cell: { codeKnown: false, used: true, granted: true }, want: 'granted and used: keep it' },
  { cell: { codeKnown: false, used: true }, want: 'used, but not granted by these policies: find what else grants it' },
  { cell: { codeKnown: false, granted: true }, want: 'granted, never used in 90 days: remove it, or exercise it' },
  {
    cell: { codeKnown: false, granted: true, notObservable: 'audit/never-logged' },
    want: 'granted; CloudTrail never records it, so nobody can know: keep it',
  },
  { cell: { codeKnown: false, denied: 'role' }, want: 'denied: find who calls, then grant it or keep the denial' },
  {
    cell: { codeKnown: false, denied: 'elsewhere' },
    want: 'denied by a policy that is not the role’s: a grant alone does not help; find who calls',
  },
]

test.each(rows)('$want', ({ cell, want }) => expect(sentenceOf({ ...facts, ...cell })).toBe(want))
