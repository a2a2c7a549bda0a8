'use client'

/** The root layout itself failed: no styles, no providers, so plain words and a way on. */
export default function GlobalError({ error, reset }: { error: Error & { digest?: string }; reset: () => void }) {
  return (
    <html lang="en">
      <body>
        <main>
          <h1>Gatehouse could not show this page</h1>
          <p>The failure was logged{error.digest ? ` under ${error.digest}` : ''}.</p>
          <button type="button" onClick={reset}>
            Try again
          </button>
        </main>
      </body>
    </html>
  )
}
