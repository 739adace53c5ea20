namespace WhatSnap.Local.Simulators.Twilio;

/// <summary>The page with a customer's phone on it.</summary>
internal static class TwilioPage
{
    public const string Html = """
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>Twilio (simulated)</title>
        <style>
        :root { color-scheme: light dark; --line: #d8dce3; --soft: #f4f6f9; --card: #fff; --ink: #1c2430;
          --faint: #667085; --accent: #1570ef; --good: #067647; --bad: #b42318; }
        @media (prefers-color-scheme: dark) { :root { --line: #333b47; --soft: #14181f; --card: #1c222b;
          --ink: #e6e9ee; --faint: #98a2b3; --accent: #6cb0ff; --good: #75e0a7; --bad: #fda29b; } }
        * { box-sizing: border-box; }
        body { margin: 0; background: var(--soft); color: var(--ink); font: 15px/1.45 system-ui, sans-serif; }
        header { padding: .75rem 1rem; border-bottom: 1px solid var(--line); background: var(--card); }
        h1 { font-size: 1.05rem; margin: 0; }
        h2 { font-size: 1rem; margin: 0 0 .75rem; }
        main { display: grid; grid-template-columns: minmax(16rem, 24rem) 1fr; gap: 1rem; padding: 1rem;
          max-width: 75rem; margin: auto; }
        form, .texts { background: var(--card); border: 1px solid var(--line); border-radius: .8rem; padding: 1rem; }
        form { align-self: start; }
        label { display: block; margin-bottom: .75rem; color: var(--faint); font-size: .85rem; }
        input, select, textarea { display: block; width: 100%; margin-top: .2rem; padding: .5rem .6rem;
          border: 1px solid var(--line); border-radius: .5rem; background: var(--soft); color: var(--ink);
          font: inherit; }
        textarea { min-height: 6rem; resize: vertical; }
        button { padding: .55rem 1.2rem; border: 0; border-radius: .5rem; background: var(--accent); color: #fff;
          font: inherit; font-weight: 600; cursor: pointer; }
        @media (prefers-color-scheme: dark) { button { color: #10151c; } }
        button:disabled { opacity: .5; cursor: default; }
        :focus-visible { outline: 2px solid var(--accent); outline-offset: 1px; }
        .text { padding: .6rem .8rem; margin-bottom: .5rem; border-radius: .6rem; border: 1px solid var(--line); }
        .text.received { background: var(--soft); border-left: 4px solid var(--accent); }
        .way { font-weight: 600; font-size: .85rem; }
        a { color: var(--accent); overflow-wrap: anywhere; }
        .body { white-space: pre-wrap; overflow-wrap: anywhere; }
        .faint { color: var(--faint); font-size: .85rem; overflow-wrap: anywhere; }
        .good { color: var(--good); } .bad { color: var(--bad); }
        @media (max-width: 45rem) { main { grid-template-columns: 1fr; } }
        </style>
        </head>
        <body>
        <header><h1>Twilio, simulated on this machine</h1></header>
        <main>
        <form id="phone">
          <h2>A customer's phone</h2>
          <label>From (the customer's number)<input id="from" required value="+14155550100" inputmode="tel"></label>
          <label>To (the business number)<select id="to" required></select></label>
          <label>Text<textarea id="body"></textarea></label>
          <label>Picture, if you like<input id="picture" type="file" accept="image/*"></label>
          <button>Send</button> <span id="note" class="faint" role="status"></span>
        </form>
        <div class="texts"><h2>Texts on the phones</h2><div id="texts"></div></div>
        </main>
        <script>
        const byId = id => document.getElementById(id);
        let shown = '';

        function element(name, className, text) {
          const made = document.createElement(name);
          if (className) made.className = className;
          if (text !== undefined) made.textContent = text;
          return made;
        }

        function outcome(result) {
          if (!result) return element('div', 'faint', 'Calling the webhook…');
          const parts = [];
          if (result.error) parts.push(result.error);
          else parts.push('Webhook answered ' + result.status);
          parts.push(result.attempts === 1 ? '1 attempt' : result.attempts + ' attempts');
          if (result.fallbackUsed) parts.push('fallback used');
          return element('div', result.error ? 'bad' : 'good', parts.join(' · '));
        }

        function textBox(text) {
          const box = element('div', 'text' + (text.status ? ' received' : ''));
          const when = new Date(text.dateSent).toLocaleString();
          box.append(element('div', 'way', text.status
            ? (text.status === 'delivered' ? text.to + ' got from ' : 'To ' + text.to + ' from ') + text.from : text.from + ' sends to ' + text.to));
          if (text.body) box.append(element('div', 'body', text.body));
          if (text.status) {
            for (const address of text.mediaUrls) box.append(file(address));
            box.append(element('div', 'faint', when), progress(text));
            return box;
          }
          box.append(element('div', 'faint', when));
          for (const media of text.media)
            box.append(element('div', 'faint', media.contentType + ', ' + media.bytes + ' bytes'));
          box.append(outcome(text.result));
          return box;
        }

        // What a program sent, with the status at which it stands.
        function progress(text) {
          const bad = text.status === 'failed' || text.status === 'undelivered';
          const good = text.status === 'delivered';
          return element('div', bad ? 'bad' : good ? 'good' : 'faint',
            text.status + (text.errorCode ? ' · error ' + text.errorCode : '')
            + ' · ' + text.segments + (text.segments === 1 ? ' segment' : ' segments'));
        }

        function file(address) {
          const link = element('a', '', address);
          link.href = address;
          link.rel = 'noopener noreferrer';
          link.target = '_blank';
          return link;
        }

        function draw(state) {
          const now = JSON.stringify([state.numbers, state.texts, state.sent]);
          if (now === shown) return;
          shown = now;
          const to = byId('to'), before = to.value;
          to.replaceChildren(...state.numbers.map(number => new Option(
            number.phoneNumber + (number.smsUrl ? '' : ' (not connected)'), number.phoneNumber)));
          if (before) to.value = before;
          const all = state.texts.concat(state.sent).sort((a, b) => new Date(b.dateSent) - new Date(a.dateSent));
          const texts = all.slice(0, 100).map(textBox);
          byId('texts').replaceChildren(...(texts.length ? texts
            : [element('p', 'faint', 'No texts yet. Write one on the left and send it.')]));
        }

        async function refresh() {
          try {
            draw(await (await fetch('/_sim/state')).json());
          } catch {
            byId('note').textContent = 'The simulator does not answer.';
          }
          setTimeout(refresh, 1000);
        }

        function base64(file) {
          return new Promise((resolve, reject) => {
            const reader = new FileReader();
            reader.onload = () => resolve(reader.result.split(',')[1] || '');
            reader.onerror = reject;
            reader.readAsDataURL(file);
          });
        }

        byId('phone').addEventListener('submit', async event => {
          event.preventDefault();
          const button = event.submitter, note = byId('note'), file = byId('picture').files[0];
          button.disabled = true;
          note.textContent = 'Sending…';
          try {
            const media = file ? [{ contentType: file.type, base64: await base64(file) }] : [];
            const answer = await fetch('/_sim/text', { method: 'POST', body: JSON.stringify(
              { from: byId('from').value.trim(), to: byId('to').value, body: byId('body').value, media }) });
            note.textContent = answer.ok ? 'Sent.' : (await answer.json()).message;
            if (answer.ok) { byId('body').value = ''; byId('picture').value = ''; }
          } catch {
            note.textContent = 'The simulator does not answer.';
          }
          button.disabled = false;
        });
        refresh();
        </script>
        </body>
        </html>
        """;
}
