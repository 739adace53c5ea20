// Everything WhatSnap needs on Azure, in a resource group of its own. docs/deploy.md leads through it.
targetScope = 'subscription'

@minLength(1)
@maxLength(64)
@description('Name of the azd environment; names the resource group and is part of every unique name.')
param environmentName string

@minLength(1)
@description('Region of all resources; one where Flex Consumption is offered.')
@metadata({ azd: { type: 'location' } })
param location string

@description('Public address of the host behind a custom domain, such as https://hooks.example.com; empty: the app\'s own host name.')
param publicBaseUrl string = ''

@allowed(['Standard_LRS', 'Standard_ZRS'])
@description('Redundancy of the storage account: three copies in one building, or over three zones where the region has them.')
param storageSku string = 'Standard_LRS'

@minValue(0)
@maxValue(20)
@description('Instances that stay up for requests and for the delivery queue. 0 costs nothing while idle, and the first message after a pause waits for a start.')
param alwaysReadyInstances int = 0

@minValue(40)
@maxValue(1000)
@description('The most instances that the app may grow to; Flex Consumption takes no less than 40.')
param maximumInstanceCount int = 40

@description('Ids of the keys that seal stored tokens, the current one first, with commas between: k2,k1. Each is a secret of the vault.')
param keyRing string = 'k1'

@allowed(['SMS', 'Custom'])
@description('SMS where WhatSnap is the locations\' default SMS provider, Custom as an additional channel.')
param messageType string = 'SMS'

@description('Id of the conversation provider; needed for Custom.')
param conversationProviderId string = ''

@description('Client id of the app in GoHighLevel\'s marketplace; its secret goes into the vault. Without it nobody can install.')
param goHighLevelClientId string = ''

@description('Install link of the app as the developer portal shows it; needed with the client id.')
param goHighLevelInstallUrl string = ''

@allowed(['none', 'containerApp', 'waha'])
@description('none: no WhatsApp; containerApp: the gateway in Container Apps, reached over a private network; waha: a WAHA deployment that you run.')
param gatewayMode string = 'none'

@description('Image of the gateway, readable without credentials; needed for containerApp.')
param gatewayImage string = ''

@description('Address of the WAHA deployment; needed for waha.')
param gatewayUrl string = ''

@secure()
@description('API key of the WAHA deployment; goes into the vault. Empty leaves the vault as it is.')
param gatewayApiKey string = ''

@description('SMTP server for e-mails of alerts; without it none are sent.')
param mailHost string = ''

@description('Its port.')
param mailPort int = 587

@allowed(['StartTls', 'Tls'])
@description('How the connection to it is secured.')
param mailSecurity string = 'StartTls'

@description('Who signs in there; the password goes into the vault as mail-password first.')
param mailUserName string = ''

@description('The sender\'s address; needed with a server.')
param mailFrom string = ''

@description('Where people help: a page, a chat or a form.')
param helpUrl string = ''

var token = uniqueString(subscription().id, environmentName, location)
var tags = { 'azd-env-name': environmentName }
var deploymentContainer = 'app-package'
var hasGatewayApp = gatewayMode == 'containerApp'

// Made by infra/hooks/first-secrets.sh before the gateway is.
var operatorKeyName = 'whatsapp-operator-key'

resource group 'Microsoft.Resources/resourceGroups@2025-04-01' = {
  name: 'rg-${environmentName}'
  location: location
  tags: tags
}

// An identity of its own, so that it has its rights before the app starts for the first time.
module identity 'modules/identity.bicep' = {
  scope: group
  params: {
    name: 'id-whatsnap-${token}'
    location: location
    tags: tags
  }
}

module storage 'modules/storage.bicep' = {
  scope: group
  params: {
    name: 'whatsnap${token}'
    location: location
    tags: tags
    sku: storageSku
    containers: [deploymentContainer]
  }
}

module keyVault 'modules/keyVault.bicep' = {
  scope: group
  params: {
    name: 'whatsnap-${token}'
    location: location
    tags: tags
    gatewayApiKey: gatewayMode == 'waha' ? gatewayApiKey : ''
  }
}

module monitoring 'modules/monitoring.bicep' = {
  scope: group
  params: {
    name: 'whatsnap-${token}'
    location: location
    tags: tags
  }
}

module roles 'modules/roles.bicep' = {
  scope: group
  params: {
    storageName: storage.outputs.name
    vaultName: keyVault.outputs.name
    insightsName: monitoring.outputs.insightsName
    appPrincipalId: identity.outputs.principalId
    deployerPrincipalId: deployer().objectId
  }
}

module network 'modules/network.bicep' = if (hasGatewayApp) {
  scope: group
  params: {
    name: 'vnet-whatsnap-${token}'
    location: location
    tags: tags
  }
}

module gateway 'modules/gateway.bicep' = if (hasGatewayApp) {
  scope: group
  params: {
    token: token
    location: location
    tags: tags
    image: hasGatewayApp && empty(gatewayImage) ? fail('gatewayMode containerApp needs gatewayImage') : gatewayImage
    networkId: network!.outputs.id
    subnetId: network!.outputs.gatewaySubnetId
    workspaceId: monitoring.outputs.workspaceId
    storageSku: storageSku
    vaultName: keyVault.outputs.name
    operatorKeyName: operatorKeyName
    keyRingName: 'gateway-secret-keys'
  }
}

var wahaUrl = gatewayMode == 'waha' && empty(gatewayUrl) ? fail('gatewayMode waha needs gatewayUrl') : gatewayUrl

module functionApp 'modules/functionApp.bicep' = {
  scope: group
  params: {
    name: 'func-whatsnap-${token}'
    planName: 'plan-whatsnap-${token}'
    location: location
    tags: tags
    identityId: identity.outputs.id
    identityClientId: identity.outputs.clientId
    storageName: storage.outputs.name
    deploymentContainer: deploymentContainer
    vaultUri: keyVault.outputs.uri
    insightsConnectionString: monitoring.outputs.connectionString
    subnetId: hasGatewayApp ? network!.outputs.appSubnetId : ''
    publicBaseUrl: publicBaseUrl
    alwaysReadyInstances: alwaysReadyInstances
    maximumInstanceCount: maximumInstanceCount
    keyRing: split(keyRing, ',')
    messageType: messageType
    conversationProviderId: conversationProviderId
    goHighLevelClientId: goHighLevelClientId
    goHighLevelInstallUrl: goHighLevelInstallUrl
    whatsAppGatewayUrl: hasGatewayApp ? gateway!.outputs.address : gatewayMode == 'waha' ? wahaUrl : ''
    whatsAppOperatorKeyName: hasGatewayApp ? operatorKeyName : 'waha-api-key'
    // A WAHA shows the first code for a minute.
    whatsAppCodeSeconds: hasGatewayApp ? 20 : 60
    mailHost: mailHost
    mailPort: mailPort
    mailSecurity: mailSecurity
    mailUserName: mailUserName
    mailFrom: mailFrom
    helpUrl: helpUrl
  }
  dependsOn: [roles]
}

output AZURE_RESOURCE_GROUP string = group.name
output AZURE_KEY_VAULT_NAME string = keyVault.outputs.name
output SERVICE_API_NAME string = functionApp.outputs.name
output SERVICE_API_RESOURCE_ID string = functionApp.outputs.id
output WHATSNAP_ADDRESS string = functionApp.outputs.publicBaseUrl
