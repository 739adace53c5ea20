// The scene of tests that kill gateways: processes on storage that can be slowed and held, and a contact, Ann.
import { startProcess } from './process.js';
import { SlowTables } from './slowStorage.js';
import { leasesOf } from './storage.js';
import { ACCOUNT, openWorld } from './world.js';

export async function openSlowShop() {
  const bed = await openWorld();
  const tables = new SlowTables();
  await tables.open();
  const ann = bed.world.contact('15551234567', { name: 'Ann' });
  return {
    ...bed,
    tables,
    ann,
    account: bed.world.account(ACCOUNT),
    chatId: `${ann.number}@c.us`,
    start: () => startProcess(bed, { STORAGE_CONNECTION_STRING: tables.connection }),
    /** What a killed owner leaves can be taken up at once. */
    breakLease: () => leasesOf(bed.prefix).getBlobClient('shop').getBlobLeaseClient().breakLease(0),
  };
}
