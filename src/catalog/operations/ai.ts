/** Bedrock, and the services that read documents, images, text and speech. */
import type { OperationCheck } from '../types.js'
import { absent, any, arn, check, equals, given, type OperationRow, passRole, row, type ServiceRows, set } from './rows.js'

const MODELS = 'Bedrock User Guide, "Identity-based policy examples for Amazon Bedrock"'
const CONVERSE = 'Bedrock API Reference, "Converse", "ConverseStream"'
const model = arn('{modelId}', { modelId: 'model' })
const modelOf = (member: string) => arn(`{${member}}`, { [member]: 'model' })
const guardrail = (member: string): OperationCheck =>
  check('bedrock:ApplyGuardrail', arn(`arn:{P}:bedrock:{R}:{A}:guardrail/{${member}}`), { when: [set(member)] })

export const bedrockRuntime: ServiceRows = {
  clients: ['bedrock-runtime'],
  rows: [
    row('InvokeModel', MODELS, [check('bedrock:InvokeModel', model), guardrail('guardrailIdentifier')]),
    row('InvokeModelWithResponseStream', MODELS, [check('bedrock:InvokeModelWithResponseStream', model), guardrail('guardrailIdentifier')]),
    row('Converse', CONVERSE, [check('bedrock:InvokeModel', model), guardrail('guardrailConfig.guardrailIdentifier')]),
    row('ConverseStream', CONVERSE, [
      check('bedrock:InvokeModelWithResponseStream', model),
      guardrail('guardrailConfig.guardrailIdentifier'),
    ]),
    row('InvokeModelWithBidirectionalStream', 'Bedrock API Reference, "InvokeModelWithBidirectionalStream"', [
      check('bedrock:InvokeModelWithResponseStream', model),
    ]),
    row('StartAsyncInvoke', 'Bedrock API Reference, "StartAsyncInvoke"', [
      check('bedrock:InvokeModel', model),
      check(
        's3:PutObject',
        arn('arn:{P}:s3:::{outputDataConfig.s3OutputDataConfig.s3Uri}/*', { 'outputDataConfig.s3OutputDataConfig.s3Uri': 's3-bucket' }),
        {
          when: [set('outputDataConfig.s3OutputDataConfig.s3Uri')],
        },
      ),
    ]),
    row('CountTokens', MODELS, [check('bedrock:CountTokens', model)]),
  ],
  members: [
    { members: ['guardrailIdentifier'], resource: arn('arn:{P}:bedrock:{R}:{A}:guardrail/{guardrailIdentifier}'), types: ['guardrail'] },
    { members: ['invocationArn'], resource: given('invocationArn'), types: ['async-invoke'] },
  ],
}

const AGENTS = 'Bedrock User Guide, "Identity-based policy examples for Amazon Bedrock Agents"'
const KNOWLEDGE = 'Bedrock User Guide, "Set up permissions for a user or role to create and manage knowledge bases"'
const knowledgeBase = (member: string) => arn(`arn:{P}:bedrock:{R}:{A}:knowledge-base/{${member}}`)
const AND_GENERATE = 'retrieveAndGenerateConfiguration'

