/** SES in both versions of its API. */
import type { OperationCheck } from '../types.js'
import { arn, check, row, type ServiceRows, set } from './rows.js'

const SES = 'SES Developer Guide, "Controlling access to Amazon SES"; Service Authorization Reference, "Amazon SES"'

const identity = (member: string) => arn(`{${member}}`, { [member]: 'mail-identity' })
const configurationSet = (action: string): OperationCheck =>
  check(`ses:${action}`, arn('arn:{P}:ses:{R}:{A}:configuration-set/{ConfigurationSetName}'), { when: [set('ConfigurationSetName')] })

/** The identity that sends, and the configuration set where one is named. */
const sending = (action: string, member: string, when: OperationCheck['when'] = []): readonly OperationCheck[] => [
  check(`ses:${action}`, identity(member), { when: [set(member), ...when], context: { 'ses:FromAddress': member } }),
  { ...configurationSet(action), when: [set('ConfigurationSetName'), ...when] },
]

const template = (action: string, member: string): OperationCheck =>
  check(`ses:${action}`, arn(`arn:{P}:ses:{R}:{A}:template/{${member}}`), { when: [set(member)] })

export const ses: ServiceRows = {
  clients: ['ses'],
  rows: [
    row('SendEmail', SES, sending('SendEmail', 'Source')),
    // Where no source is given it stands in the message, which is opaque.
    row('SendRawEmail', SES, [
      ...sending('SendRawEmail', 'Source'),
      check('ses:SendRawEmail', arn('arn:{P}:ses:{R}:{A}:identity/*'), { when: [{ member: 'Source', is: 'absent' }] }),
    ]),
    row('SendTemplatedEmail', SES, [...sending('SendTemplatedEmail', 'Source'), template('SendTemplatedEmail', 'Template')]),
    row('SendBulkTemplatedEmail', SES, [...sending('SendBulkTemplatedEmail', 'Source'), template('SendBulkTemplatedEmail', 'Template')]),
    row('SendBounce', SES, [check('ses:SendBounce', identity('BounceSender'))]),
  ],
  members: [{ members: ['Identity'], resource: arn('arn:{P}:ses:{R}:{A}:identity/{Identity}'), types: ['identity'] }],
}

const SESV2 = 'SES API v2 Reference, "SendEmail"; SES Developer Guide, "Controlling access to Amazon SES"'

export const sesv2: ServiceRows = {
  clients: ['sesv2'],
  rows: [
    row('SendEmail', SESV2, [
      ...sending('SendEmail', 'FromEmailAddress', [{ member: 'Content.Raw', is: 'absent' }]),
      ...sending('SendRawEmail', 'FromEmailAddress', [set('Content.Raw')]),
      check('ses:SendRawEmail', arn('arn:{P}:ses:{R}:{A}:identity/*'), {
        when: [set('Content.Raw'), { member: 'FromEmailAddress', is: 'absent' }],
      }),
      ...sending('SendTemplatedEmail', 'FromEmailAddress', [set('Content.Template')]),
      template('SendTemplatedEmail', 'Content.Template.TemplateName'),
      template('SendEmail', 'Content.Template.TemplateName'),
    ]),
    row('SendBulkEmail', SESV2, [
      ...sending('SendBulkEmail', 'FromEmailAddress'),
      ...sending('SendBulkTemplatedEmail', 'FromEmailAddress'),
      template('SendBulkTemplatedEmail', 'DefaultContent.Template.TemplateName'),
      template('SendBulkEmail', 'DefaultContent.Template.TemplateName'),
    ]),
  ],
  members: [
    { members: ['EmailIdentity'], resource: arn('arn:{P}:ses:{R}:{A}:identity/{EmailIdentity}'), types: ['identity'] },
    { members: ['ContactListName'], resource: arn('arn:{P}:ses:{R}:{A}:contact-list/{ContactListName}'), types: ['contact-list'] },
    {
      members: ['ConfigurationSetName'],
      resource: arn('arn:{P}:ses:{R}:{A}:configuration-set/{ConfigurationSetName}'),
      types: ['configuration-set'],
    },
    { members: ['TemplateName'], resource: arn('arn:{P}:ses:{R}:{A}:template/{TemplateName}'), types: ['template'] },
  ],
}
