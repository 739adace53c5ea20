import type { Strings } from '../en';

/** Texts of what people changed, in German. */
export const activity: Strings['activity'] = {
  title: 'Verlauf',
  intro: 'Was Menschen in WhatSnap geändert haben, das Neueste zuerst, für 400 Tage. Einstellungen werden genannt, ohne ihre Werte.',
  none: 'Noch hat niemand etwas geändert',
  noneNext: 'Sobald es jemand tut, steht es hier, mit wem und wann.',
  more: 'Ältere Änderungen zeigen',
  user: (id) => `Nutzer ${id}`,
  goneAccount: 'Ein entferntes Konto',
  unsure: 'Nicht bekannt, ob es geschah',
  kinds: {
    account_added: 'Hat ein Konto hinzugefügt.', account_changed: 'Hat ein Konto geändert.', account_removed: 'Hat ein Konto entfernt.', account_disconnected: 'Hat ein Konto getrennt.',
    account_reconnected: 'Hat ein Konto neu verbunden.', connection_called_off: 'Hat das Verbinden eines Kontos abgebrochen.', question_answered: 'Hat eine Frage beim Verbinden beantwortet.', passkey_answered: 'Hat WhatsApps Passkey für ein Konto beantwortet.',
    pairing_code_asked: 'Hat einen Code zum Verknüpfen eines Telefons geholt.', alert_settings_changed: 'Hat geändert, wer von Alarmen erfährt.',
    device_code_asked: 'Hat einen Code zum Koppeln eines Telefons oder Macs geholt.', device_revoked: 'Hat dem Telefon oder Mac eines Kontos den Zugang entzogen.',
    signing_key_pasted: 'Hat den Signing Key vom Telefon eines Kontos eingefügt.',
    data_exported: 'Hat exportiert, was über einen Kontakt oder den Standort gespeichert ist.', data_erased: 'Hat löschen lassen, was über einen Kontakt oder den Standort gespeichert ist.',
    messages_replayed: 'Hat Nachrichten erneut versucht, die nicht durchkamen.', tags_repaired: 'Hat Tags von Konten an Kontakten repariert.',
    consent_changed: 'Hat vermerkt, dass ein Kontakt keine Nachrichten mehr will oder wieder welche will.', safety_changed: 'Hat Vorsicht oder Ruhezeit eines Kontos geändert.',
    sending_resumed: 'Hat die Pause eines Kontos vor ihrer Zeit beendet.',
  },
  members: {
    name: 'Name', tag: 'Tag', tagMode: 'was mit Tags geschieht', assignment: 'wer Kontakte bekommt', isDefault: 'Standardkonto', simulatesTyping: 'Schreibanzeige', takesGroups: 'Gruppen', forwarding: 'was vom Gerät kommt', kind: 'Art',
    twilio: 'Twilio', authToken: 'Auth Token', answer: 'Antwort', phoneNumber: 'Nummer', emails: 'E-Mail-Adressen', webhookUrl: 'Webhook', renewsSecret: 'neues Geheimnis', number: 'Nummer',
    contactId: 'Kontakt', locationId: 'Standort', confirm: 'Bestätigung', keepTag: 'Tag, das bleibt', moveToAccountId: 'Konto', remove: 'weggenommen', mode: 'Stufe', quietHours: 'Ruhezeit',
    device: 'Gerät', code: 'Grund', id: 'Nachricht', state: 'Einwilligung', note: 'Anmerkung', assertion: 'Passkey', after: 'Stelle in der Liste',
  },
};