export const bedrockAgentRuntime: ServiceRows = {
  clients: ['bedrock-agent-runtime'],
  rows: [
    row('InvokeAgent', AGENTS, [check('bedrock:InvokeAgent', arn('arn:{P}:bedrock:{R}:{A}:agent-alias/{agentId}/{agentAliasId}'))]),
    row('InvokeFlow', AGENTS, [
      check('bedrock:InvokeFlow', arn('arn:{P}:bedrock:{R}:{A}:flow/{flowIdentifier}/alias/{flowAliasIdentifier}')),
    ]),
    row('InvokeInlineAgent', AGENTS, [check('bedrock:InvokeInlineAgent', any), check('bedrock:InvokeModel', modelOf('foundationModel'))]),
    row('Retrieve', KNOWLEDGE, [check('bedrock:Retrieve', knowledgeBase('knowledgeBaseId'))]),
    row(['RetrieveAndGenerate', 'RetrieveAndGenerateStream'], KNOWLEDGE, [
      check('bedrock:RetrieveAndGenerate', any),
      check('bedrock:Retrieve', knowledgeBase(`${AND_GENERATE}.knowledgeBaseConfiguration.knowledgeBaseId`), {
        when: [set(`${AND_GENERATE}.knowledgeBaseConfiguration.knowledgeBaseId`)],
      }),
      ...['knowledgeBaseConfiguration', 'externalSourcesConfiguration'].map((kind) =>
        check('bedrock:InvokeModel', modelOf(`${AND_GENERATE}.${kind}.modelArn`), { when: [set(`${AND_GENERATE}.${kind}.modelArn`)] }),
      ),
    ]),
    row('Rerank', 'Bedrock User Guide, "Permissions for reranking in Amazon Bedrock"', [
      check('bedrock:Rerank', any),
      check('bedrock:InvokeModel', modelOf('rerankingConfiguration.bedrockRerankingConfiguration.modelConfiguration.modelArn'), {
        when: [set('rerankingConfiguration.bedrockRerankingConfiguration.modelConfiguration.modelArn')],
      }),
    ]),
    row('OptimizePrompt', 'Bedrock User Guide, "Optimize a prompt"', [check('bedrock:OptimizePrompt', any)]),
  ],
  members: [
    {
      members: ['flowIdentifier', 'flowAliasIdentifier'],
      resource: arn('arn:{P}:bedrock:{R}:{A}:flow/{flowIdentifier}/alias/{flowAliasIdentifier}'),
      types: ['flow-alias'],
    },
    { members: ['knowledgeBaseId'], resource: knowledgeBase('knowledgeBaseId'), types: ['knowledge-base'] },
    {
      members: ['agentId', 'agentAliasId'],
      resource: arn('arn:{P}:bedrock:{R}:{A}:agent-alias/{agentId}/{agentAliasId}'),
      types: ['agent-alias'],
    },
    { members: ['sessionIdentifier'], resource: arn('arn:{P}:bedrock:{R}:{A}:session/{sessionIdentifier}'), types: ['session'] },
  ],
}

const VISION = 'Rekognition Developer Guide, "Working with images stored in an Amazon S3 bucket"'

/** The service reads the object with the caller's rights. */
const readsObject = (member: string, bucket: string, key: string, version?: string): readonly OperationCheck[] => {
  const object = arn(`arn:{P}:s3:::{${member}.${bucket}}/{${member}.${key}}`)
  const current = check('s3:GetObject', object, { when: [set(`${member}.${bucket}`)], kms: ['Decrypt'] })
  return version === undefined
    ? [current]
    : [current, check('s3:GetObjectVersion', object, { when: [set(`${member}.${version}`)], kms: ['Decrypt'] })]
}

const image = (member: string) => readsObject(`${member}.S3Object`, 'Bucket', 'Name', 'Version')
const collection = arn('arn:{P}:rekognition:{R}:{A}:collection/{CollectionId}')

const onImage = (operations: readonly string[], resource: typeof any): readonly OperationRow[] =>
  operations.map((name) => row(name, VISION, [check(`rekognition:${name}`, resource), ...image('Image')]))

const VIDEOS = [
  'CelebrityRecognition',
  'ContentModeration',
  'FaceDetection',
  'LabelDetection',
  'PersonTracking',
  'SegmentDetection',
  'TextDetection',
  'FaceSearch',
]

export const rekognition: ServiceRows = {
  clients: ['rekognition'],
  rows: [
    ...onImage(
      ['DetectFaces', 'DetectLabels', 'DetectModerationLabels', 'DetectProtectiveEquipment', 'DetectText', 'RecognizeCelebrities'],
      any,
    ),
    ...onImage(['IndexFaces', 'SearchFacesByImage', 'SearchUsersByImage'], collection),
    row('DetectCustomLabels', VISION, [check('rekognition:DetectCustomLabels', given('ProjectVersionArn')), ...image('Image')]),
    row('CompareFaces', VISION, [check('rekognition:CompareFaces', any), ...image('SourceImage'), ...image('TargetImage')]),
    ...VIDEOS.map((kind) =>
      row(`Start${kind}`, 'Rekognition Developer Guide, "Calling Amazon Rekognition Video operations"', [
        check(`rekognition:Start${kind}`, kind === 'FaceSearch' ? collection : any),
        ...readsObject('Video.S3Object', 'Bucket', 'Name', 'Version'),
        passRole('NotificationChannel.RoleArn', 'rekognition.amazonaws.com'),
      ]),
    ),
  ],
  members: [{ members: ['CollectionId'], resource: collection, types: ['collection'] }],
}

const DOCUMENTS = 'Textract Developer Guide, "Identity-based policy examples for Amazon Textract"'
const document = (member: string) => readsObject(member, 'Bucket', 'Name', 'Version')
const JOBS = ['DocumentAnalysis', 'DocumentTextDetection', 'ExpenseAnalysis', 'LendingAnalysis']

