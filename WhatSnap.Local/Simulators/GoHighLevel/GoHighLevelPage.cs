namespace WhatSnap.Local.Simulators.GoHighLevel;

/// <summary>The page that shows contacts and conversations as they arrive.</summary>
internal static class GoHighLevelPage
{
    public const string Html = """
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>GoHighLevel (simulated)</title>
        <style>
        :root { color-scheme: light dark; --line: #d8dce3; --soft: #f4f6f9; --card: #fff; --ink: #1c2430;
          --faint: #667085; --accent: #1570ef; --in: #e4e8ef; --out: #d6e8ff; }
        @media (prefers-color-scheme: dark) { :root { --line: #333b47; --soft: #14181f; --card: #1c222b;
          --ink: #e6e9ee; --faint: #98a2b3; --accent: #6cb0ff; --in: #2a323d; --out: #173c66; } }
        * { box-sizing: border-box; }
        body { margin: 0; height: 100vh; display: flex; flex-direction: column; background: var(--soft);
          color: var(--ink); font: 15px/1.45 system-ui, sans-serif; }
        header { display: flex; flex-wrap: wrap; gap: .25rem 1rem; align-items: baseline; padding: .75rem 1rem;
          border-bottom: 1px solid var(--line); background: var(--card); }
        h1 { font-size: 1.05rem; margin: 0; }
        header span, .faint { color: var(--faint); font-size: .85rem; }
        main { flex: 1; min-height: 0; display: grid; grid-template-columns: minmax(15rem, 22rem) 1fr; }
        nav { overflow-y: auto; border-right: 1px solid var(--line); background: var(--card); }
        nav button { display: block; width: 100%; text-align: left; padding: .7rem 1rem; border: 0;
          border-bottom: 1px solid var(--line); background: none; color: inherit; font: inherit; cursor: pointer; }
        nav button[aria-current=true] { box-shadow: inset 3px 0 var(--accent); background: var(--soft); }
        nav button:focus-visible { outline: 2px solid var(--accent); outline-offset: -2px; }
        .name { font-weight: 600; overflow-wrap: anywhere; }
        .last { display: block; overflow: hidden; white-space: nowrap; text-overflow: ellipsis; }
        .tag { display: inline-block; margin: .15rem .25rem 0 0; padding: 0 .5rem; border: 1px solid var(--line);
          border-radius: 1rem; font-size: .78rem; color: var(--faint); }
        section { overflow-y: auto; padding: 1rem; display: flex; flex-direction: column; gap: .5rem; }
        .message { max-width: 34rem; padding: .5rem .8rem; border-radius: .8rem; background: var(--in); }
        .message.outbound { align-self: flex-end; background: var(--out); }
        .message.inbound { align-self: flex-start; }
        a { color: var(--accent); overflow-wrap: anywhere; }
        .text { white-space: pre-wrap; overflow-wrap: anywhere; }
        .message img { display: block; max-width: 100%; max-height: 16rem; margin-top: .4rem; border-radius: .4rem; }
        .empty { margin: auto; max-width: 26rem; text-align: center; color: var(--faint); }
        @media (max-width: 40rem) { main { grid-template-columns: 1fr; grid-template-rows: 40% 1fr; }
          nav { border-right: 0; border-bottom: 1px solid var(--line); } }
        </style>
        </head>
        <body>
        <header><h1>GoHighLevel, simulated on this machine</h1><span id="numbers" role="status">Loading…</span></header>
        <main>
        <nav id="contacts" aria-label="Contacts"></nav>
        <section id="thread" aria-label="Conversation"></section>
        </main>
        <script>
        const contactList = document.getElementById('contacts');
        const thread = document.getElementById('thread');
        const numbers = document.getElementById('numbers');
        let state = { contacts: [], messages: [] };
        let chosen = null, shown = '';

        function element(name, className, text) {
          const made = document.createElement(name);
          if (className) made.className = className;
          if (text !== undefined) made.textContent = text;
          return made;
        }
        const when = text => new Date(text).toLocaleString();
        const ofContact = id => state.messages.filter(message => message.contactId === id);
        const title = contact => contact.name || contact.phone || contact.email || contact.id;

        function latest(contact) {
          const messages = ofContact(contact.id);
          return messages.length ? messages[messages.length - 1] : null;
        }

        function contactButton(contact) {
          const button = element('button');
          button.type = 'button';
          button.setAttribute('aria-current', String(contact.id === chosen));
          button.append(element('span', 'name', title(contact)), element('br'));
          if (contact.phone && contact.name) button.append(element('span', 'faint', contact.phone), element('br'));
          const last = latest(contact);
          if (last) button.append(element('span', 'faint last', last.body || '(attachment)'));
          for (const tag of contact.tags) button.append(element('span', 'tag', tag));
          button.addEventListener('click', () => { chosen = contact.id; shown = ''; draw(); });
          return button;
        }

        function attachment(address) {
          const safe = /^https?:\/\//i.test(address);
          const link = element(safe ? 'a' : 'span', '', address);
          if (!safe) return link;
          link.href = address;
          link.rel = 'noopener noreferrer';
          link.target = '_blank';
          const image = element('img');
          image.alt = '';
          image.loading = 'lazy';
          image.src = address;
          image.addEventListener('load', () => link.replaceChildren(image));
          return link;
        }

        function bubble(message) {
          const box = element('div', 'message ' + (message.direction === 'inbound' ? 'inbound' : 'outbound'));
          if (message.body) box.append(element('div', 'text', message.body));
          for (const address of message.attachments) box.append(attachment(address));
          const facts = [when(message.dateAdded), message.type, message.direction];
          box.append(element('div', 'faint', facts.join(' · ')));
          return box;
        }

        function draw() {
          const byNews = contact => (latest(contact) || {}).sequence || 0;
          const contacts = [...state.contacts].sort((a, b) => byNews(b) - byNews(a)).slice(0, 200);
          if (!chosen && contacts.length) chosen = contacts[0].id;
          const newest = state.messages[state.messages.length - 1];
          const now = JSON.stringify([chosen, contacts, newest && newest.id]);
          if (now === shown) return;
          shown = now;
          contactList.replaceChildren(...contacts.map(contactButton));
          const messages = ofContact(chosen)
            .sort((a, b) => new Date(a.dateAdded) - new Date(b.dateAdded) || a.sequence - b.sequence).slice(-200);
          thread.replaceChildren(...messages.map(bubble));
          if (!messages.length) {
            thread.append(element('p', 'empty', state.contacts.length
              ? 'No messages with this contact yet.'
              : 'No contacts yet. As soon as a message is delivered here, its sender appears on the left.'));
          }
          thread.scrollTop = thread.scrollHeight;
        }

        async function refresh() {
          try {
            const since = state.messages.length ? state.messages[state.messages.length - 1].sequence : 0;
            const fresh = await (await fetch('/_sim/state?since=' + since)).json();
            const wasReset = state.resets !== undefined && fresh.resets !== state.resets;
            state = { ...fresh, messages: wasReset ? [] : state.messages.concat(fresh.messages) };
            numbers.textContent = state.contacts.length + ' contacts, ' + state.messages.length + ' messages, '
              + state.calls.total + ' calls' + (state.faults.unavailable ? ', switched off' : '');
            draw();
          } catch {
            numbers.textContent = 'The simulator does not answer.';
          }
          setTimeout(refresh, 1000);
        }
        refresh();
        </script>
        </body>
        </html>
        """;
}
