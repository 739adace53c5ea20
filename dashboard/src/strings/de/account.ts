import type { Strings } from '../en';

/** Texts of the page of one account, in German. */
export const account: Strings['account'] = {
  unknown: 'Unbekanntes Konto',
  checks: 'Prüfungen',
  settings: 'Einstellungen',
  added: 'Hinzugefügt',
  ending: 'Trennen oder entfernen',
  endingHint: 'Wer trennt, behält Tag, Verlauf und Einstellungen für eine neue Verbindung. Wer entfernt, verliert sie; Kontakte und Gespräche in GoHighLevel bleiben.',
  disconnect: 'Trennen',
  remove: 'Entfernen',
  disconnectTitle: (name) => `${name} trennen?`,
  disconnectText: {
    whatsapp: 'Die Verknüpfung mit dem Telefon endet, und seine Nachrichten kommen nicht mehr hierher. Zum Neuverbinden muss ein neuer Code gescannt werden.',
    twilio: 'Seine Texte kommen nicht mehr hierher: Die Nummer bekommt bei Twilio ihren alten Weg zurück.',
    device: 'Seine Nachrichten kommen nicht mehr hierher. Zum Neuverbinden muss wieder ein Gerät gekoppelt werden.',
  },
  removeTitle: (name) => `${name} entfernen?`,
  removeText: 'Es wird getrennt und mit seinen Zugangsdaten vergessen. Das lässt sich nicht rückgängig machen.',
  wasDefault: 'Es ist das Standardkonto des Standorts: Nachrichten an Kontakte ohne Tag eines Kontos haben dann keinen Weg hinaus, bis ein anderes Standard wird.',
  disconnecting: (name) => `${name} wird getrennt.`,
  removing: (name) => `${name} wird entfernt.`,
};

export const settings: Strings['settings'] = {
  name: 'Name',
  nameHint: 'Nur Ihr Team sieht ihn. Das Tag bleibt, wie es ist.',
  tag: 'Tag',
  tagHint: (prefix) => `Was hinter ${prefix} steht`,
  tagRule: 'Kleine Buchstaben, Ziffern und einzelne Bindestriche dazwischen.',
  tagTitle: 'Das Tag ändern?',
  tagText: (before, after) => `Alle Kontakte mit ${before} wechseln im Hintergrund zu ${after}. Ändern Sie Workflows und Listen in GoHighLevel, die das alte Tag nennen.`,
  tagYes: 'Tag ändern',
  tagMode: 'Wenn ein Kontakt diesem Konto schreibt',
  tagModes: {
    add: { name: 'Tag hinzufügen', hint: 'Der Kontakt behält die Tags anderer Konten.' },
    exclusive: { name: 'Tags anderer Konten ersetzen', hint: 'Der Kontakt gehört von da an zu diesem Konto. Tags, die nicht von Konten sind, bleiben.' },
  },
  assignment: 'Wer seine neuen Kontakte bekommt',
  nobody: 'Niemand: Kontakte haben keinen Besitzer.',
  oneUser: 'Dieser Nutzer wird der Besitzer.',
  inTurn: 'Diese Nutzer wechseln sich ab.',
  noUsers: 'GoHighLevel nennt keine Nutzer dieses Standorts.',
  existing: 'Auch Kontakte, die es schon gab',
  existingHint: 'Nur solche ohne Besitzer, bei ihrer ersten Nachricht an dieses Konto.',
  saveAssignment: 'Speichern, wer Kontakte bekommt',
  isDefault: 'Standardkonto',
  isDefaultHint: 'Sendet, wo weder ein Tag noch der Verlauf des Kontakts entscheidet.',
  typing: 'Zeigen, dass jemand schreibt',
  typingHint: 'Kontakte sehen es vor jeder Nachricht; jede dauert 1 bis 4 Sekunden länger.',
  groups: 'Gruppen hereinholen',
  groupsHint: 'Was in den Gruppen des Telefons steht, kommt auch zu GoHighLevel, ein Kontakt je Gruppe.',
};

export const trouble: Strings['trouble'] = {
  intro: 'Sieht jetzt nach allem, was funktionieren muss, und ändert nichts.',
  run: 'Prüfungen starten',
  again: 'Noch einmal prüfen',
  running: 'Es wird geprüft …',
  allWell: 'Alles, was geprüft wurde, funktioniert.',
  somethingFound: 'Das wurde gefunden:',
  advice: {
    whatsapp: [
      {
        title: 'WhatsApp scheitert nach dem Scannen',
        lines: ['Der Code ist vielleicht abgelaufen: Warten Sie auf den neuen und scannen Sie noch einmal.', 'Aktualisieren Sie WhatsApp auf dem Telefon, oder installieren Sie es neu.', 'Prüfen Sie, ob dieser Computer und das Telefon online sind.'],
      },
      {
        title: 'WhatsApp trennt sich oft',
        lines: [
          'Benutzen Sie das Konto auf einem echten Telefon, und lassen Sie es online.',
          'Öffnen Sie WhatsApp darauf mindestens wöchentlich: WhatsApp beendet alle Verknüpfungen eines Telefons, das 14 Tage nicht benutzt wurde. WhatSnap zählt die Tage und warnt.',
          'Für eine Nummer, der den ganzen Tag geschrieben wird, eignet sich WhatsApp Business.',
        ],
      },
    ],
    twilio: [
      {
        title: 'Fehler von Twilio',
        lines: ['Vergleichen Sie Account SID und Auth Token mit der Twilio Console.', 'Die Nummer muss aktiv sein und SMS senden und empfangen können.', 'Laden Sie das Twilio-Konto auf.'],
      },
    ],
    device: [
      {
        title: 'Das Gerät verbindet sich nicht',
        lines: ['Installieren Sie die Companion-App neu.', 'Prüfen und erteilen Sie alle Berechtigungen, die sie braucht.', 'Prüfen Sie die Verbindung des Geräts.', 'Starten Sie das Gerät neu.'],
      },
    ],
  },
};
