/**
 * Operations for which no action is known, by client, with the reason. A test holds the list against the clients: what is
 * missing here must have a row, and what has an action by now must not be here.
 */

interface Unmapped {
  readonly reason: string
  /** Client suffix and its operations, separated by spaces. */
  readonly operations: readonly (readonly [suffix: string, names: string])[]
}

const UNMAPPED: readonly Unmapped[] = [
  {
    reason: 'the Service Authorization Reference lists no action for it at the date of the catalog',
    operations: [
      ['accessanalyzer', 'GetFindingV2 ListFindingsV2'],
      ['account', 'SendPhoneNumberVerification VerifyPhoneNumber'],
      [
        'athena',
        'CreateSystemTableConfiguration DeleteSystemTableConfiguration GetSystemTableConfiguration ListSystemTableStatuses UpdateSystemTableConfiguration',
      ],
      ['batch', 'CancelJobs TerminateJobs TerminateServiceJobs'],
      ['bedrock-agentcore', 'IngestData InvokeBrowser'],
      ['bedrock-agentcore-control', 'RotatePaymentConnectorCredentials'],
      ['cloudformation', 'RemoveAlias SetAlias'],
      ['cloudfront', 'ListDistributionsByOwnedResource'],
      ['cloudtrail', 'ListInsightsMetricData'],
      [
        'cloudwatch',
        'AssociateDatasetKmsKey CreateResourceMetricsConfiguration DeleteResourceMetricsConfiguration DescribeAlarmContributors DisassociateDatasetKmsKey GetResourceMetricsConfiguration UpdateOTelEnrichment UpdateResourceMetricsConfiguration',
      ],
      ['cloudwatch-logs', 'GetLogObject'],
      [
        'cognito-identity-provider',
        'AdminListUserSessions AdminRevokeUserSession DescribeTermsByClient GetClientToken GetUserPoolClientSessionConfiguration GetUserPoolSessionConfiguration ListUserSessions RevokeUserSession SetUserPoolClientSessionConfiguration SetUserPoolSessionConfiguration',
      ],
      ['comprehendmedical', 'DetectEntities'],
      [
        'connect',
        'AssociateHoursOfOperations CreateAuthCode CreateTestCase DeleteContactData DeleteSession DeleteTestCase DescribeTestCase DisassociateHoursOfOperations GetTestCaseExecutionSummary ListChildHoursOfOperations ListTestCaseExecutionRecords ListTestCaseExecutions ListTestCases SearchTestCases StartAssistantContact StartTestCaseExecution StopTestCaseExecution UpdateContactTaskTemplate UpdateTestCase UpdateUserConfig',
      ],
      [
        'database-migration-service',
        'DescribeDataProviders DescribeExtensionPackAssociations DescribeInstanceProfiles DescribeMetadataModelAssessments DescribeMetadataModelConversions DescribeMetadataModelExportsAsScript DescribeMetadataModelExportsToTarget DescribeMigrationProjects ModifyConversionConfiguration ModifyDataProvider ModifyInstanceProfile ModifyMigrationProject StartExtensionPackAssociation StartMetadataModelExportAsScript',
      ],
      ['detective', 'ListOrganizationAdminAccounts'],
      ['dynamodb', 'CancelBulkOperation DescribeBulkOperation ListBulkOperations StartBulkPutItems'],
      [
        'ec2',
        'AssociateNetworkingFlexCostAllocationPolicy CreateCapacityReservationDateChangeQuote CreateMetricCategory CreateNetworkingFlexCostAllocationPolicy DeleteClientVpnEndpointAuthorizationPolicy DeleteMetricCategory DeleteNetworkingFlexCostAllocationPolicies DescribeCapacityReservationDateChangeQuotes DescribeMetricCategories DescribeNetworkingFlexCostAllocationPolicies DescribeNetworkingFlexCostAllocationPolicyAssociations DisassociateNetworkingFlexCostAllocationPolicy GetCapacityManagerSupportabilityScores GetClientVpnEndpointAuthorizationPolicy GetImageFindings GetNetworkingFlexCostAllocationPolicyVersions GetTransitGatewayAttachmentNatConfiguration ModifyClientVpnEndpointAuthorizationPolicy ModifyMetricCategory ModifyNetworkingFlexCostAllocationPolicy ModifyTransitGatewayAttachmentNatConfiguration',
      ],
      [
        'ecr',
        'DescribeReplicationBackfillResults ListImageReferrers ListReplicationBackfills StartReplicationBackfill StopReplicationBackfill',
      ],
      [
        'ecs',
        'AssociateGatewayWithCluster CreateGateway DeleteGateway DescribeGateway DescribeGatewayResources DescribeGatewayRoute DisassociateGatewayFromCluster ListGatewayClusterAssociations ListGatewayRoutes ListGateways UpdateGateway',
      ],
      [
        'glue',
        'AssociateGlossaryTerms BatchGetDataQualityResult BatchGetDataQualityResultV2 BatchGetDataQualityRulesetEvaluationRun BatchGetIterableForms BatchPutDataQualityStatisticAnnotation CreateDataQualityEvaluationConfig CreateGlossary CreateGlossaryTerm DeleteAsset DeleteAssetType DeleteAttachment DeleteDataQualityEvaluationConfig DeleteFormType DeleteGlossary DeleteGlossaryTerm DisassociateGlossaryTerms GetAsset GetAssetType GetDataCatalogExportConfiguration GetDataQualityEvaluationConfig GetDataQualityResultV2 GetFormType GetGlossary GetGlossaryTerm GetMaterializedViewRefreshTaskRun GetSystemLogsForJobRun GetSystemLogsForSession ListAssetTypes ListDataQualityEvaluationConfigs ListDataQualityResultsV2 ListDataQualityStatisticAnnotations ListDataQualityStatistics ListFormTypes ListGlossaries ListGlossaryTerms ListIntegrationTableProperties ListIterableForms ListMaterializedViewRefreshTaskRuns PublishDataQualityResultV2 PutAsset PutAssetType PutAttachment PutDataCatalogExportConfiguration PutFormType SearchAssets StartMaterializedViewRefreshTaskRun StopMaterializedViewRefreshTaskRun UpdateAsset UpdateDataQualityEvaluationConfig UpdateGlossary UpdateGlossaryTerm',
      ],
      ['guardduty', 'ListInvestigationRecords'],
      ['iam', 'AcquireRole UpdateDelegationRequest'],
      ['iot-jobs-data-plane', 'StartCommandExecution'],
      ['iotfleetwise', 'BatchCreateVehicle BatchUpdateVehicle'],
      ['kafkaconnect', 'PauseConnector RestartConnector ResumeConnector'],
      ['kms', 'Decapsulate Encapsulate'],
      ['lakeformation', 'AssumeDecoratedRoleWithSAML GetTemporaryDataLocationCredentials'],
      ['lex-models-v2', 'ListBotAnalyzerHistory ListUtteranceAnalyticsData ListUtteranceMetrics'],
      ['marketplace-catalog', 'BatchDescribeEntities'],
      ['mediaconvert', 'GetJobsQueryResults StartJobsQuery'],
      [
        'quicksight',
        'CreateTopicV2 DeleteTopicV2 DescribeAnalysisDefinition DescribeDashboardDefinition DescribeResourcePermissions DescribeTemplateDefinition DescribeTopicPermissionsV2 DescribeTopicV2 ListTopicsV2 SearchTopicsV2 UpdateTopicPermissionsV2 UpdateTopicV2',
      ],
      [
        'rds',
        'CancelDBCapacityReservation CreateDBCapacityReservation DescribeDBCapacityReservations DescribeServerlessV2PlatformVersions ModifyDBCapacityReservation',
      ],
      ['redshift', 'ModifyLakehouseConfiguration'],
      ['redshift-data', 'GetStatementResultV2'],
      ['redshift-serverless', 'UpdateLakehouseConfiguration'],
      ['route-53', 'CreateResourceRecordSetProtections DeleteResourceRecordSetProtections ListResourceRecordSetProtections'],
      ['sagemaker-featurestore-runtime', 'UpdateRecord'],
      ['securityhub', 'BatchUpdateFindingsV2 GetFindingStatisticsV2 GetFindingsV2 RegisterConnectorV2'],
      ['sesv2', 'PutAccountDeliveryAttributes'],
      ['ssm', 'DeregisterDefaultHostManagementConfiguration RegisterDefaultHostManagementConfiguration'],
      ['sts', 'GetScopedCredentials'],
      ['support', 'CompleteAttachmentUpload DescribeAttachmentUploadStatus GetAttachmentDownloadLink GetAttachmentUploadLinks'],
      ['transcribe', 'UpdateLanguageModel'],
      ['vpc-lattice', 'BatchUpdateRule'],
    ],
  },
  {
    reason: 'the service is closed, and the Service Authorization Reference no longer lists its actions',
    operations: [
      [
        'applicationcostprofiler',
        'DeleteReportDefinition GetReportDefinition ImportApplicationUsage ListReportDefinitions PutReportDefinition UpdateReportDefinition',
      ],
      [
        'cloudhsm',
        'AddTagsToResource CreateHapg CreateLunaClient DeleteHapg DeleteLunaClient DescribeHapg DescribeHsm DescribeLunaClient GetConfig ListAvailableZones ListHapgs ListHsms ListLunaClients ListTagsForResource ModifyHapg ModifyHsm ModifyLunaClient RemoveTagsFromResource',
      ],
      [
        'elastic-inference',
        'DescribeAcceleratorOfferings DescribeAcceleratorTypes DescribeAccelerators ListTagsForResource TagResource UntagResource',
      ],
      [
        'iot-1click-devices-service',
        'ClaimDevicesByClaimCode DescribeDevice FinalizeDeviceClaim GetDeviceMethods InitiateDeviceClaim InvokeDeviceMethod ListDeviceEvents ListDevices ListTagsForResource TagResource UnclaimDevice UntagResource UpdateDeviceState',
      ],
      [
        'iot-1click-projects',
        'AssociateDeviceWithPlacement CreatePlacement CreateProject DeletePlacement DeleteProject DescribePlacement DescribeProject DisassociateDeviceFromPlacement GetDevicesInPlacement ListPlacements ListProjects ListTagsForResource TagResource UntagResource UpdatePlacement UpdateProject',
      ],
      [
        'iotthingsgraph',
        'AssociateEntityToThing CreateFlowTemplate CreateSystemInstance CreateSystemTemplate DeleteFlowTemplate DeleteNamespace DeleteSystemInstance DeleteSystemTemplate DeploySystemInstance DeprecateFlowTemplate DeprecateSystemTemplate DescribeNamespace DissociateEntityFromThing GetEntities GetFlowTemplate GetFlowTemplateRevisions GetNamespaceDeletionStatus GetSystemInstance GetSystemTemplate GetSystemTemplateRevisions GetUploadStatus ListFlowExecutionMessages ListTagsForResource SearchEntities SearchFlowExecutions SearchFlowTemplates SearchSystemInstances SearchSystemTemplates SearchThings TagResource UndeploySystemInstance UntagResource UpdateFlowTemplate UpdateSystemTemplate UploadEntityDefinitions',
      ],
    ],
  },
  {
    reason: 'the credentials that FinSpace hands out for its data authorise it, which IAM policies do not limit',
    operations: [
      [
        'finspace-data',
        'AssociateUserToPermissionGroup CreateChangeset CreateDataView CreateDataset CreatePermissionGroup CreateUser DeleteDataset DeletePermissionGroup DisableUser DisassociateUserFromPermissionGroup EnableUser GetChangeset GetDataView GetDataset GetExternalDataViewAccessDetails GetPermissionGroup GetUser GetWorkingLocation ListChangesets ListDataViews ListDatasets ListPermissionGroups ListPermissionGroupsByUser ListUsers ListUsersByPermissionGroup ResetUserPassword UpdateChangeset UpdateDataset UpdatePermissionGroup UpdateUser',
      ],
    ],
  },
]

/** Operation by `suffix operation` → the reason why no check is known. */
export const UNMAPPED_REASONS: ReadonlyMap<string, string> = new Map(
  UNMAPPED.flatMap(({ reason, operations }) =>
    operations.flatMap(([suffix, names]) => names.split(' ').map((name): readonly [string, string] => [`${suffix} ${name}`, reason])),
  ),
)
