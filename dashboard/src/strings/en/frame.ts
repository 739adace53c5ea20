/** Texts around the pages: the way in, the choice of a location, in English. */
export const nav = {
  label: 'Pages', accounts: 'Accounts', messages: 'Messages', health: 'Health', locations: 'All locations', language: 'Language',
  privacy: 'Privacy', activity: 'Activity', routing: 'Account tags', playground: 'Playground', theme: 'Colours', themes: { auto: 'As this device', light: 'Light', dark: 'Dark' }, times: (zone: string) => `Times are those of ${zone.replaceAll('_', ' ')}.`,
};

export const signIn = {
  opening: 'Opening WhatSnap',
  outsideTitle: 'Open WhatSnap inside GoHighLevel',
  outside: 'This page shows the accounts of a GoHighLevel location, so it has to know who you are. GoHighLevel tells it when WhatSnap is opened from there.',
  outsideSteps: ['Sign in to GoHighLevel.', 'Choose the sub-account.', 'Open WhatSnap in the menu on the left.'],
  localTitle: 'WhatSnap on this machine',
  local: 'A simulated GoHighLevel, Twilio and WhatsApp run beside it, so that everything can be tried with no account anywhere.',
  localOpen: 'Open the demo location',
  refusedTitle: 'WhatSnap could not be opened',
  silentTitle: 'GoHighLevel has not said who you are',
  silent: 'This page asked the one around it for ten seconds and got no answer.',
  silentNext: 'Try again. If that does not help, reload the page in the browser, and open WhatSnap in the menu on the left again.',
};

export const agency = {
  count: (count: number) => `${count} ${count === 1 ? 'location' : 'locations'}`,
  openShort: 'Open',
  find: 'Find a location',
  noneFound: 'No location has this name.',
  more: 'Show more locations',
  noAccounts: 'No accounts yet.',
  title: 'Locations',
  intro: 'The locations of your agency that have WhatSnap installed.',
  none: 'WhatSnap is not installed in any location yet.',
  noneNext: 'Install it from the GoHighLevel marketplace in one of them.',
  open: (name: string) => `Open ${name}`,
  unnamed: 'Location without a name',
};

export const time = { justNow: 'just now' };
