// A browser that is watched: pages are served from this process, and it notes every script that
// runs and every request besides the page itself.
import puppeteer from 'puppeteer-core';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { fileURLToPath } from 'node:url';

const axe = readFileSync(
  fileURLToPath(new URL('node_modules/axe-core/axe.min.js', import.meta.url)), 'utf8');

// A script that is run for a check has this name, so that the watcher knows it.
const ourOwn = '//# sourceURL=sennight-check.js';

export async function startBrowser() {
  let current = '';
  const server = createServer((request, response) => {
    if (request.url !== '/page') {
      response.writeHead(404).end();
      return;
    }
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(current);
  });
  await new Promise((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  const address = `http://127.0.0.1:${server.address().port}/page`;
  const browser = await puppeteer.launch({
    executablePath: '/usr/bin/chromium',
    // Nothing but the pages of this process: whatever else is asked for cannot be reached.
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--no-first-run',
      '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1'],
  });
  const page = await browser.newPage();
  const session = await page.createCDPSession();
  let scripts = [];
  let requests = [];
  session.on('Debugger.scriptParsed', ({ url, hasSourceURL, stackTrace, embedderName }) => {
    if (/sennight-check\.js|^pptr:|__puppeteer/.test(url)) return;
    scripts.push({ url, hasSourceURL, embedderName, stackTrace });
  });
  await session.send('Debugger.enable');
  page.on('request', (request) => {
    // A browser asks for the icon of whatever it shows.
    if (![address, 'data:,', address.replace('/page', '/favicon.ico')].includes(request.url())) {
      requests.push(request.url());
    }
  });
  page.on('dialog', (dialog) => {
    scripts.push({ dialog: dialog.message() });
    dialog.dismiss();
  });

  // Shows a page; resolves when it and all that it asks for has been loaded, and what it did so far
  // has been told.
  const show = async (html, { width = 1280, dark = false } = {}) => {
    current = html;
    await page.setViewport({ width, height: 900 });
    await page.emulateMediaFeatures(
      [{ name: 'prefers-color-scheme', value: dark ? 'dark' : 'light' }]);
    scripts = [];
    requests = [];
    await page.goto(address, { waitUntil: 'load' });
    await evaluate('0');  // Is answered after what was told before.
  };
  const evaluate = (source) =>
    session.send('Runtime.evaluate', {
      expression: `${source}\n${ourOwn}`, returnByValue: true, awaitPromise: true,
    }).then(({ result, exceptionDetails }) => {
      if (exceptionDetails) throw new Error(exceptionDetails.exception.description);
      return result.value;
    });

  return {
    show, evaluate,
    // What the page has done so far.
    seen: () => ({ scripts, requests }),
    // Returns what axe says against the page that is shown, rule by rule.
    async violations(without = []) {
      await evaluate(`${axe};undefined`);
      const rules = Object.fromEntries(without.map((rule) => [rule, { enabled: false }]));
      const found = await evaluate(
        `axe.run(document, {resultTypes: ['violations'], rules: ${JSON.stringify(rules)}})
           .then(({violations}) => violations.map(({id, nodes}) =>
             ({id, nodes: nodes.map(({target, failureSummary}) => [target.join(' '),
               failureSummary])})))`);
      return found;
    },
    screenshot: (path) => page.screenshot({ path, fullPage: true }),
    async stop() {
      await browser.close();
      server.close();
    },
  };
}
