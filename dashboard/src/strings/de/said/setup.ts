import type { Said } from '../../said';
import { states } from './states';

/** What the checks of a location's setup are called, in German. */
export const setupTitles: Record<string, string> = {
  access: 'WhatSnap hat Zugriff auf den Standort',
  scopes: 'Alles, was WhatSnap braucht, ist erlaubt',
  sms_provider: 'WhatSnap ist der Standard-SMS-Provider',
  duplicates: 'Eine Nummer ist ein Kontakt',
  public_address: 'WhatSnaps eigene Adresse führt zu WhatSnap',
  events: 'GoHighLevels Ereignisse kommen an',
  deliveries: 'Was in GoHighLevel geschrieben wird, kommt an',
  platform_field: 'Kontakte haben das Feld für die Plattform',
  account_tags: 'Das Tag jedes Kontos gibt es am Standort',
};

const nothing = 'Nichts zu tun.';
const choose = 'Wählen Sie in den Einstellungen des Standorts unter Phone Numbers › Advanced Settings › SMS Provider WhatSnap.';

/** What the checks of a location's setup find, in German. */
export const setup: Said = {
  connected: states['connected']!,
  reconnect_needed: states['reconnect_needed']!,
  agency_reconnect_needed: states['agency_reconnect_needed']!,
  uninstalled: states['uninstalled']!,
  not_installed: states['not_installed']!,
  daily_limit_reached: states['daily_limit_reached']!,
  access_refused: ['GoHighLevel lehnt WhatSnaps Aufrufe für diesen Standort ab, obwohl der Zugriff gilt.', 'Prüfen Sie, ob der Standort in GoHighLevel aktiv ist, und installieren Sie WhatSnap dann dort noch einmal.'],
  scopes_granted: ['WhatSnap darf alles, was es braucht.', nothing],
  scopes_missing: ['WhatSnap wurde nicht alles erlaubt, was es braucht; was fehlt, steht dabei.', 'Installieren Sie WhatSnap an diesem Standort noch einmal. Fehlt danach dasselbe, bitten Sie die Betreiber von WhatSnap, es der App im Entwicklerportal hinzuzufügen.'],
  scopes_unknown: ['GoHighLevel hat noch nicht gesagt, was WhatSnap hier darf.', 'Prüfen Sie morgen noch einmal, wenn der Zugriff erneuert ist, oder installieren Sie WhatSnap an diesem Standort noch einmal.'],
  provider_is_ours: ['WhatSnap ist der Standard-SMS-Provider dieses Standorts: Antworten, Workflows und Massenaktionen gehen darüber hinaus.', nothing],
  provider_is_other: ['Ein anderer Provider sendet die SMS dieses Standorts: Antworten, Workflows und Massenaktionen gehen wortlos an WhatSnap vorbei.', choose],
  provider_not_chosen: ['GoHighLevel nennt für diesen Standort keinen Standard-SMS-Provider: Workflows und Massenaktionen erreichen WhatSnap nicht.', choose],
  provider_is_additional: ['WhatSnap ist als zusätzlicher Kanal eingerichtet: Die SMS gewöhnlicher Workflows und Massenaktionen gehen nicht darüber hinaus.', 'Nichts, wenn das so gewollt ist. Sonst bitten Sie die Betreiber von WhatSnap, GoHighLevel__MessageType auf SMS zu stellen.'],
  provider_not_configured: ['WhatSnap kennt seinen eigenen Provider nicht: Seine Einstellung GoHighLevel__ConversationProviderId fehlt.', 'Bitten Sie die Betreiber von WhatSnap, dort die Kennung des Conversation Providers aus dem Entwicklerportal einzutragen.'],
  duplicates_forbidden: ['Der Standort erlaubt einen Kontakt je Nummer.', nothing],
  duplicates_allowed: ['Der Standort erlaubt mehrere Kontakte mit einer Nummer: Nachrichten eines Menschen verteilen sich vielleicht auf Zwillinge.', 'Schalten Sie in den Einstellungen des Standorts unter Business Profile „Allow Duplicate Contact“ aus und führen Sie die Zwillinge zusammen.'],
  address_answers: ['WhatSnap erreicht sich selbst unter der Adresse, an die GoHighLevel sendet.', nothing],
  address_silent: ['WhatSnap erreicht sich unter seiner öffentlichen Adresse nicht, also kann GoHighLevel es kaum.', 'Bitten Sie die Betreiber von WhatSnap, die Einstellung Host__PublicBaseUrl zu prüfen und was zwischen dieser Adresse und WhatSnap steht.'],
  events_come: ['Ereignisse dieses Standorts kommen an, mit gültiger Signatur.', nothing],
  events_none: ['Noch kein Ereignis dieses Standorts ist angekommen.', 'Ändern Sie in GoHighLevel ein Tag eines Kontakts und prüfen Sie in einer Minute noch einmal. Kommt wieder keines, bitten Sie die Betreiber von WhatSnap, Webhook-Adresse und Ereignisse der App im Entwicklerportal zu prüfen.'],
  deliveries_come: ['Was in GoHighLevel geschrieben wird, kommt an, mit gültiger Signatur.', nothing],
  deliveries_none: ['Noch keine in GoHighLevel geschriebene Nachricht ist angekommen.', 'Schreiben Sie einem Kontakt und prüfen Sie in einer Minute noch einmal. Kommt wieder keine, sehen Sie auf die Prüfung des SMS-Providers, und bitten Sie dann die Betreiber von WhatSnap, die Delivery URL des Providers im Entwicklerportal zu prüfen.'],
  field_there: ['Kontakte haben das Feld, das die Plattform zeigt.', nothing],
  field_made: ['Das Feld, das die Plattform zeigt, fehlte; es wurde neu angelegt, und neue Kontakte bekommen es.', nothing],
  tags_there: ['Das Tag jedes Kontos ist unter den Tags des Standorts.', nothing],
  tags_made: ['Tags von Konten fehlten unter den Tags des Standorts; sie wurden neu angelegt und stehen dabei.', nothing],
  not_checked_now: ['Das lässt sich gerade nicht prüfen: Eine Antwort kam nicht rechtzeitig.', 'Prüfen Sie in einer Minute noch einmal.'],
  not_allowed: ['Das lässt sich nicht prüfen: GoHighLevel lässt WhatSnap nicht nachsehen.', 'Tun Sie zuerst, was die Prüfungen von Zugriff und Erlaubnissen sagen.'],
};
