// The backend: a Flex Consumption app with the code of WhatSnap.Functions.
param name string
param planName string
param location string
param tags { *: string }
param identityId string
param identityClientId string
param storageName string
param deploymentContainer string
param vaultUri string
param insightsConnectionString string
param subnetId string
param publicBaseUrl string
param alwaysReadyInstances int
param maximumInstanceCount int
param keyRing string[]
param messageType string
param conversationProviderId string
param goHighLevelClientId string
param goHighLevelInstallUrl string
param whatsAppGatewayUrl string
param whatsAppOperatorKeyName string
param whatsAppCodeSeconds int
param mailHost string
param mailPort int
param mailSecurity string
param mailUserName string
param mailFrom string
param helpUrl string

resource storage 'Microsoft.Storage/storageAccounts@2025-01-01' existing = {
  name: storageName
}

resource plan 'Microsoft.Web/serverfarms@2025-03-01' = {
  name: planName
  location: location
  tags: tags
  kind: 'functionapp'
  sku: {
    name: 'FC1'
    tier: 'FlexConsumption'
  }
  properties: { reserved: true }
}

resource app 'Microsoft.Web/sites@2025-03-01' = {
  name: name
  location: location
  tags: union(tags, { 'azd-service-name': 'api' })
  kind: 'functionapp,linux'
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: { '${identityId}': {} }
  }
  properties: {
    serverFarmId: plan.id
    httpsOnly: true
    clientAffinityEnabled: false
    keyVaultReferenceIdentity: identityId
    virtualNetworkSubnetId: empty(subnetId) ? null : subnetId
    // Flex Consumption has no FTP at all, and refuses a setting for it.
    siteConfig: {
      minTlsVersion: '1.2'
      scmMinTlsVersion: '1.2'
      http20Enabled: true
    }
    functionAppConfig: {
      runtime: {
        name: 'dotnet-isolated'
        version: '10.0'
      }
      deployment: {
        storage: {
          type: 'blobContainer'
          value: '${storage.properties.primaryEndpoints.blob}${deploymentContainer}'
          authentication: {
            type: 'UserAssignedIdentity'
            userAssignedIdentityResourceId: identityId
          }
        }
      }
      scaleAndConcurrency: {
        instanceMemoryMB: 2048
        maximumInstanceCount: maximumInstanceCount
        alwaysReady: alwaysReadyInstances == 0
          ? []
          : [
              {
                name: 'http'
                instanceCount: alwaysReadyInstances
              }
              {
                name: 'function:QueueDeliverInbound'
                instanceCount: alwaysReadyInstances
              }
            ]
      }
    }
  }

  // Deployment goes by Entra identity; user names and passwords for it are off.
  resource scmPasswords 'basicPublishingCredentialsPolicies' = {
    name: 'scm'
    properties: { allow: false }
  }

  resource ftpPasswords 'basicPublishingCredentialsPolicies' = {
    name: 'ftp'
    properties: { allow: false }
  }
}

// References without a version: a new version is taken over within a day, or at once when asked to.
var fromVault = '@Microsoft.KeyVault(SecretUri=${vaultUri}secrets/'
var address = empty(publicBaseUrl) ? 'https://${app.properties.defaultHostName}' : publicBaseUrl

resource settings 'Microsoft.Web/sites/config@2025-03-01' = {
  parent: app
  name: 'appsettings'
  properties: union(
    {
      // The host's own storage, Durable Functions included. The queue triggers name the connection Storage, and under that
      // name the host looks for AzureWebJobsStorage first, then for Storage: both say the same account here.
      AzureWebJobsStorage__accountName: storageName
      AzureWebJobsStorage__credential: 'managedidentity'
      AzureWebJobsStorage__clientId: identityClientId
      Storage__AccountName: storageName
      Storage__queueServiceUri: storage.properties.primaryEndpoints.queue
      Storage__credential: 'managedidentity'
      Storage__clientId: identityClientId

      // The identity that the product's own storage clients use.
      AZURE_CLIENT_ID: identityClientId

      APPLICATIONINSIGHTS_CONNECTION_STRING: insightsConnectionString
      APPLICATIONINSIGHTS_AUTHENTICATION_STRING: 'ClientId=${identityClientId};Authorization=AAD'

      Host__PublicBaseUrl: address
      GoHighLevel__MessageType: messageType

      GoHighLevel__SharedSecrets__0: '${fromVault}gohighlevel-shared-secret)'
    },
    toObject(range(0, length(keyRing)), i => 'Secrets__Keys__${i}', i => '${fromVault}secrets-key-${keyRing[i]})'),
    empty(conversationProviderId) ? {} : { GoHighLevel__ConversationProviderId: conversationProviderId },
    empty(goHighLevelClientId)
      ? {}
      : {
          GoHighLevel__ClientId: goHighLevelClientId
          GoHighLevel__ClientSecret: '${fromVault}gohighlevel-client-secret)'
        },
    empty(goHighLevelInstallUrl) ? {} : { GoHighLevel__InstallUrl: goHighLevelInstallUrl },
    empty(whatsAppGatewayUrl)
      ? {}
      : {
          WhatsApp__GatewayUrl: whatsAppGatewayUrl
          WhatsApp__OperatorKey: '${fromVault}${whatsAppOperatorKeyName})'
          WhatsApp__WebhookKey: '${fromVault}whatsapp-webhook-key)'
          WhatsApp__CodeSeconds: string(whatsAppCodeSeconds)
        },
    empty(mailHost)
      ? {}
      : {
          Mail__Host: mailHost
          Mail__Port: string(mailPort)
          Mail__Security: mailSecurity
          Mail__From: mailFrom
        },
    empty(mailHost) || empty(mailUserName)
      ? {}
      : {
          Mail__UserName: mailUserName
          Mail__Password: '${fromVault}mail-password)'
        },
    empty(helpUrl) ? {} : { Help__Url: helpUrl }
  )
}

output id string = app.id
output name string = app.name
output publicBaseUrl string = address
