/**
 * Logical IDs as the framework makes them.
 * Source: Serverless Framework documentation, "AWS CloudFormation Resource Reference"; its module `naming` for those that
 * the table leaves out.
 */

/** `write-post` → `WriteDashpost`: of functions, layers, authorizers, state machines. */
export const normalName = (name: string): string => upperFirst(name.replaceAll('-', 'Dash').replaceAll('_', 'Underscore'))

/** `my-bucket.x` → `Mybucketx`: of buckets, topics, queues, streams, pools. */
export const plainName = (name: string): string => upperFirst(name.replace(/[^0-9A-Za-z]/g, ''))

/** `users/{id}` → `UsersIdVar`: of paths and of routes. */
export const pathName = (path: string): string => path.split('/').map(pathPart).join('')

const pathPart = (part: string): string =>
  upperFirst(
    upperFirst(part.toLowerCase())
      .replaceAll('-', 'Dash')
      .replace(/\{(.*)\}/g, '$1Var')
      .replace(/[^0-9A-Za-z]/g, ''),
  )

/** `$connect` → `Sconnect`: of socket routes. */
export const routeName = (route: string): string =>
  route.replaceAll('$', 'S').replaceAll('/', 'Slash').replaceAll('-', 'Dash').replaceAll('_', 'Underscore').replaceAll('.', 'Period')

export const functionId = (key: string): string => `${normalName(key)}LambdaFunction`

export const logGroupId = (key: string): string => `${normalName(key)}LogGroup`

export const layerId = (key: string): string => `${normalName(key)}LambdaLayer`

/** Of the one policy that a role has, what the framework adds by itself stands under this name here. */
export const FRAMEWORK_POLICY = '@serverless-framework'

/** The bucket that the framework makes in every stack for packages of functions. Source: Serverless Framework, "Deploying". */
export const FRAMEWORK_BUCKET = 'ServerlessDeploymentBucket'

/** In the metadata of a function that is not to log. */
export const NO_LOGS = 'serverless:disableLogs'

export const SHARED_ROLE = 'IamRoleLambdaExecution'

/** The role of one function. Source: serverless-iam-roles-per-function, README; Serverless Framework documentation, "Per-Function IAM Roles". */
export const ownRoleId = (key: string): string => `${normalName(key)}${SHARED_ROLE}`

const upperFirst = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1)
