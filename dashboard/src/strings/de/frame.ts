import type { Strings } from '../en';

/** Texts around the pages: the way in, the choice of a location, in German. */
export const nav: Strings['nav'] = {
  label: 'Seiten', accounts: 'Konten', messages: 'Nachrichten', health: 'Zustand', locations: 'Alle Standorte', language: 'Sprache',
  privacy: 'Datenschutz', activity: 'Verlauf', routing: 'Tags der Konten', playground: 'Spielplatz', theme: 'Farben', themes: { auto: 'Wie dieses Gerät', light: 'Hell', dark: 'Dunkel' }, times: (zone) => `Zeiten sind die von ${zone.replaceAll('_', ' ')}.`,
};

export const signIn: Strings['signIn'] = {
  opening: 'WhatSnap wird geöffnet',
  outsideTitle: 'Öffnen Sie WhatSnap in GoHighLevel',
  outside: 'Diese Seite zeigt die Konten eines Standorts in GoHighLevel und muss deshalb wissen, wer Sie sind. GoHighLevel sagt es ihr, wenn WhatSnap von dort geöffnet wird.',
  outsideSteps: ['Melden Sie sich bei GoHighLevel an.', 'Wählen Sie den Standort (Sub-Account).', 'Öffnen Sie WhatSnap im Menü links.'],
  localTitle: 'WhatSnap auf diesem Rechner',
  local: 'Daneben laufen ein simuliertes GoHighLevel, Twilio und WhatsApp, damit sich alles ohne ein Konto ausprobieren lässt.',
  localOpen: 'Demo-Standort öffnen',
  refusedTitle: 'WhatSnap konnte nicht geöffnet werden',
  silentTitle: 'GoHighLevel hat nicht gesagt, wer Sie sind',
  silent: 'Diese Seite hat die Seite um sie herum zehn Sekunden lang gefragt und keine Antwort bekommen.',
  silentNext: 'Versuchen Sie es erneut. Hilft das nicht, laden Sie die Seite im Browser neu und öffnen Sie WhatSnap noch einmal im Menü links.',
};

export const agency: Strings['agency'] = {
  count: (count) => `${count} ${count === 1 ? 'Standort' : 'Standorte'}`,
  openShort: 'Öffnen',
  find: 'Standort suchen',
  noneFound: 'Kein Standort heißt so.',
  more: 'Mehr Standorte zeigen',
  noAccounts: 'Noch keine Konten.',
  title: 'Standorte',
  intro: 'Die Standorte Ihrer Agentur, in denen WhatSnap installiert ist.',
  none: 'WhatSnap ist noch in keinem Standort installiert.',
  noneNext: 'Installieren Sie es in einem davon aus dem Marktplatz von GoHighLevel.',
  open: (name) => `${name} öffnen`,
  unnamed: 'Standort ohne Namen',
};

export const time: Strings['time'] = { justNow: 'gerade eben' };
