import type { Said } from '../../said';
import { states } from './states';

/** Why messages failed, in German. */
export const failures: Said = {
  contact_refused: ['GoHighLevel hat es abgelehnt, für diesen Absender einen Kontakt anzulegen.', 'Lesen Sie unten, was GoHighLevel sagt, berichtigen Sie den Kontakt oder die Einstellungen des Standorts und versuchen Sie die Nachricht dann erneut.'],
  message_refused: ['GoHighLevel hat diese Nachricht abgelehnt.', 'Lesen Sie unten, was GoHighLevel sagt; lag es an einer Einstellung, berichtigen Sie sie und versuchen Sie die Nachricht erneut.'],
  location_unavailable: ['GoHighLevel sagt, dieser Standort sei nicht aktiv oder WhatSnap dürfe ihn nicht nutzen.', 'Prüfen Sie, ob der Standort aktiv und WhatSnap dort installiert ist. Was hereinkam, kommt dann von selbst zurück; was hinausgeht, senden Sie in GoHighLevel noch einmal.'],
  reconnect_needed: ['GoHighLevel nimmt WhatSnaps Zugriff auf diesen Standort nicht mehr an.', 'Installieren Sie WhatSnap an diesem Standort noch einmal. Was hereinkam, kommt dann von selbst zurück; was hinausgeht, senden Sie in GoHighLevel noch einmal.'],
  stored_nothing: ['GoHighLevel hat Erfolg gemeldet, die Nachricht aber nicht gespeichert.', 'Prüfen Sie, ob der Conversation Provider für diesen Standort eingerichtet ist, und versuchen Sie die Nachricht dann erneut.'],
  gohighlevel_unreachable: ['GoHighLevel war drei Tage lang nicht erreichbar.', 'Sehen Sie auf status.gohighlevel.com. Was hereinkam, kommt von selbst zurück, sobald GoHighLevel antwortet; was hinausgeht, senden Sie in GoHighLevel noch einmal.'],
  sender_without_number: ['Der Absender ist eine Kurzwahl oder ein Name; das kann GoHighLevel nicht als Kontakt haben.', 'Lesen Sie die Nachricht dort, wo das Konto sie hat, auf seinem Telefon oder in Twilios Protokoll; nach GoHighLevel kann sie nicht kommen.'],
  account_gone: ['Das Konto, das diese Nachricht empfing, wurde entfernt.', 'Fügen Sie wieder ein Konto mit derselben Nummer hinzu: Bis 90 Tage nach dem Entfernen kommt die Nachricht dann von selbst zurück.'],
  no_account: ['Kein Konto ließ sich wählen: Der Kontakt hat kein Tag eines Kontos, hat keinem geschrieben, und der Standort hat kein Standardkonto.', 'Geben Sie dem Kontakt das Tag eines Kontos, oder machen Sie ein Konto zum Standard, und senden Sie die Nachricht noch einmal.'],
  switch_to_nobody: ['Der Befehl am Anfang des Textes nennt kein Konto dieses Standorts.', 'Schreiben Sie Name oder Tag des Kontos hinter #switch oder #switch_unique und senden Sie die Nachricht noch einmal.'],
  sender_gone: ['Das Konto, das diese Nachricht senden sollte, wurde entfernt.', 'Geben Sie dem Kontakt das Tag eines anderen Kontos und senden Sie die Nachricht noch einmal.'],
  sender_not_active: ['Das Konto, das diese Nachricht senden sollte, ist nicht verbunden.', 'Verbinden Sie das Konto neu, oder geben Sie dem Kontakt das Tag eines anderen, und senden Sie die Nachricht noch einmal.'],
  recipient_without_number: ['Der Kontakt hat keine gültige Telefonnummer.', 'Berichtigen Sie die Nummer, mit + und Ländervorwahl, und senden Sie die Nachricht noch einmal.'],
  recipient_gone: ['GoHighLevel kennt diesen Kontakt nicht mehr.', 'Schreiben Sie dem Kontakt, der an seine Stelle trat.'],
  nothing_to_send: ['Die Nachricht hat weder Text noch Anhang.', 'Schreiben Sie etwas und senden Sie die Nachricht noch einmal.'],
  provider_refused: ['Der Anbieter hat diese Nachricht abgelehnt.', 'Sehen Sie unten den Grund des Anbieters, beheben Sie ihn und senden Sie die Nachricht noch einmal.'],
  provider_unreachable: ['Der Anbieter war vier Stunden lang nicht erreichbar; die Nachricht wurde nicht gesendet.', 'Sehen Sie auf die Statusseite des Anbieters und senden Sie die Nachricht noch einmal.'],
  outcome_unknown: ['Es ist nicht bekannt, ob diese Nachricht gesendet wurde: Der Anbieter antwortete nicht und ließ sich vier Stunden lang nicht fragen.', 'Fragen Sie den Kontakt, oder sehen Sie im Protokoll des Anbieters nach, bevor Sie noch einmal senden.'],
  not_on_whatsapp: ['Unter der Nummer dieses Kontakts ist niemand bei WhatsApp.', 'Prüfen Sie die Nummer mit Ländervorwahl, oder geben Sie dem Kontakt das Tag eines Kontos, das SMS sendet, und senden Sie die Nachricht noch einmal.'],
  may_not_write_first: ['WhatsApp schränkt dieses Konto vorerst ein: Es darf nur Menschen schreiben, mit denen es schon gesprochen hat.', 'Warten Sie, bis der Kontakt schreibt, oder geben Sie ihm das Tag eines anderen Kontos. Wer noch mehr Fremden schreibt, verlängert die Einschränkung.'],
  attachment_unusable: ['Ein Anhang ließ sich nicht senden: Seine Adresse antwortet nicht, oder er ist leer oder zu groß.', 'Hängen Sie die Datei noch einmal an, mit höchstens 64 MB, und senden Sie die Nachricht noch einmal.'],
  opted_out: ['Der Kontakt will keine Nachrichten mehr; kein Konto dieses Standorts schreibt ihm.', 'Warten Sie, bis der Kontakt START sendet. Hat er anders zugestimmt, halten Sie das in WhatSnap mit einer Notiz fest und senden Sie die Nachricht noch einmal.'],
  do_not_disturb: ['Der Kontakt steht in GoHighLevel auf „Nicht stören“.', 'Nehmen Sie das vom Kontakt weg, wenn er einverstanden ist, und senden Sie die Nachricht noch einmal.'],
  over_limit: ['Das Konto darf nicht so viel senden: Die Nachricht wäre mehr als einen Tag zu spät hinausgegangen.', 'Senden Sie weniger auf einmal oder von einem anderen Konto, oder ändern Sie, wie vorsichtig das Konto sendet, und senden Sie die Nachricht noch einmal.'],
  too_many_strangers: ['Das Konto darf nicht so vielen Menschen schreiben, die ihm nie schrieben: Die Nachricht wäre mehr als einen Tag zu spät hinausgegangen.', 'Schreiben Sie weniger Menschen am Tag zuerst oder von einem anderen Konto, oder ändern Sie, wie vorsichtig das Konto sendet, und senden Sie die Nachricht noch einmal.'],
  same_text: ['Derselbe Text sollte an viele Menschen gehen, die dem Konto nie schrieben; das halten Anbieter für Spam.', 'Schreiben Sie jedem etwas anderes, oder warten Sie einen Tag, und senden Sie die Nachricht noch einmal.'],
  quiet_hours: ['Es sind die Ruhezeiten des Kontos; darin sendet es nur Antworten an Menschen, die gerade geschrieben haben.', 'Senden Sie die Nachricht nach den Ruhezeiten noch einmal, oder ändern Sie diese.'],
  device_away: ['Das Telefon oder der Mac des Kontos hat diese Nachricht einen Tag lang nicht abgeholt; sie wurde nicht gesendet.', 'Sehen Sie nach, ob das Gerät an und im Internet ist und seine Begleit-App läuft, und senden Sie die Nachricht dann noch einmal.'],
  device_silent: ['Das Telefon oder der Mac des Kontos hat diese Nachricht übernommen und nicht gesagt, was aus ihr wurde: sie kann gesendet worden sein.', 'Sehen Sie in den Nachrichten des Geräts nach, ob sie dort steht, bevor Sie sie noch einmal senden.'],
  phone_sim_wanted: ['Das Telefon des Kontos weiß nicht, mit welcher App oder SIM es SMS sendet.', 'Wählen Sie auf dem Telefon unter Einstellungen → SIM-Karten die SIM für SMS und unter Einstellungen → Apps → Standard-Apps eine App für SMS. Dann senden Sie die Nachricht noch einmal.'],
  phone_limit: ['Android lässt die App vorerst keine SMS mehr senden: Es begrenzt, wie viele eine App in einer halben Stunde sendet.', 'Warten Sie eine halbe Stunde und senden Sie die Nachricht noch einmal. Wer weniger auf einmal sendet, vermeidet das.'],
  phone_without_network: ['Das Telefon des Kontos hatte kein Mobilfunknetz, als es diese Nachricht senden sollte.', 'Schalten Sie den Flugmodus aus, sehen Sie nach, ob das Telefon Empfang hat und die SIM aktiv ist, und senden Sie die Nachricht noch einmal.'],
  phone_refused: ['Das Telefon des Kontos konnte diese Nachricht nicht senden.', 'Senden Sie diesem Kontakt auf dem Telefon von Hand eine SMS. Misslingt auch das, prüfen Sie Guthaben, Tarif und Nummer; das Wort des Telefons steht unten.'],
  phone_cancelled: ['Diese Nachricht wurde in der App auf dem Telefon des Kontos zurückgenommen, bevor sie gesendet war.', 'Senden Sie die Nachricht noch einmal, wenn sie hinausgehen soll.'],
  sending_paused: ['Das Konto pausiert nach einer Warnung seines Anbieters, länger als eine Nachricht warten darf.', 'Sehen Sie bei der Sicherheit des Kontos den Grund und senden Sie die Nachricht nach der Pause noch einmal.'],
  internal_error: ['WhatSnap konnte an dieser Nachricht nicht arbeiten.', 'Sagen Sie es den Betreibern von WhatSnap; ist es behoben, versuchen Sie die Nachricht erneut.'],
};

