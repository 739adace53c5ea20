import { account, settings, trouble } from './de/account';
import { accounts, add } from './de/accounts';
import { activity } from './de/activity';
import { alerts } from './de/alerts';
import { connect, passkey, twilio } from './de/connect';
import { device, deviceHow, forwarding } from './de/device';
import { agency, nav, signIn, time } from './de/frame';
import { health } from './de/health';
import { messages } from './de/messages';
import { playground } from './de/playground';
import { privacy } from './de/privacy';
import { routing } from './de/routing';
import { safety } from './de/safety';
import type { Strings } from './en';

/** Every text of the pages, in German. */
export const de: Strings = {
  language: 'Deutsch',
  product: 'WhatSnap',
  skip: 'Zum Inhalt',
  loading: 'Wird geladen',
  tryAgain: 'Erneut versuchen',
  cancel: 'Abbrechen',
  close: 'Schließen',
  back: 'Zurück',
  done: 'Fertig',
  continue: 'Weiter',
  save: 'Speichern',
  saved: 'Gespeichert.',
  copy: 'Kopieren',
  copied: 'Kopiert.',
  copyByKeys: 'Der Browser lässt diese Seite nicht kopieren. Es ist jetzt markiert: Strg+C drücken, auf dem Mac ⌘C; auf einem Telefon berühren und „Kopieren“ wählen.',
  never: 'nie',
  notKnown: 'nicht bekannt',
  unreachable: 'WhatSnap ist gerade nicht erreichbar.',
  unreachableNext: 'Prüfen Sie Ihre Verbindung; es wird von selbst erneut versucht.',
  help: 'Jemanden fragen, der hilft',
  kinds: { whatsapp: 'WhatsApp', twilio: 'Twilio SMS', device: 'SMS/iMessage' },

  nav, signIn, agency, time, accounts, add, device, deviceHow, forwarding, connect, twilio, passkey, account, settings, safety, trouble, messages, health, alerts, routing, activity, privacy,
  playground,
};
