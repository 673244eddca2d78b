// What is shown in a browser: accessible in light and dark mode, within the width of the screen,
// without a script, without a request.
import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';

import { startBrowser } from './browser.mjs';
import { htmlOf, pageAround, sampleDigest, sampleOptions, startRenderer } from './renderer.mjs';

const languages = ['zh-CN', 'en'];
const themes = ['clinic', 'industry'];
const widths = [390, 768, 1280];
const pictures = process.env.SENNIGHT_SCREENSHOTS;

// What axe asks of a page does not apply to what is a part of one: a fragment has the headings and
// landmarks of the page around it, and mail is laid out by tables without landmarks.
const pagesOf = (renditions, language) => [
  { name: 'web', html: renditions.web.text, without: [] },
  { name: 'email', html: htmlOf(renditions.email.text), without: ['region', 'landmark-one-main'] },
  { name: 'wechat', html: pageAround(renditions.wechat.text, language),
    without: ['page-has-heading-one'] },
];

describe('pages in a browser', () => {
  let browser;
  let renderer;
  before(async () => { [browser, renderer] = await Promise.all([startBrowser(), startRenderer()]); });
  after(() => Promise.all([browser?.stop(), renderer?.stop()]));

  for (const theme of themes) {
    for (const language of languages) {
      it(`have nothing that axe is against: ${theme}, ${language}`, async () => {
        const renditions = await renderer.renderAll(sampleDigest(language),
          { ...sampleOptions, theme }, ['FORMAT_WEB', 'FORMAT_EMAIL', 'FORMAT_WECHAT']);
        for (const { name, html, without } of pagesOf(renditions, language)) {
          // The platform makes the dark mode of a fragment itself; WX-DARK is the check of it.
          for (const dark of name === 'wechat' ? [false] : [false, true]) {
            await browser.show(html, { dark });
            assert.deepEqual(await browser.violations(without), [], `${name}, dark: ${dark}`);
            // The logo of a message is a part of it, which no browser can show.
            const { scripts, requests } = browser.seen();
            assert.deepEqual(scripts, []);
            assert.deepEqual(requests.map((url) => url.replace(/:.*/, '')),
              { web: ['data'], email: ['cid'], wechat: [] }[name]);
          }
        }
      });

      it(`fit into the screen: ${theme}, ${language}`, async () => {
        const renditions = await renderer.renderAll(sampleDigest(language),
          { ...sampleOptions, theme }, ['FORMAT_WEB', 'FORMAT_EMAIL', 'FORMAT_WECHAT']);
        for (const { name, html } of pagesOf(renditions, language)) {
          for (const width of widths) {
            for (const dark of pictures ? [false, true] : [false]) {
              await browser.show(html, { width, dark });
              const wide = await browser.evaluate('document.documentElement.scrollWidth');
              assert.ok(wide <= width, `${name} at ${width} is ${wide} wide`);
              if (pictures === undefined) continue;
              mkdirSync(pictures, { recursive: true });
              await browser.screenshot(join(pictures,
                `${name}.${language}.${theme}.${width}.${dark ? 'dark' : 'light'}.png`));
            }
          }
        }
      });
    }
  }

  it('are told from pages that axe is against', async () => {
    await browser.show('<!DOCTYPE html><html><head><title>t</title></head><body><h1>t</h1>' +
      '<p style="color:#999;background:#fff">pale</p><img src="data:,"></body></html>');
    const found = (await browser.violations()).map(({ id }) => id);
    for (const rule of ['color-contrast', 'html-has-lang', 'image-alt']) {
      assert.ok(found.includes(rule), `${rule} is not among ${found}`);
    }
  });

  it('are told from pages that run scripts or ask for something', async () => {
    for (const html of ['<script>1</script>', '<svg onload="alert(1)"></svg>',
      '<img src="https://example.org/x.png" alt="">', '<p style="background:url(/x)">t</p>',
      '<iframe src="javascript:1"></iframe>', '<link rel="stylesheet" href="/x.css">',
      '<img src="x" onerror="alert(1)" alt="">']) {
      await browser.show(`<!DOCTYPE html><html lang="en"><body>${html}</body></html>`);
      const { scripts, requests } = browser.seen();
      assert.ok(scripts.length + requests.length > 0, `${html} went unseen`);
    }
  });
});
