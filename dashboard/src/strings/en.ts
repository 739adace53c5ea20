import { account, settings, trouble } from './en/account';
import { accounts, add } from './en/accounts';
import { activity } from './en/activity';
import { alerts } from './en/alerts';
import { connect, passkey, twilio } from './en/connect';
import { device, deviceHow, forwarding } from './en/device';
import { agency, nav, signIn, time } from './en/frame';
import { health } from './en/health';
import { messages } from './en/messages';
import { playground } from './en/playground';
import { privacy } from './en/privacy';
import { routing } from './en/routing';
import { safety } from './en/safety';

/** Every text of the pages, in English. What the API says comes from there, by its codes. */
export const en = {
  language: 'English',
  product: 'WhatSnap',
  skip: 'Skip to the content',
  loading: 'Loading',
  tryAgain: 'Try again',
  cancel: 'Cancel',
  close: 'Close',
  back: 'Back',
  done: 'Done',
  continue: 'Continue',
  save: 'Save',
  saved: 'Saved.',
  copy: 'Copy',
  copied: 'Copied.',
  copyByKeys: 'The browser does not let this page copy. It is selected now: press Ctrl+C, or ⌘C on a Mac; on a phone, touch it and choose Copy.',
  never: 'never',
  notKnown: 'not known',
  unreachable: 'WhatSnap can’t be reached just now.',
  unreachableNext: 'Check your connection; it is tried again by itself.',
  help: 'Ask somebody who helps',
  kinds: { whatsapp: 'WhatsApp', twilio: 'Twilio SMS', device: 'SMS/iMessage' },

  nav, signIn, agency, time, accounts, add, device, deviceHow, forwarding, connect, twilio, passkey, account, settings, safety, trouble, messages, health, alerts, routing, activity, privacy,
  playground,
};

export type Strings = typeof en;
