namespace WhatSnap.Local.Simulators.WhatsApp;

/// <summary>The page with the account's phone and a customer's phone on it.</summary>
internal static class PhonePage
{
    public const string Html = """
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>WhatsApp (simulated)</title>
        <style>
        :root { color-scheme: light dark; }
        body { font: 16px/1.45 system-ui, sans-serif; max-width: 60rem; margin: 1.5rem auto; padding: 0 1rem; }
        main { display: grid; grid-template-columns: minmax(15rem, 22rem) 1fr; gap: 2rem; }
        label { display: block; margin: .5rem 0; }
        input, textarea { font: inherit; display: block; width: 100%; box-sizing: border-box; padding: .4rem; }
        button { font: inherit; padding: .4rem .8rem; margin: .2rem .2rem .2rem 0; }
        .message { border: 1px solid #8886; border-left-width: 4px; border-radius: .5rem; padding: .4rem .7rem; margin: .4rem 0; }
        .answer { border-left-color: #1570ef; }
        .body { white-space: pre-wrap; overflow-wrap: anywhere; }
        .faint { opacity: .7; font-size: .85rem; }
        @media (max-width: 45rem) { main { grid-template-columns: 1fr; } }
        </style>
        </head>
        <body>
        <h1>WhatsApp, simulated on this machine</h1>
        <main>
        <div>
        <h2>The account's phone</h2>
        <label>Its number <input id="number" value="15005550177" inputmode="tel"></label>
        <button data-call="scan">Scan the code that is shown</button><button data-call="unlink">Remove linked devices</button>
        <label>A code to type <input id="code" placeholder="ABCD-EFGH"></label>
        <button data-call="type-code">Type the code</button>
        <form id="customer">
        <h2>A customer's phone</h2>
        <label>The customer's number <input id="from" value="14155550101" inputmode="tel"></label>
        <label>Name on WhatsApp <input id="name" value="Ann Blue"></label>
        <label>Text <textarea id="text" rows="4"></textarea></label>
        <label>Picture, if you like <input id="picture" type="file" accept="image/*"></label>
        <button>Send to the account's number</button>
        </form>
        <p id="answer" role="status"></p>
        </div>
        <div><h2>Messages on the customers' phones</h2><div id="messages"></div></div>
        </main>
        <script>
        const byId = id => document.getElementById(id);
        let drawn = '';

        async function call(name, body) {
          try {
            const reply = await fetch('/_sim/' + name, {
              method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) });
            const said = await reply.json();
            byId('answer').textContent = said.message ?? said.result ?? 'Done.';
            return reply.ok;
          } catch {
            byId('answer').textContent = 'The simulator does not answer.';
            return false;
          }
        }

        function textOf(message) {
          const inner = message.documentWithCaptionMessage?.message ?? message;
          const file = inner.imageMessage ?? inner.videoMessage ?? inner.audioMessage ?? inner.documentMessage;
          const text = inner.conversation ?? inner.extendedTextMessage?.text ?? file?.caption ?? '';
          return (file ? '[' + (file.fileName ?? file.mimetype) + '] ' : '') + text || '[' + Object.keys(inner).join(', ') + ']';
        }

        const numberOf = jid => '+' + jid.split('@')[0];

        function draw({ contacts }) {
          const all = contacts.flatMap(contact => [
            ...contact.wrote.map(one => ({ at: one.at, message: one.message, way: (contact.name || numberOf(contact.number)) + ' to ' + numberOf(one.to),
              note: contact.seen.some(seen => seen.endsWith(one.id)) ? 'received' : 'on its way' })),
            ...contact.shown.map(one => ({ at: one.at, message: one.message, way: numberOf(one.from) + ' to ' + (contact.name || numberOf(contact.number)), isAnswer: true })),
          ]).sort((a, b) => b.at - a.at).slice(0, 100);
          const now = JSON.stringify(all);
          if (now === drawn) return;
          drawn = now;
          byId('messages').replaceChildren(...all.map(one => {
            const box = document.createElement('div');
            box.className = one.isAnswer ? 'message answer' : 'message';
            for (const [kind, text] of [['faint', one.way], ['body', textOf(one.message)],
              ['faint', new Date(one.at).toLocaleString() + (one.note ? ' · ' + one.note : '')]]) {
              const line = document.createElement('div');
              line.className = kind;
              line.textContent = text;
              box.append(line);
            }
            return box;
          }));
          if (!all.length) byId('messages').textContent = 'No messages yet. Link the account, write on the left and send.';
        }

        async function refresh() {
          try {
            draw(await (await fetch('/_sim/state')).json());
          } catch {
            byId('answer').textContent = 'The simulator does not answer.';
          }
          setTimeout(refresh, 1000);
        }

        const base64 = file => new Promise((resolve, reject) => {
          const reader = new FileReader();
          reader.onload = () => resolve(reader.result.split(',')[1] || '');
          reader.onerror = reject;
          reader.readAsDataURL(file);
        });

        for (const button of document.querySelectorAll('button[data-call]'))
          button.onclick = () => call(button.dataset.call, { number: byId('number').value, code: byId('code').value });
        byId('customer').onsubmit = async event => {
          event.preventDefault();
          const file = byId('picture').files[0];
          const media = file ? { mimetype: file.type, data: await base64(file) } : undefined;
          const body = { number: byId('number').value, from: byId('from').value, name: byId('name').value, text: byId('text').value, media };
          if (await call('write', body)) byId('text').value = byId('picture').value = '';
        };
        refresh();
        </script>
        </body>
        </html>
        """;
}