export const textract: ServiceRows = {
  clients: ['textract'],
  rows: [
    ...['AnalyzeDocument', 'AnalyzeExpense', 'DetectDocumentText'].map((name) =>
      row(name, DOCUMENTS, [check(`textract:${name}`, any), ...document('Document.S3Object')]),
    ),
    row('AnalyzeID', DOCUMENTS, [check('textract:AnalyzeID', any), ...document('DocumentPages[].S3Object')]),
    ...JOBS.map((kind) =>
      row(`Start${kind}`, DOCUMENTS, [
        check(`textract:Start${kind}`, any),
        ...document('DocumentLocation.S3Object'),
        check(
          's3:PutObject',
          arn('arn:{P}:s3:::{OutputConfig.S3Bucket}/{OutputConfig.S3Prefix}', { 'OutputConfig.S3Prefix': 'key-prefix' }),
          {
            when: [set('OutputConfig.S3Bucket')],
            kms: ['GenerateDataKey'],
          },
        ),
        passRole('NotificationChannel.RoleArn', 'textract.amazonaws.com'),
      ]),
    ),
  ],
}

const SPEECH = 'Transcribe Developer Guide, "Identity-based policy examples", "Permissions required for IAM user roles"'

/** Transcribe reads the media and writes the transcript with the caller's rights, unless it is given a role. */
const transcription = (name: string, media: string, output: string): OperationRow => {
  const object = arn(`arn:{P}:s3:::{${media}}`, { [media]: 's3-object' })
  return row(name, SPEECH, [
    check(`transcribe:${name}`, any),
    check('s3:GetObject', object, { when: [set(media)], kms: ['Decrypt'] }),
    check(
      's3:PutObject',
      output === 'OutputLocation'
        ? arn('arn:{P}:s3:::{OutputLocation}/*', { OutputLocation: 's3-bucket' })
        : arn(`arn:{P}:s3:::{${output}}/*`),
      {
        when: [set(output)],
        kms: ['GenerateDataKey'],
      },
    ),
    passRole('DataAccessRoleArn', 'transcribe.amazonaws.com'),
    check('transcribe:TagResource', any, { when: [set('Tags')] }),
  ])
}

export const transcribe: ServiceRows = {
  clients: ['transcribe'],
  rows: [
    row('StartTranscriptionJob', SPEECH, [
      check('transcribe:StartTranscriptionJob', any),
      check('s3:GetObject', arn('arn:{P}:s3:::{Media.MediaFileUri}', { 'Media.MediaFileUri': 's3-object' }), {
        when: [set('Media.MediaFileUri')],
        kms: ['Decrypt'],
      }),
      check('s3:PutObject', arn('arn:{P}:s3:::{OutputBucketName}/*'), { when: [set('OutputBucketName')], kms: ['GenerateDataKey'] }),
      passRole('JobExecutionSettings.DataAccessRoleArn', 'transcribe.amazonaws.com'),
      check('transcribe:TagResource', any, { when: [set('Tags')] }),
    ]),
    transcription('StartCallAnalyticsJob', 'Media.MediaFileUri', 'OutputLocation'),
    transcription('StartMedicalScribeJob', 'Media.MediaFileUri', 'OutputBucketName'),
    row('StartMedicalTranscriptionJob', SPEECH, [
      check('transcribe:StartMedicalTranscriptionJob', any),
      check('s3:GetObject', arn('arn:{P}:s3:::{Media.MediaFileUri}', { 'Media.MediaFileUri': 's3-object' }), {
        when: [set('Media.MediaFileUri')],
        kms: ['Decrypt'],
      }),
      check('s3:PutObject', arn('arn:{P}:s3:::{OutputBucketName}/*'), { when: [set('OutputBucketName')], kms: ['GenerateDataKey'] }),
    ]),
  ],
}

export const polly: ServiceRows = {
  clients: ['polly'],
  rows: [
    row('StartSpeechSynthesisTask', 'Polly Developer Guide, "Creating long audio files", "IAM policy for asynchronous synthesis"', [
      check('polly:StartSpeechSynthesisTask', any),
      check('s3:PutObject', arn('arn:{P}:s3:::{OutputS3BucketName}/{OutputS3KeyPrefix}', { OutputS3KeyPrefix: 'key-prefix' }), {
        when: [set('OutputS3BucketName')],
        kms: ['GenerateDataKey'],
      }),
      check('sns:Publish', given('SnsTopicArn'), { when: [set('SnsTopicArn')] }),
    ]),
    row('SynthesizeSpeech', 'Service Authorization Reference, "Actions, resources, and condition keys for Amazon Polly"', [
      check('polly:SynthesizeSpeech', any, { when: [absent('LexiconNames')] }),
      check('polly:SynthesizeSpeech', arn('arn:{P}:polly:{R}:{A}:lexicon/{LexiconNames[]}'), { when: [set('LexiconNames[]')] }),
    ]),
  ],
}

