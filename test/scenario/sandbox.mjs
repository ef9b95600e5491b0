// SPDX-License-Identifier: Apache-2.0
// sandbox.mjs - a sandbox alone, for the tests of other people's clients.
import { Stage } from './stage.mjs';

// { url, truth, account(name), stop() }; stop() fails unless it ends with 0.
export async function startSandbox(...flags) {
  const stage = new Stage({ after() {} }); // ended by stop()
  const { url, truth, account } = await stage.sandbox(...flags);
  return { url, truth, account, stop: () => stage.close() };
}
