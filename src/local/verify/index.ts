export { cellsOf } from './cells.js'
export type { DeniedRequest, Verdict, Verification, VerifiedGrant } from './types.js'
export { type VerifyOptions, verifyApp } from './verify-app.js'