const TRANSLATE = 'Translate Developer Guide, "Automatic source language detection"'
const detected = check('comprehend:DetectDominantLanguage', any, { when: [equals('SourceLanguageCode', 'auto')], source: TRANSLATE })
const translated = (name: string, resource: typeof any): readonly OperationCheck[] => [
  check(`translate:${name}`, resource, { when: [absent('TerminologyNames')] }),
  check(`translate:${name}`, arn('arn:{P}:translate:{R}:{A}:terminology/{TerminologyNames[]}'), { when: [set('TerminologyNames[]')] }),
]

export const translate: ServiceRows = {
  clients: ['translate'],
  rows: [
    ...['TranslateText', 'TranslateDocument'].map((name) => row(name, TRANSLATE, [...translated(name, any), detected])),
    row('StartTextTranslationJob', 'Translate Developer Guide, "Prerequisite permissions" of asynchronous batch processing', [
      check('translate:StartTextTranslationJob', any),
      passRole('DataAccessRoleArn', 'translate.amazonaws.com'),
      detected,
    ]),
  ],
}

const COMPREHEND = 'Comprehend Developer Guide, "Permissions required to use asynchronous analysis"'
const ANALYSES = [
  'DocumentClassification',
  'DominantLanguageDetection',
  'EntitiesDetection',
  'EventsDetection',
  'KeyPhrasesDetection',
  'PiiEntitiesDetection',
  'SentimentDetection',
  'TargetedSentimentDetection',
  'TopicsDetection',
]
const jobTypes: ReadonlyMap<string, string> = new Map([
  ['DocumentClassification', 'document-classification-job'],
  ['DominantLanguageDetection', 'dominant-language-detection-job'],
  ['EntitiesDetection', 'entities-detection-job'],
  ['EventsDetection', 'events-detection-job'],
  ['KeyPhrasesDetection', 'key-phrases-detection-job'],
  ['PiiEntitiesDetection', 'pii-entities-detection-job'],
  ['SentimentDetection', 'sentiment-detection-job'],
  ['TargetedSentimentDetection', 'targeted-sentiment-detection-job'],
  ['TopicsDetection', 'topics-detection-job'],
])

export const comprehend: ServiceRows = {
  clients: ['comprehend'],
  rows: ANALYSES.map((kind) =>
    row(`Start${kind}Job`, COMPREHEND, [
      check(`comprehend:Start${kind}Job`, arn(`arn:{P}:comprehend:{R}:{A}:${jobTypes.get(kind)}/*`)),
      ...(kind === 'DocumentClassification'
        ? [check(`comprehend:Start${kind}Job`, given('DocumentClassifierArn'), { when: [set('DocumentClassifierArn')] })]
        : []),
      ...(kind === 'EntitiesDetection'
        ? [check(`comprehend:Start${kind}Job`, given('EntityRecognizerArn'), { when: [set('EntityRecognizerArn')] })]
        : []),
      passRole('DataAccessRoleArn', 'comprehend.amazonaws.com'),
    ]),
  ),
}

export const agentCore: ServiceRows = {
  clients: ['bedrock-agentcore'],
  rows: [
    row('InvokeAgentRuntime', 'Bedrock AgentCore Developer Guide, "IAM permissions for AgentCore Runtime"', [
      check('bedrock-agentcore:InvokeAgentRuntime', given('agentRuntimeArn')),
      check(
        'bedrock-agentcore:InvokeAgentRuntime',
        arn('{agentRuntimeArn}/runtime-endpoint/{qualifier}', { agentRuntimeArn: 'arn' }, { qualifier: 'DEFAULT' }),
      ),
    ]),
  ],
}

/** Source: Service Authorization Reference, "Actions, resources, and condition keys for Amazon Lex V2": a bot's ID is made by Lex. */
export const lexModels: ServiceRows = {
  clients: ['lex-models-v2'],
  rows: [],
  members: [
    { members: ['botId'], resource: arn('arn:{P}:lex:{R}:{A}:bot/{botId}'), types: ['bot'] },
    { members: ['botName'], resource: arn('arn:{P}:lex:{R}:{A}:bot/*'), types: ['bot'] },
  ],
}
