import type { Strings } from '../en';

/** Texts of the playground, in German. */
export const playground: Strings['playground'] = {
  title: 'Spielplatz',
  intro: 'Alles hier ist auf diesem Rechner simuliert. Schreiben Sie links als Kunde, sehen Sie rechts im CRM den Kontakt mit seinem Tag entstehen, und antworten Sie dort.',
  noAccount: 'Verbinden Sie zuerst ein Konto',
  phone: 'Telefon eines Kunden',
  customer: 'Kunde',
  writesTo: 'Schreibt an',
  phoneEmpty: 'Noch nichts. Senden Sie unten die erste Nachricht.',
  crm: 'GoHighLevel',
  crmEmpty: 'Dieser Kunde ist noch kein Kontakt. Die erste Nachricht macht einen daraus.',
  threadEmpty: 'Keine Nachrichten in diesem Gespräch.',
  asCustomer: (name) => `Als ${name} schreiben`,
  asTeam: 'In GoHighLevel antworten',
  firstText: 'Hallo, haben Sie am Sonntag offen?',
  firstAnswer: 'Ja, von 10 bis 16 Uhr. Bis dann!',
  send: 'Senden',
  faults: 'Etwas schiefgehen lassen',
  faultsIntro: 'Schalten Sie rund um WhatSnap etwas aus und schreiben Sie weiter: Nichts geht verloren, und was wartet, geht von selbst weiter.',
  faultNames: {
    crmDown: { name: 'GoHighLevel antwortet nicht', hint: 'Nachrichten warten und kommen in ihrer Reihenfolge an, wenn es wieder da ist.' },
    crmSlow: { name: 'GoHighLevel ist langsam', hint: 'Jeder Aufruf dauert 4 Sekunden.' },
    crmErrors: { name: 'GoHighLevel scheitert bei der Hälfte der Aufrufe', hint: 'Manche davon haben ihre Arbeit trotzdem getan; keine Nachricht kommt doppelt.' },
    smsDown: { name: 'Twilio antwortet nicht', hint: 'Was in GoHighLevel geschrieben wird, wartet.' },
    smsUndelivered: { name: 'Die Netze stellen nichts zu', hint: 'GoHighLevel zeigt den Grund.' },
  },
};
