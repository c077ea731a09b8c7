import { expect, test } from 'vitest'
import { isSkipped } from './layout.js'

// Source: CloudTrail User Guide, "Finding your CloudTrail log files"; VPC User Guide, "Flow log files"; Elastic Load Balancing,
// "Access logs for your Application Load Balancer"; AWS Config Developer Guide, "Checking configuration snapshots".
test.each([
  ['AWSLogs/111122223333/CloudTrail/us-east-1/2026/10/02/a.json.gz', false],
  ['logs/AWSLogs/o-a1b2c3d4e5/111122223333/CloudTrail/us-east-1/2026/10/02/a.json.gz', false],
  ['AWSLogs/111122223333/us-east-1/2026/10/02/a.json.gz', false],
  ['AWSLogs/111122223333/us-gov-west-1/2026/10/02/a.json.gz', false],
  ['AWSLogs/111122223333/2026/10/02/a.json.gz', false],
  ['AWSLogs/111122223333/a.json.gz', false],
  ['archive/000000.gz', false],
  ['AWSLogs/111122223333/CloudTrail-Digest/us-east-1/2026/10/02/a.json.gz', true],
  ['AWSLogs/111122223333/vpcflowlogs/us-east-1/2026/10/02/a.log.gz', true],
  ['AWSLogs/o-a1b2c3d4e5/111122223333/Config/us-east-1/2026/10/2/ConfigHistory/a.json.gz', true],
  ['AWSLogs/111122223333/elasticloadbalancing/us-east-1/2026/10/02/a.log.gz', true],
  ['results/query.csv', true],
])('%s', (path, skipped) => expect(isSkipped(path)).toBe(skipped))
