// Compiles 10,000 roles, asks each, and prints the resident memory of this process in MB.
const { authorizer } = await import(new URL('../dist/decide/index.js', import.meta.url))

const A = '111122223333'
const engines = Array.from({ length: 10_000 }, (_, n) => {
  const made = authorizer({
    identity: [
      {
        name: `role${n}`,
        document: {
          Version: '2012-10-17',
          Statement: [
            {
              Effect: 'Allow',
              Action: ['dynamodb:PutItem', 'dynamodb:GetItem', 'dynamodb:Query'],
              Resource: [`arn:aws:dynamodb:us-east-1:${A}:table/T${n}`, `arn:aws:dynamodb:us-east-1:${A}:table/T${n}/index/*`],
            },
            {
              Effect: 'Allow',
              Action: 's3:Get*',
              Resource: `arn:aws:s3:::uploads-${n}/*`,
              Condition: { StringEquals: { 'aws:PrincipalTag/team': `team${n}` } },
            },
            {
              Effect: 'Allow',
              Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
              Resource: `arn:aws:logs:us-east-1:${A}:log-group:/aws/lambda/f${n}:*`,
            },
          ],
        },
      },
    ],
  })
  if (!made.ok) throw new Error(JSON.stringify(made.error))
  return made.value
})
const requests = [
  ['dynamodb:PutItem', (n) => `arn:aws:dynamodb:us-east-1:${A}:table/T${n}`],
  ['s3:GetObject', (n) => `arn:aws:s3:::uploads-${n}/a`],
  ['logs:PutLogEvents', (n) => `arn:aws:logs:us-east-1:${A}:log-group:/aws/lambda/f${n}:log-stream:s`],
]
let allowed = 0
for (const [n, decide] of engines.entries()) {
  for (const [action, resource] of requests) {
    const decision = decide({
      principal: `arn:aws:iam::${A}:role/r${n}`,
      action,
      resource: resource(n),
      resourceAccount: A,
      context: { 'aws:PrincipalTag/team': [`team${n}`] },
    })
    if (decision.decision === 'allowed') allowed++
  }
}
if (allowed !== 30_000) throw new Error(`${allowed} of 30000 requests were allowed`)
globalThis.gc()
console.log(process.memoryUsage().rss / 1e6)