const byItself = 'Nichts zu tun: Es wird von selbst erneut versucht.';
const noHurry = 'Nichts zu tun: Sie geht zur genannten Zeit hinaus. Beim Konto steht, was es senden darf.';

/** What messages wait for, in German. */
export const waits: Said = {
  gohighlevel_unreachable: ['GoHighLevel antwortet gerade nicht oder nimmt keine Aufrufe mehr an.', byItself],
  reconnect_needed: ['GoHighLevel nimmt WhatSnaps Zugriff auf diesen Standort nicht mehr an.', 'Installieren Sie WhatSnap an diesem Standort noch einmal; die Nachricht geht dann von selbst weiter.'],
  location_unavailable: ['GoHighLevel sagt, dieser Standort sei nicht aktiv oder WhatSnap dürfe ihn nicht nutzen.', 'Prüfen Sie, ob der Standort aktiv und WhatSnap darin installiert ist; die Nachricht geht dann von selbst weiter.'],
  provider_unreachable: ['Der Anbieter antwortet gerade nicht oder nimmt keine Nachrichten mehr an.', byItself],
  sender_not_active: ['Das Konto, das sie senden soll, ist nicht verbunden.', 'Verbinden Sie das Konto neu; die Nachricht geht dann innerhalb von vier Stunden von selbst weiter.'],
  outcome_unknown: ['Noch ist nicht bekannt, ob sie gesendet wurde: Der Anbieter hat nicht geantwortet.', 'Nichts zu tun: Der Anbieter wird gefragt.'],
  pace: ['Das Konto hält Abstand zwischen zwei Nachrichten, und andere gehen vor.', noHurry],
  hourly_limit: ['Das Konto hat gesendet, was es in einer Stunde senden darf.', noHurry],
  daily_limit: ['Das Konto hat gesendet, was es an einem Tag senden darf.', noHurry],
  strangers_limit: ['Das Konto hat so vielen Menschen geschrieben, die ihm nie schrieben, wie es an einem Tag darf.', noHurry],
  same_text: ['Derselbe Text ging an viele Menschen, die dem Konto nie schrieben.', noHurry],
  quiet_hours: ['Es sind die Ruhezeiten des Kontos.', noHurry],
  whatsapp_restricted: states['whatsapp_restricted']!,
  new_chats_used_up: states['new_chats_used_up']!,
  first_message_refused: states['first_message_refused']!,
  texts_filtered: states['texts_filtered']!,
  twilio_inactive: states['twilio_inactive']!,
};
