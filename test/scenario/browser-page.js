// SPDX-License-Identifier: Apache-2.0
// Runs in the browser, on another origin than the enclave's: a whole registration, its metrics
// shown on the page; then tells the server what the page shows.
import { SecureClient } from '/sdk/index.js';

const show = (text) => { document.body.textContent = text; };
const later = (milliseconds) => new Promise((done) => { setTimeout(done, milliseconds); });

async function run() {
  const { options } = await (await fetch('/options.json')).json();
  const client = new SecureClient(options);
  await client.register();
  for (;;) {
    const { progress } = await client.getSession();
    if (progress.complete) break;
    await later(100);
  }
  const { summary } = await client.getSummary();
  show(`${summary.trades} trades, volume ${summary.volume}, result ${summary.realizedPnl}`);
  await client.revoke();
}

await run().catch((error) => show(error.code ?? error.message));
await fetch('/result', { method: 'POST', body: document.body.textContent });
