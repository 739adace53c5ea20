// The scene of most message tests: one gateway with the linked session `shop`, and a contact, Ann, who writes to it.
import { compose } from '../fake-whatsapp/compose.js';
import { sendToAccount } from '../fake-whatsapp/traffic.js';
import { ACCOUNT, openWorld } from './world.js';

export async function openShop() {
  const bed = await openWorld();
  const { world, listener } = bed;
  const gateway = await bed.gateway();
  await bed.link(gateway.call, 'shop');
  const account = world.account(ACCOUNT);
  const ann = world.contact('15551234567', { name: 'Ann', lid: '900000000000001' });
  return {
    ...bed,
    gateway,
    openGateway: bed.gateway,
    call: gateway.call,
    account,
    ann,
    chatId: `${ann.number}@c.us`,
    /**
     * Somebody writes to the account, and the event of it comes.
     * @param {import('../fake-whatsapp/compose.js').Description} description
     * @param {string} event
     * @param {any} [from]
     */
    async receive(description, event = 'message', from = ann) {
      const id = await sendToAccount(account, from, compose(world, description, account.jid));
      const { payload } = await listener.next(event, (one) => (one.id ?? one._data.key.id).includes(id));
      return { id, payload };
    },
  };
}
