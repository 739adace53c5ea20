/** Texts of the list of accounts and of adding one, in English. */
export const accounts = {
  title: 'Accounts',
  add: 'Add account',
  used: (count: number, most: number) => `${count} of ${most} accounts`,
  full: (most: number) => `This location has its ${most} accounts.`,
  fullNext: 'Remove one that is no longer needed to add another. Accounts that are still being connected count too.',
  none: 'No account is connected yet',
  noneNext: 'Connect WhatsApp or a Twilio number. Whoever writes to it becomes a contact, and the message appears in Conversations.',
  noRight: 'Your role in GoHighLevel lets you look, not change. Ask an admin of the location or the agency to connect accounts.',
  noNumber: 'Not linked yet',
  isDefault: 'Default',
  defaultHint: 'Sends where neither a tag nor the contact’s history decides',
  lastTraffic: 'Last message',
  health: 'Health',
  healthOf: (score: number) => `${score} of 100`,
  tag: 'Tag',
  reconnect: 'Reconnect',
  goOn: 'Go on connecting',
  open: (name: string) => `Open ${name}`,
  moving: (done: number, total: number) => `Contacts are moved to the new tag: ${done} of ${total}`,
  states: {
    active: 'Active', pending: 'Connecting', reconnecting: 'Connecting', disconnecting: 'Disconnecting', removing: 'Removing',
    disconnected: 'Disconnected', route_left: 'Disconnected', restricted: 'Restricted', silent: 'Silent',
  } as Record<string, string>,
  otherState: 'Needs attention',
};

export const add = {
  title: 'Add an account',
  choose: 'What do you want to connect?',
  whatsapp: 'Connect WhatsApp',
  whatsappHint: 'Scan a QR code with the phone. Takes a minute.',
  device: 'Connect device',
  deviceHint: 'SMS and iMessage from an iPhone or Android phone, or iMessage from a Mac.',
  twilio: 'Configure Twilio',
  twilioHint: 'A Twilio number, with your Account SID and Auth Token.',
  notSetUp: 'WhatsApp is not set up on this server.',
  notSetUpNext: 'Ask the people who run WhatSnap to set up the WhatsApp gateway.',
  name: 'Name of the account',
  nameHint: 'For example a team or a place: Sales, Support, New York. Your contacts never see it.',
  tagWillBe: 'Its contacts get the tag',
  warning: {
    sentence: 'WhatSnap links to WhatsApp as a device, by an unofficial client that WhatsApp’s terms do not allow: WhatsApp may restrict or ban a number at any volume.',
    nextAction: 'Answer people who wrote to you, do not write first to strangers or the same text to many, and use a number that you can afford to lose.',
  },
  showCode: 'Show the QR code',
  asYouLike: 'You can change name and tag later.',
};

export const device = {
  choose: 'Which device is it?',
  title: (name: string) => `Connect ${name}`,
  soon: 'Phones and Macs can’t be connected yet.',
  soonNext: 'WhatsApp and Twilio can. This page will show the steps as soon as devices can be connected too.',
  plan: 'How it will be linked',
  platforms: {
    iphone: {
      name: 'iPhone',
      hint: 'SMS and iMessage of an iPhone, through a Mac with the same Apple Account.',
      why: 'Apple lets no app on an iPhone read or send messages in the background. So the iPhone shares its messages with a Mac, and WhatSnap’s companion runs there.',
      steps: ['On the iPhone, switch on Text Message Forwarding to the Mac.', 'Install the companion on the Mac and link it with a code from this page.', 'Let it read and send in Messages; a test message shows that both ways work.'],
    },
    android: {
      name: 'Android phone',
      hint: 'SMS of the phone’s own number.',
      why: 'An app on the phone receives and sends its SMS for WhatSnap.',
      steps: ['Install the app on the phone.', 'Link it with a code from this page.', 'Let it receive and send SMS; a test message shows that both ways work.'],
    },
    mac: {
      name: 'Mac',
      hint: 'iMessage, and the SMS that an iPhone forwards to the Mac.',
      why: 'WhatSnap’s companion runs on the Mac beside Messages. The Mac has to be on and somebody signed in.',
      steps: ['Install the companion on the Mac.', 'Link it with a code from this page.', 'Let it read and send in Messages; a test message shows that both ways work.'],
    },
  },
};
