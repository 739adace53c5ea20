import type { Strings } from '../en';

/** Texts of the privacy page, in German. */
export const privacy: Strings['privacy'] = {
  title: 'Datenschutz',
  intro: 'WhatSnap bewahrt keinen Text einer Nachricht auf, die in GoHighLevel steht. Was es aufbewahrt, lässt sich hier mitnehmen oder löschen.',
  noRight: 'Ihre Rolle in GoHighLevel erlaubt das nicht. Bitten Sie einen Administrator des Standorts oder der Agentur.',
  person: 'Eine Person',
  personHint: 'Nachrichten, die warten oder nicht durchkamen, Dateien, und was über Tags und Konten des Kontakts bekannt ist. Den Kontakt selbst löschen Sie in GoHighLevel.',
  number: 'Nummer der Person',
  all: 'Der ganze Standort',
  allHint: 'Alle Konten mit ihren Einstellungen, und alles andere, was über diesen Standort gespeichert ist.',
  export: 'Exportieren',
  erase: 'Löschen',
  eraseTitle: 'Löschen, was über diese Person gespeichert ist?',
  eraseText: 'Das lässt sich nicht rückgängig machen. Nachrichten, die noch nicht durchkamen, gehen verloren; dass die Person keine Nachrichten will, bleibt bekannt.',
  eraseAllTitle: 'Den ganzen Standort löschen?',
  eraseAllText: 'Alle Konten werden entfernt, dann wird alles gelöscht, was über diesen Standort gespeichert ist. Das lässt sich nicht rückgängig machen.',
  typeName: (name) => `Geben Sie „${name}“ ein, um zu bestätigen`,
  erasing: 'Es wird gelöscht.',
};
