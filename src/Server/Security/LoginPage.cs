namespace LockActors.Server.Security;

/// <summary>The page that asks for an API key. Without scripts it works too, and leads to the first page.</summary>
internal static class LoginPage
{
    public const string StylePath = "/login.css";

    public const string Style = """
        :root { color-scheme: light dark; --ink: #1b2330; --paper: #f5f6f8; --card: #fff; --line: #cfd5de;
          --go: #1f5fbf; }
        @media (prefers-color-scheme: dark) {
          :root { --ink: #e6e9ee; --paper: #12161c; --card: #1b212a; --line: #39424f; --go: #6ea8ff; }
        }
        body { margin: 0; min-height: 100vh; display: grid; place-items: center; background: var(--paper);
          color: var(--ink); font: 16px/1.5 system-ui, sans-serif; }
        main { width: min(24rem, calc(100vw - 2rem)); padding: 2rem; background: var(--card); box-sizing: border-box;
          border: 1px solid var(--line); border-radius: .5rem; }
        h1 { margin: 0 0 1rem; font-size: 1.25rem; }
        label, input, button { display: block; width: 100%; box-sizing: border-box; font: inherit; }
        input { margin: .25rem 0 1rem; padding: .5rem; border: 1px solid var(--line); border-radius: .25rem;
          background: var(--paper); color: inherit; }
        button { padding: .5rem; border: 0; border-radius: .25rem; background: var(--go); color: var(--card); }
        :focus-visible { outline: 2px solid var(--go); outline-offset: 2px; }
        [role=alert]:not(:empty) { margin: 0 0 1rem; padding: .5rem; border-left: 4px solid #c62828; }
        """;

    /// <summary>The page.</summary>
    /// <param name="returnUrl">Where to go afterwards, as HTML.</param>
    /// <param name="error">What was wrong with the last attempt, as HTML.</param>
    public static string Of(string returnUrl, string error) => $"""
        <!doctype html>
        <html lang="en">
        <head>
          <meta charset="utf-8">
          <meta name="viewport" content="width=device-width, initial-scale=1">
          <title>LockActors: log in</title>
          <link rel="icon" href="app/favicon.svg" type="image/svg+xml">
          <link rel="stylesheet" href="{StylePath[1..]}">
          <script type="module" src="app/js/login.js"></script>
        </head>
        <body>
          <main>
            <h1>LockActors</h1>
            <p id="problem" role="alert">{error}</p>
            <form method="post" action="{ApiKeyHandler.LoginPath[1..]}">
              <input type="hidden" name="returnUrl" value="{returnUrl}">
              <label for="key">API key</label>
              <input id="key" name="key" type="password" autocomplete="current-password" required autofocus
                aria-describedby="problem">
              <button type="submit">Log in</button>
            </form>
          </main>
        </body>
        </html>
        """;
}
