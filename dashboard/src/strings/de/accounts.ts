import type { Strings } from '../en';

/** Texts of the list of accounts and of adding one, in German. */
export const accounts: Strings['accounts'] = {
  title: 'Konten',
  add: 'Konto hinzufügen',
  used: (count, most) => `${count} von ${most} Konten`,
  full: (most) => `Dieser Standort hat seine ${most} Konten.`,
  fullNext: 'Entfernen Sie eines, das nicht mehr gebraucht wird, um ein anderes hinzuzufügen. Konten, die noch verbunden werden, zählen mit.',
  none: 'Noch ist kein Konto verbunden',
  noneNext: 'Verbinden Sie WhatsApp, ein Telefon oder einen Mac, oder eine Nummer von Twilio. Wer dorthin schreibt, wird zum Kontakt, und die Nachricht erscheint unter Conversations.',
  noRight: 'Mit Ihrer Rolle in GoHighLevel können Sie zusehen, aber nichts ändern. Bitten Sie einen Administrator, Konten zu verbinden.',
  noNumber: 'Noch nicht verknüpft',
  numberUnknown: 'Eigene Nummer nicht bekannt',
  isDefault: 'Standard',
  defaultHint: 'Sendet, wo weder ein Tag noch der Verlauf des Kontakts entscheidet',
  lastTraffic: 'Letzte Nachricht',
  health: 'Zustand',
  healthOf: (score) => `${score} von 100`,
  tag: 'Tag',
  reconnect: 'Neu verbinden',
  goOn: 'Weiter verbinden',
  open: (name) => `${name} öffnen`,
  moving: (done, total) => `Kontakte wechseln zum neuen Tag: ${done} von ${total}`,
  states: {
    active: 'Aktiv', pending: 'Wird verbunden', reconnecting: 'Wird verbunden', disconnecting: 'Wird getrennt', removing: 'Wird entfernt',
    disconnected: 'Getrennt', route_left: 'Getrennt', restricted: 'Eingeschränkt', silent: 'Still',
  },
  otherState: 'Braucht Sie',
};

export const add: Strings['add'] = {
  title: 'Konto hinzufügen',
  choose: 'Was möchten Sie verbinden?',
  whatsapp: 'WhatsApp verbinden',
  whatsappHint: 'QR-Code mit dem Telefon scannen. Dauert eine Minute.',
  device: 'Gerät verbinden',
  deviceHint: 'SMS/iMessage eines Android-Telefons, Macs oder iPhones.',
  twilio: 'Twilio einrichten',
  twilioHint: 'Eine Nummer von Twilio, mit Account SID und Auth Token.',
  notSetUp: 'WhatsApp ist auf diesem Server nicht eingerichtet.',
  notSetUpNext: 'Bitten Sie die Betreiber von WhatSnap, das WhatsApp-Gateway einzurichten.',
  name: 'Name des Kontos',
  nameHint: 'Zum Beispiel ein Team oder ein Ort: Vertrieb, Support, New York. Ihre Kontakte sehen ihn nie.',
  tagWillBe: 'Seine Kontakte bekommen das Tag',
  warning: {
    sentence: 'WhatSnap verknüpft sich mit WhatsApp als Gerät, über ein inoffizielles Programm, das WhatsApps Bedingungen nicht erlauben: WhatsApp kann eine Nummer bei jeder Menge einschränken oder sperren.',
    nextAction: 'Antworten Sie Menschen, die Ihnen schrieben, schreiben Sie nicht zuerst an Fremde oder vielen dasselbe, und nehmen Sie eine Nummer, auf die Sie verzichten können.',
  },
  showCode: 'QR-Code zeigen',
  asYouLike: 'Name und Tag lassen sich später ändern.',
};
