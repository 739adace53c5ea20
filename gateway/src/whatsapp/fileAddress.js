// Addresses of files: a message's id holds a number, so it stands in them sealed.

/** @param {string} session  @returns {string} what the sealed id is bound to */
const rowOf = (session) => `files/${session}`;

/**
 * @param {import('../storage/secretBox.js').SecretBox} box  @param {string} session  @param {string} messageId
 * @returns {string} another one each time, all of them good until the key leaves the ring
 */
export const sealFile = (box, session, messageId) =>
  Buffer.from(box.seal(messageId, rowOf(session))).toString('base64url');

/**
 * @param {import('../storage/secretBox.js').SecretBox} box  @param {string} session  @param {string} token
 * @returns {string | undefined} the message's id; undefined for what was not sealed here for this session
 */
export function openedFile(box, session, token) {
  try {
    return box.open(Buffer.from(token, 'base64url').toString(), rowOf(session)).toString();
  } catch {
    return undefined;
  }
}
