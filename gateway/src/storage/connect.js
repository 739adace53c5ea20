// Clients of the storage account: by connection string on a laptop, by managed identity on Azure.
import { TableClient } from '@azure/data-tables';
import { BlobServiceClient } from '@azure/storage-blob';

/**
 * A token of the identity that Container Apps gives this container.
 * @param {string} clientId  @param {Record<string, string | undefined>} [environment]
 * @returns {import('@azure/storage-blob').StorageSharedKeyCredential | any} a TokenCredential
 */
export function managedIdentity(clientId, environment = process.env) {
  return {
    async getToken() {
      const address = new URL(environment.IDENTITY_ENDPOINT ?? '');
      address.search = new URLSearchParams({
        'api-version': '2019-08-01',
        resource: 'https://storage.azure.com/',
        client_id: clientId,
      }).toString();
      const response = await fetch(address, { headers: { 'X-IDENTITY-HEADER': environment.IDENTITY_HEADER ?? '' } });
      if (!response.ok) throw new Error(`The managed identity gave no token: ${response.status}.`);
      const { access_token: token, expires_on: expires } = /** @type {any} */ (await response.json());
      return { token, expiresOnTimestamp: Number(expires) * 1000 };
    },
  };
}

/**
 * Storage of one gateway: its two tables and the container of its leases, made where they are missing.
 * @typedef {{sessions: TableClient, state: TableClient, leases: import('@azure/storage-blob').ContainerClient}} Storage
 */

/** @param {import('../settings.js').Settings} settings  @returns {Promise<Storage>} */
export async function connectStorage({ storageConnection, storageAccount, clientId, tablePrefix }) {
  const options = { allowInsecureConnection: true, retryOptions: { maxRetries: 3, retryDelayInMs: 200 } };
  const identity = managedIdentity(clientId);
  const table = (/** @type {string} */ name) =>
    storageConnection
      ? TableClient.fromConnectionString(storageConnection, name, options)
      : new TableClient(`https://${storageAccount}.table.core.windows.net`, name, identity, options);
  const blobs = storageConnection
    ? BlobServiceClient.fromConnectionString(storageConnection)
    : new BlobServiceClient(`https://${storageAccount}.blob.core.windows.net`, identity);

  const storage = {
    sessions: table(`${tablePrefix}sessions`),
    state: table(`${tablePrefix}state`),
    leases: blobs.getContainerClient(`${tablePrefix}-leases`),
  };
  await Promise.all([storage.sessions.createTable(), storage.state.createTable(), storage.leases.createIfNotExists()]);
  return storage;
}
