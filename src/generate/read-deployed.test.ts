import { expect, test } from 'vitest'
import { withLocalPaths } from './read-deployed.js'

const resources = (Resources: object, more: object = {}): string => JSON.stringify({ ...more, Resources })
const fn = (Properties: object): object => ({ Type: 'AWS::Serverless::Function', Properties })

const rows: readonly { readonly name: string; readonly deployed: string; readonly local: string; readonly reads: string }[] = [
  {
    name: 'code in S3 is where the local template says',
    deployed: resources({ F: fn({ CodeUri: 's3://artifacts/abc', Handler: 'a.b' }) }),
    local: resources({ F: fn({ CodeUri: 'src/', Handler: 'other.b' }) }),
    reads: resources({ F: fn({ CodeUri: 'src/', Handler: 'a.b' }) }),
  },
  {
    name: 'where the local template says it once for all functions, it is said once',
    deployed: resources({ F: fn({ CodeUri: { Bucket: 'b', Key: 'k' } }) }, { Globals: { Function: { CodeUri: '.' } } }),
    local: resources({ F: fn({}) }, { Globals: { Function: { CodeUri: '.' } } }),
    reads: resources({ F: fn({}) }, { Globals: { Function: { CodeUri: '.' } } }),
  },
  {
    name: 'code of CloudFormation, images and definitions',
    deployed: resources({
      F: { Properties: { Code: { S3Bucket: 'b', S3Key: 'k' } } },
      G: fn({ ImageUri: '1.dkr.ecr.us-west-2.amazonaws.com/x:1' }),
      A: { Properties: { DefinitionUri: 's3://b/api' } },
    }),
    local: resources({
      F: { Properties: { Code: 'dist/' } },
      G: fn({ ImageUri: 'app:latest' }),
      A: { Properties: { DefinitionUri: 'api.yaml' } },
    }),
    reads: resources({
      F: { Properties: { Code: 'dist/' } },
      G: fn({ ImageUri: 'app:latest' }),
      A: { Properties: { DefinitionUri: 'api.yaml' } },
    }),
  },
  {
    name: 'what both have in S3 stays, and roles are those that were deployed',
    deployed: resources({ F: fn({ CodeUri: 's3://b/1', Role: 'deployed' }) }),
    local: resources({ F: fn({ CodeUri: 's3://b/2', Role: 'local' }), New: fn({ CodeUri: 'src/' }) }),
    reads: resources({ F: fn({ CodeUri: 's3://b/1', Role: 'deployed' }) }),
  },
]

test.each(rows)('$name', ({ deployed, local, reads }) => expect(JSON.parse(withLocalPaths(deployed, local))).toEqual(JSON.parse(reads)))
