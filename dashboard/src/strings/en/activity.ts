/** Texts of what people changed, in English. */
export const activity = {
  title: 'Activity',
  intro: 'What people changed in WhatSnap, the newest first, for 400 days. Settings are named, without their values.',
  none: 'Nobody has changed anything yet',
  noneNext: 'As soon as somebody does, it stands here with who and when.',
  more: 'Show older changes',
  user: (id: string) => `User ${id}`,
  goneAccount: 'A removed account',
  unsure: 'Not known whether it was done',
  /** In English the API's own words. */
  kinds: {} as Record<string, string>,
  members: {
    name: 'name', tag: 'tag', tagMode: 'what happens to tags', assignment: 'who gets contacts', isDefault: 'default account', simulatesTyping: 'typing', takesGroups: 'groups', forwarding: 'what comes from the device', kind: 'kind',
    twilio: 'Twilio', authToken: 'Auth Token', answer: 'answer', phoneNumber: 'number', emails: 'e-mail addresses', webhookUrl: 'webhook', renewsSecret: 'new secret', number: 'number',
    contactId: 'contact', locationId: 'location', confirm: 'confirmation', keepTag: 'tag that stays', moveToAccountId: 'account', remove: 'taken away', mode: 'mode', quietHours: 'quiet hours',
    device: 'device', code: 'reason', id: 'message', state: 'consent', note: 'note', assertion: 'passkey', after: 'place in the list',
  } as Record<string, string>,
};
