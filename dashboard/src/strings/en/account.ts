/** Texts of the page of one account, in English. */
export const account = {
  unknown: 'Unknown account',
  checks: 'Checks',
  settings: 'Settings',
  added: 'Added',
  ending: 'Disconnect or remove',
  endingHint: 'Disconnecting keeps tag, history and settings for a reconnection. Removing forgets them; contacts and conversations in GoHighLevel stay.',
  disconnect: 'Disconnect',
  remove: 'Remove',
  disconnectTitle: (name: string) => `Disconnect ${name}?`,
  disconnectText: {
    whatsapp: 'The phone is unlinked, and its messages no longer come here. To reconnect, a new code has to be scanned.',
    twilio: 'Its texts no longer come here: the number gets its old route at Twilio back.',
    device: 'Its messages no longer come here. To reconnect, a device has to be paired again.',
  },
  removeTitle: (name: string) => `Remove ${name}?`,
  removeText: 'It is disconnected, and forgotten with its credentials. This can’t be undone.',
  wasDefault: 'It is the location’s default account: messages to contacts without an account’s tag then have no way out until another is made the default.',
  disconnecting: (name: string) => `${name} is being disconnected.`,
  removing: (name: string) => `${name} is being removed.`,
};

export const settings = {
  name: 'Name',
  nameHint: 'Only your team sees it. The tag stays as it is.',
  tag: 'Tag',
  tagHint: (prefix: string) => `What stands behind ${prefix}`,
  tagRule: 'Small letters, digits and single hyphens between them.',
  tagTitle: 'Change the tag?',
  tagText: (before: string, after: string) => `All contacts with ${before} are moved to ${after}, in the background. Change workflows and lists in GoHighLevel that name the old tag.`,
  tagYes: 'Change the tag',
  tagMode: 'When a contact writes to this account',
  tagModes: {
    add: { name: 'Add the tag', hint: 'The contact keeps the tags of other accounts.' },
    exclusive: { name: 'Replace other accounts’ tags', hint: 'The contact belongs to this account from then on. Tags that are not accounts’ stay.' },
  },
  assignment: 'Who gets its new contacts',
  nobody: 'Nobody: contacts have no owner.',
  oneUser: 'This user becomes the owner.',
  inTurn: 'These users take turns.',
  noUsers: 'GoHighLevel names no users of this location.',
  existing: 'Contacts that were there before, too',
  existingHint: 'Only those without an owner, at their first message to this account.',
  saveAssignment: 'Save who gets contacts',
  isDefault: 'Default account',
  isDefaultHint: 'Sends where neither a tag nor the contact’s history decides.',
  typing: 'Show that somebody types',
  typingHint: 'Contacts see it before a message comes; each one takes 1 to 4 seconds longer.',
  groups: 'Bring in groups',
  groupsHint: 'What is written in the phone’s groups comes to GoHighLevel, too, one contact per group.',
};

export const trouble = {
  intro: 'Looks at everything that has to work, now, and changes nothing.',
  run: 'Run the checks',
  again: 'Run them again',
  running: 'Checking …',
  allWell: 'Everything that was checked works.',
  somethingFound: 'This was found:',
  advice: {
    whatsapp: [
      {
        title: 'WhatsApp fails after scanning',
        lines: ['The code may have expired: wait for the new one and scan again.', 'Update WhatsApp on the phone, or install it anew.', 'Check that both this computer and the phone are online.'],
      },
      {
        title: 'WhatsApp disconnects often',
        lines: [
          'Use the account on a real phone, and keep that phone online.',
          'Open WhatsApp on it at least weekly: WhatsApp ends all links of a phone that was not used for 14 days. WhatSnap counts the days and warns.',
          'Consider WhatsApp Business for a number that is written to all day.',
        ],
      },
    ],
    twilio: [
      {
        title: 'Twilio errors',
        lines: ['Compare Account SID and Auth Token with Twilio’s console.', 'The number must be active and able to send and receive SMS.', 'Add credit to the Twilio account.'],
      },
    ],
    device: [
      {
        title: 'The device does not connect',
        lines: ['Install the companion app anew.', 'Check and grant all permissions that it asks for.', 'Check the device’s connection.', 'Restart the device.'],
      },
    ],
  },
};
