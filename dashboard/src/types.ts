/** What the API answers; docs/api.md says what each means. */

export interface Words { sentence: string; nextAction: string }

export interface State extends Words { code: string }

export type Severity = 'running' | 'passed' | 'warning' | 'question' | 'failed';

/** `detail` is what the sentence names: an amount, a host, a count. */
export interface Step extends State { step: string; title: string; severity: Severity; detail: string | null }

export interface Connection {
  state: 'running' | 'waiting' | 'connected' | 'failed';
  steps: Step[];
  questions: Step[];
  end: Step | null;
  startedAt: string;
}

export type Kind = 'whatsapp' | 'twilio' | 'device';

/** What of a phone or Mac is brought in. */
export interface Forwarding { takesServices: boolean; takesCodes: boolean; onlyContacts: boolean }

export interface Account {
  id: string;
  kind: Kind;
  name: string;
  number: string | null;
  tag: string;
  formerTag: string | null;
  retag: { done: number; total: number; isDone: boolean } | null;
  tagMode: 'add' | 'exclusive';
  assignment: { userIds: string[]; includesExisting: boolean };
  simulatesTyping: boolean | null;
  takesGroups: boolean | null;
  forwarding: Forwarding | null;
  isDefault: boolean;
  state: State;
  /** What may be asked for now: reconnect, disconnect, remove. */
  actions: string[];
  createdAt: string;
  connection: Connection | null;
  notes: Words[];
  notice: Words | null;
}

export interface Accounts { accounts: Account[]; most: number; location: State; notice: Words | null }

export interface Place { id: string; name: string; timeZone: string; kinds: Kind[]; publicUrl: string; helpUrl: string | null }

/** What the last comparison with the gateway's own list of messages found. */
export interface Comparison { until: string | null; hasList: boolean; broughtIn: number; inPart: number }

export interface AccountHealth {
  id: string;
  name: string;
  state: string;
  /** Null for what is not connected; then its state is the first of the reasons. */
  score: number | null;
  reasons: (State & { points: number })[];
  lastHeardAt: string | null;
  phoneSeenAt: string | null;
  restarts: number;
  nothingMissingSince: string;
  lookedUntil: string | null;
  missing: string;
  compared: Comparison | null;
  waiting: number;
  waitingSince: string | null;
  failedLately: number;
  /** How many wait on purpose: for their slot, or the end of quiet hours or of a pause. */
  held: number;
}

export interface Health { location: State; accounts: AccountHealth[] }

export interface Qr {
  code: { svg: string; png: string; expiresAt: string; secondsLeft: number } | null;
  step: Step | null;
  notice: Words;
}

export interface TwilioNumber {
  phoneNumber: string;
  name: string;
  sms: boolean;
  mms: boolean;
  voice: boolean;
  isUsable: boolean;
  problem: string | null;
}

export interface TwilioNumbers { account: Step; numbers: TwilioNumber[] }

export type Platform = 'android' | 'mac' | 'iphone';

export interface Device {
  id: string;
  platform: Platform;
  name: string;
  appVersion: string | null;
  osVersion: string | null;
  pairedAt: string;
  seenAt: string;
  /** Null is "not known". */
  permissions: Record<'fullDiskAccess' | 'automation' | 'imessage' | 'messagesRunning' | 'smsForwarding' | 'sms' | 'battery', boolean | null>;
  /** A phone with SMSGate. */
  takesSigningKey: boolean;
  state: State;
  notes: Step[];
}

/** `device` serves the account; `paired` used the code and does not yet. */
export interface AccountDevices { device: Device | null; paired: Device | null; codeExpiresAt: string | null }
