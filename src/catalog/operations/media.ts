/** Services that convert media. */
import { arn, check, passRole, row, type ServiceRows, set } from './rows.js'

export const mediaConvert: ServiceRows = {
  clients: ['mediaconvert'],
  rows: [
    row('CreateJob', 'MediaConvert User Guide, "Setting up IAM permissions", and Service Authorization Reference, "MediaConvert"', [
      check('mediaconvert:CreateJob', arn('arn:{P}:mediaconvert:{R}:{A}:queues/*')),
      check('mediaconvert:CreateJob', arn('arn:{P}:mediaconvert:{R}:{A}:jobTemplates/*'), { when: [set('JobTemplate')] }),
      // Presets are named deep inside of the settings.
      check('mediaconvert:CreateJob', arn('arn:{P}:mediaconvert:{R}:{A}:presets/*'), {
        when: [set('Settings')],
      }),
      passRole('Role', 'mediaconvert.amazonaws.com'),
    ]),
  ],
}
