namespace WhatSnap.Local.Simulators.GoHighLevel;

/// <summary>What is always the same about the page that shows contacts and conversations.</summary>
internal static class GoHighLevelPage
{
    /// <param name="numbers">How much there is, for the head of the page.</param>
    /// <param name="contacts">The list of contacts.</param>
    /// <param name="head">Name and tags of the chosen contact.</param>
    /// <param name="thread">Its conversation.</param>
    /// <param name="answer">The form for an answer.</param>
    public static string Html(string numbers, string contacts, string head, string thread, string answer) => $"""
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>GoHighLevel (simulated)</title>
        <style>{Style}</style>
        </head>
        <body>
        <header><h1>GoHighLevel, simulated on this machine</h1><span id="numbers" role="status">{numbers}</span></header>
        <main>
        <nav id="contacts" aria-label="Contacts">{contacts}</nav>
        <section aria-label="Conversation">
        <div id="head">{head}</div>
        <div id="thread" tabindex="0" role="log">{thread}</div>
        {answer}
        </section>
        </main>
        <script>{Script}</script>
        </body>
        </html>
        """;

    /// <summary>The page works without it; with it, what is new appears by itself.</summary>
    private const string Script = """
        const thread = document.getElementById('thread');
        const bottom = () => { thread.scrollTop = thread.scrollHeight; };
        async function refresh() {
          try {
            const fresh = new DOMParser().parseFromString(await (await fetch(location.href)).text(), 'text/html');
            for (const id of ['numbers', 'contacts', 'head', 'thread']) {
              const now = document.getElementById(id), next = fresh.getElementById(id);
              if (now.contains(document.activeElement) && id === 'head') continue;
              if (now.isEqualNode(next)) continue;
              now.replaceChildren(...next.childNodes);
              if (id === 'thread') bottom();
            }
          } catch {
            document.getElementById('numbers').textContent = 'The simulator does not answer.';
          }
          setTimeout(refresh, 1000);
        }
        bottom();
        setTimeout(refresh, 1000);
        """;

    private const string Style = """
        :root { color-scheme: light dark; --line: #d8dce3; --soft: #f4f6f9; --card: #fff; --ink: #1c2430;
          --faint: #5b6474; --accent: #1570ef; --on: #fff; --in: #e4e8ef; --out: #d6e8ff; --good: #067647; --bad: #b42318; }
        @media (prefers-color-scheme: dark) { :root { --line: #333b47; --soft: #14181f; --card: #1c222b;
          --ink: #e6e9ee; --faint: #98a2b3; --accent: #6cb0ff; --on: #10151c; --in: #2a323d; --out: #173c66;
          --good: #75e0a7; --bad: #fda29b; } }
        * { box-sizing: border-box; }
        body { margin: 0; height: 100vh; display: flex; flex-direction: column; background: var(--soft);
          color: var(--ink); font: 15px/1.45 system-ui, sans-serif; }
        header { display: flex; flex-wrap: wrap; gap: .25rem 1rem; align-items: baseline; padding: .75rem 1rem;
          border-bottom: 1px solid var(--line); background: var(--card); }
        h1 { font-size: 1.05rem; margin: 0; }
        h2 { font-size: 1rem; margin: 0; }
        header span, .faint { color: var(--faint); font-size: .85rem; }
        main { flex: 1; min-height: 0; display: grid; grid-template-columns: minmax(15rem, 20rem) 1fr; }
        nav { overflow-y: auto; border-right: 1px solid var(--line); background: var(--card); }
        nav a { display: block; padding: .7rem 1rem; border-bottom: 1px solid var(--line); color: inherit; text-decoration: none; }
        nav a[aria-current] { box-shadow: inset 3px 0 var(--accent); background: var(--soft); }
        .name { font-weight: 600; overflow-wrap: anywhere; }
        .last { display: block; overflow: hidden; white-space: nowrap; text-overflow: ellipsis; }
        .tag { display: inline-flex; align-items: center; gap: .2rem; margin: .15rem .25rem 0 0; padding: 0 .5rem;
          border: 1px solid var(--line); border-radius: 1rem; font-size: .8rem; color: var(--faint); }
        .tag button { padding: 0 .15rem; border: 0; background: none; color: inherit; cursor: pointer; }
        section { min-height: 0; display: flex; flex-direction: column; }
        #head, .answer { padding: .75rem 1rem; background: var(--card); border-bottom: 1px solid var(--line); }
        .answer { border: 0; border-top: 1px solid var(--line); }
        .tags, .tags form, .buttons { display: inline-flex; flex-wrap: wrap; gap: .4rem; align-items: center; }
        .tags { margin-top: .4rem; }
        .buttons { margin-top: .5rem; }
        #thread { flex: 1; overflow-y: auto; padding: 1rem; display: flex; flex-direction: column; gap: .5rem; }
        .message { max-width: 34rem; padding: .5rem .8rem; border-radius: .8rem; background: var(--in); align-self: flex-start; }
        .message.outbound { align-self: flex-end; background: var(--out); }
        a { color: var(--accent); overflow-wrap: anywhere; }
        .text { white-space: pre-wrap; overflow-wrap: anywhere; }
        .message img { display: block; max-width: 100%; max-height: 16rem; margin-top: .4rem; border-radius: .4rem; }
        .status { font-weight: 600; } .good { color: var(--good); } .bad { color: var(--bad); }
        .empty { margin: auto; max-width: 26rem; text-align: center; color: var(--faint); }
        textarea, select, input { padding: .4rem .6rem; border: 1px solid var(--line); border-radius: .5rem;
          background: var(--soft); color: var(--ink); font: inherit; max-width: 100%; }
        input[type=file] { width: 15rem; }
        textarea { display: block; width: 100%; min-height: 4rem; resize: vertical; }
        button { padding: .4rem .9rem; border: 1px solid var(--accent); border-radius: .5rem; background: none;
          color: var(--accent); font: inherit; cursor: pointer; }
        button.main { background: var(--accent); color: var(--on); font-weight: 600; }
        :focus-visible { outline: 2px solid var(--accent); outline-offset: -1px; }
        @media (max-width: 40rem) { main { grid-template-columns: 1fr; grid-template-rows: 30% 1fr; }
          nav { border-right: 0; border-bottom: 1px solid var(--line); } }
        """;
}
