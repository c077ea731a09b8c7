/** IoT Core: its control plane, and messages of things. */
import { any, arn, check, passRole, row, type ServiceRows, set } from './rows.js'

const IOT = 'IoT Core Developer Guide, "AWS IoT Core policy actions"'
const REFERENCE = 'Service Authorization Reference, "Actions, resources, and condition keys for AWS IoT"'
const topic = arn('arn:{P}:iot:{R}:{A}:topic/{topic}')
const thing = arn('arn:{P}:iot:{R}:{A}:thing/{thingName}')
const client = arn('arn:{P}:iot:{R}:{A}:client/{clientId}')

export const iotData: ServiceRows = {
  clients: ['iot-data-plane'],
  rows: [
    row('Publish', IOT, [
      check('iot:Publish', topic),
      check('iot:RetainPublish', topic, { when: [{ member: 'retain', is: 'equals', value: 'true' }] }),
    ]),
    ...['GetThingShadow', 'UpdateThingShadow', 'DeleteThingShadow', 'ListNamedShadowsForThing'].map((name) =>
      row(name, IOT, [check(`iot:${name}`, thing)]),
    ),
    row('GetRetainedMessage', IOT, [check('iot:GetRetainedMessage', topic)]),
    row('ListRetainedMessages', IOT, [check('iot:ListRetainedMessages', any)]),
  ],
  members: [{ members: ['clientId'], resource: client, types: ['client'] }],
}

const hooked = (name: string, resource: string) =>
  row(name, REFERENCE, [
    check(`iot:${name}`, arn(`arn:{P}:iot:{R}:{A}:${resource}`)),
    passRole('registrationConfig.roleArn', 'iot.amazonaws.com'),
  ])

export const iot: ServiceRows = {
  clients: ['iot'],
  rows: [
    ...['CreateRoleAlias', 'UpdateRoleAlias'].map((name) =>
      row(name, REFERENCE, [
        check(`iot:${name}`, arn('arn:{P}:iot:{R}:{A}:rolealias/{roleAlias}')),
        passRole('roleArn', 'credentials.iot.amazonaws.com'),
      ]),
    ),
    ...['CreateProvisioningTemplate', 'UpdateProvisioningTemplate'].map((name) =>
      row(name, REFERENCE, [
        check(`iot:${name}`, arn('arn:{P}:iot:{R}:{A}:provisioningtemplate/{templateName}')),
        passRole('provisioningRoleArn', 'iot.amazonaws.com'),
      ]),
    ),
    row('RegisterCACertificate', REFERENCE, [
      check('iot:RegisterCACertificate', any),
      check('iot:TagResource', arn('arn:{P}:iot:{R}:{A}:cacert/*'), { when: [set('tags')] }),
      passRole('registrationConfig.roleArn', 'iot.amazonaws.com'),
    ]),
    hooked('UpdateCACertificate', 'cacert/{certificateId}'),
    row('DescribeEndpoint', REFERENCE, [check('iot:DescribeEndpoint', any)]),
  ],
  members: [
    { members: ['thingName'], resource: thing, types: ['thing'] },
    { members: ['certificateId'], resource: arn('arn:{P}:iot:{R}:{A}:cert/{certificateId}'), types: ['cert'] },
    { members: ['policyName'], resource: arn('arn:{P}:iot:{R}:{A}:policy/{policyName}'), types: ['policy'] },
    { members: ['ruleName'], resource: arn('arn:{P}:iot:{R}:{A}:rule/{ruleName}'), types: ['rule'] },
  ],
}
