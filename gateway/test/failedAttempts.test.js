import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SignalIdentity } from '../fake-whatsapp/signal.js';

test('A message of an earlier session does not spoil the session that was opened meanwhile', async () => {
  const [ann, shop] = [new SignalIdentity(), new SignalIdentity()];
  /** @param {SignalIdentity} from  @param {SignalIdentity} to  @param {string} conversation */
  const write = async (from, to, conversation) => {
    const { type, ciphertext } = await from.encrypt(to === ann ? 'ann.1' : 'shop.1', { conversation });
    return async () => (await to.decrypt(from === ann ? 'ann.1' : 'shop.1', type, ciphertext)).conversation;
  };
  await ann.startSession('shop.1', shop.bundle());
  assert.equal(await (await write(ann, shop, 'Hello'))(), 'Hello');
  assert.equal(await (await write(shop, ann, 'Hi'))(), 'Hi');

  const late = await write(ann, shop, 'late');
  await shop.startSession('ann.1', ann.bundle());
  assert.equal(await late(), 'late');
  assert.equal(await (await write(shop, ann, 'anew'))(), 'anew');
  assert.equal(await (await write(ann, shop, 'and back'))(), 'and back');
});
