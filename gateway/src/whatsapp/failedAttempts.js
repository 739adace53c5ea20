// A message is tried with each session of a chat, and the Signal library steps a session's ratchet before it knows whether the message
// was for it. What it then stores is a session that nobody can read any more: "Bad MAC". So a failed attempt leaves nothing behind.
import libsignal from 'libsignal';

const { prototype } = /** @type {any} */ (libsignal).SessionCipher;
const { doDecryptWhisperMessage } = prototype;

prototype.doDecryptWhisperMessage = async function (/** @type {Buffer} */ message, /** @type {any} */ session) {
  const before = session?.serialize();
  try {
    return await doDecryptWhisperMessage.call(this, message, session);
  } catch (error) {
    if (session) {
      for (const name of Object.keys(session)) delete session[name];
      Object.assign(session, session.constructor.deserialize(before));
    }
    throw error;
  }
};
