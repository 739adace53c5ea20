/** Texts of the privacy page, in English. */
export const privacy = {
  title: 'Privacy',
  intro: 'WhatSnap keeps no text of a message once it stands in GoHighLevel. What it does keep can be taken along or erased here.',
  noRight: 'Your role in GoHighLevel does not include this. Ask an admin of the location or the agency.',
  person: 'One person',
  personHint: 'Messages that wait or did not pass, files, and what is known of the contact’s tags and accounts. The contact itself is to be erased in GoHighLevel.',
  number: 'The person’s number',
  all: 'The whole location',
  allHint: 'All accounts with their settings, and everything else that is stored about this location.',
  export: 'Export',
  erase: 'Erase',
  eraseTitle: 'Erase what is stored about this person?',
  eraseText: 'This can’t be undone. Messages that did not pass yet are lost; that the person opted out is kept.',
  eraseAllTitle: 'Erase the whole location?',
  eraseAllText: 'All accounts are removed, then everything that is stored about this location is erased. This can’t be undone.',
  typeName: (name: string) => `Type “${name}” to confirm`,
  erasing: 'It is being erased.',
};
