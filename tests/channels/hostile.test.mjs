// Hostile text in every text of a digest, in every format that is HTML: nothing of it runs, asks for
// anything or becomes an element.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

import { startBrowser } from './browser.mjs';
import { htmlOf, pageAround, sampleDigest, startRenderer } from './renderer.mjs';

// Each would be seen if it were read as what it looks like: by a script that runs, or by a request.
const payloads = [
  '<script>alert(1)</script>', '</script><script>alert(1)</script>', '<script src=//x.example/x>',
  '</style><script>alert(1)</script>', '</title><script>alert(1)</script>',
  '--><script>alert(1)</script><!--', ']]><script>alert(1)</script>',
  '<img src=x onerror=alert(1)>', '"><img src=x onerror=alert(1)>', "'><img src=x onerror=alert(1)>",
  '" onmouseover="alert(1)" x="', "' onfocus='alert(1)' autofocus tabindex=0 x='",
  '<svg/onload=alert(1)>', '<svg><script>alert(1)</script></svg>',
  '<svg><animate onbegin=alert(1) attributeName=x dur=1s>', '<math><mi xlink:href="data:x,alert(1)">',
  '<iframe srcdoc="<script>alert(1)</script>">', '<object data="/x">', '<embed src="/x">',
  '<link rel=stylesheet href=/x.css>', '<base href="https://x.example/">',
  '<meta http-equiv=refresh content="0;url=/x">', '<video src=/x autoplay onplay=alert(1)>',
  '<body onload=alert(1)>', '<details open ontoggle=alert(1)>', '<input autofocus onfocus=alert(1)>',
  '<style>@import "/x.css";body{background:url(/x)}</style>', '<p style="background:url(/x)">',
  'javascript:alert(1)', ' java\tscript:alert(1)', 'data:text/html,<script>alert(1)</script>',
  'vbscript:x', 'https://x.example/"onmouseover="alert(1)', 'https://x.example/x.png',
  '#f00;}body{background:url(/x)}', 'red;background:url(/x)', 'expression(alert(1))',
  '&lt;script&gt;alert(1)&lt;/script&gt;', '&#60;img src=x onerror=alert(1)&#62;',
  '&amp;lt;img src=x onerror=alert(1)&amp;gt;', '\\u003cscript\\u003ealert(1)\\u003c/script\\u003e',
  '{{constructor.constructor("alert(1)")()}}', '${alert(1)}', '<%= alert(1) %>', '#{alert(1)}',
  '{% import os %}', '[x](javascript:alert(1))', '![x](/x.png)', '<![CDATA[<script>alert(1)</script>',
  '\u202E<script>alert(1)</script>\u202C', '\u2066<img src=x onerror=alert(1)>\u2069',
  '\uFF1Cscript\uFF1Ealert(1)\uFF1C/script\uFF1E', '<scr\u0000ipt>alert(1)</scr\u0000ipt>',
  '<scr\u200Bipt>alert(1)</scr\u200Bipt>', '\r\nContent-Type: text/html\r\n\r\n<script>alert(1)</script>',
  '=?utf-8?B?PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==?=', '\r\n--=_x\r\n\r\n<img src=x onerror=alert(1)>',
];

// What keeps its value: without it there is no digest to render.
const kept = new Set(['window', 'occurred', 'refIds', 'refId', 'kind', 'value', 'precision']);

// Returns a digest with `text` in place of every text, in languages and addresses too.
function filled(value, text) {
  if (typeof value === 'string') return text;
  if (Array.isArray(value)) return value.map((one) => filled(one, text));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) =>
    [key, kept.has(key) || /^(SOURCE_KIND|[A-Z]+(_[A-Z]+)+$)|^-?\d+(\.\d+)?$/.test(one) ? one
      : filled(one, text)]));
}

// Sets off what waits for a reader: events of each element, and links.
const everyEvent = `for (const element of document.querySelectorAll('*')) {
  for (const name of ['mouseover', 'focus', 'error', 'load', 'toggle', 'begin', 'click', 'play']) {
    if (name !== 'click' || element.href?.startsWith('javascript')) {
      element.dispatchEvent(new Event(name));
    }
  }
}
[...document.querySelectorAll('*')].flatMap((element) => [...element.attributes]
  .filter(({ name, value }) => /^(on|src|data$)/.test(name) ||
    (/href$|action$/.test(name) && !/^(https?:|#|data:,$)/.test(value)))
  .map(({ name, value }) => element.tagName + ' ' + name + '=' + value))`;

// Returns the HTML of every format that has some: a feed's is what its reader shows.
function pagesOf({ web, wechat, email, atom, jsonfeed }) {
  const unescaped = (xml) => xml.replace(/&lt;/g, '<').replace(/&gt;/g, '>').replace(/&quot;/g, '"')
    .replace(/&#39;|&apos;/g, "'").replace(/&amp;/g, '&');
  const entries = [...atom.text.matchAll(/<content type="html"[^>]*>([^<]*)<\/content>/g)];
  return {
    web: web.text,
    email: htmlOf(email.text),
    'wechat and feeds': pageAround([wechat.text, ...entries.map(([, one]) => unescaped(one)),
      ...JSON.parse(jsonfeed.text).items.map((item) => item.content_html)].join('<hr>')),
  };
}

const formats = ['WEB', 'WECHAT', 'EMAIL', 'ATOM', 'JSONFEED'].map((name) => `FORMAT_${name}`);

describe('hostile text', () => {
  let browser;
  let renderer;
  before(async () => { [browser, renderer] = await Promise.all([startBrowser(), startRenderer()]); });
  after(() => Promise.all([browser?.stop(), renderer?.stop()]));

  it('stays text in every format that is HTML', async () => {
    const harmless = pagesOf(await renderer.renderAll(filled(sampleDigest('en'), 'xx'), {}, formats));
    for (const [name, html] of Object.entries(harmless)) {
      assert.ok(html.split('xx').length > 20, `${name} has no texts`);
    }
    for (const payload of payloads) {
      const digest = filled(sampleDigest('en'), payload);
      // What the publication puts around it has no line ends and control characters.
      const text = payload.replace(/[\u0000-\u001F]/g, '');
      const renditions = await renderer.renderAll(digest,
        { publication: { mastheadNote: text, footerNote: text, imprint: text } }, formats);
      for (const [name, html] of Object.entries(pagesOf(renditions))) {
        await browser.show(html);
        assert.deepEqual(await browser.evaluate(everyEvent), [], `${name}: ${payload}`);
        assert.deepEqual(browser.seen(), { scripts: [], requests: [] }, `${name}: ${payload}`);
      }
    }
  });

  it('is told from text that came through', async () => {
    for (const payload of payloads.filter((text) => /^["']?>?<(script|img|svg\/|body)/.test(text))) {
      await browser.show(`<!DOCTYPE html><html lang="en"><title>t</title>${payload}`);
      const attributes = await browser.evaluate(everyEvent);
      const { scripts, requests } = browser.seen();
      assert.ok(scripts.length + requests.length + attributes.length > 0, payload);
    }
  });
});
