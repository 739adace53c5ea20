// Looks into the storage of a test.
import { TableClient } from '@azure/data-tables';
import { BlobServiceClient } from '@azure/storage-blob';

const CONNECTION = process.env.STORAGE_CONNECTION_STRING ?? '';

/** @param {string} name */
export const tableOf = (name) => TableClient.fromConnectionString(CONNECTION, name, { allowInsecureConnection: true });

/**
 * @param {string} prefix
 * @param {string} [session]
 * @returns {Promise<any[]>} every row of a session (of all sessions), its lease among them
 */
export async function rowsOf(prefix, session) {
  /** @type {any[]} */
  const rows = [];
  for (const name of ['sessions', 'state']) {
    for await (const row of tableOf(prefix + name).listEntities()) rows.push({ ...row, table: name });
  }
  for await (const { name } of leasesOf(prefix).listBlobsFlat()) rows.push({ table: 'leases', rowKey: name });
  return session ? rows.filter(({ partitionKey, rowKey }) => partitionKey === session || rowKey === session) : rows;
}

/** @param {string} prefix */
export const leasesOf = (prefix) =>
  BlobServiceClient.fromConnectionString(CONNECTION).getContainerClient(`${prefix}-leases`);
