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
        .text { padding: .6rem 0; border-top: 1px solid var(--line); }
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
        <div class="texts"><h2>Sent texts</h2><div id="texts"></div></div>
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
          const box = element('div', 'text');
          const when = new Date(text.dateSent).toLocaleString();
          box.append(element('div', 'faint', text.from + ' → ' + text.to + ' · ' + when));
          if (text.body) box.append(element('div', 'body', text.body));
          for (const media of text.media)
            box.append(element('div', 'faint', media.contentType + ', ' + media.bytes + ' bytes'));
          box.append(outcome(text.result));
          return box;
        }

        function draw(state) {
          const now = JSON.stringify([state.numbers, state.texts]);
          if (now === shown) return;
          shown = now;
          const to = byId('to'), before = to.value;
          to.replaceChildren(...state.numbers.map(number => new Option(
            number.phoneNumber + (number.smsUrl ? '' : ' (not connected)'), number.phoneNumber)));
          if (before) to.value = before;
          const texts = state.texts.slice(-100).reverse().map(textBox);
          byId('texts').replaceChildren(...(texts.length ? texts
            : [element('p', 'faint', 'Nothing sent yet. Write a text on the left and send it.')]));
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
