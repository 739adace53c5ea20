// WhatsApp tells an account how many chats with strangers it may still begin.
import { node, SERVER } from './nodes.js';

let count = 0;

/** @param {{status: string, ends?: number}} cap `ends` in seconds  @returns {import('./nodes.js').Node} */
export function capOf({ status, ends }) {
  const info = { capping_status: status, cycle_end_timestamp: ends === undefined ? undefined : String(ends) };
  const body = JSON.stringify({ data: { xwa2_notify_new_chat_messages_capping_info_update: info } });
  return node('notification', { id: `cap-${++count}`, from: SERVER, type: 'mex' }, [
    node('update', { op_name: 'MessageCappingInfoNotification' }, Buffer.from(body)),
  ]);
}
