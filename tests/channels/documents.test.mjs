// What is no page of its own, read by programs that nobody here has written; and the HTML of all
// formats by html-validate.
import assert from 'node:assert/strict';
import { HtmlValidate } from 'html-validate';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';

import { htmlOf, pageAround, sampleDigest, sampleOptions, startRenderer } from './renderer.mjs';
import { run } from './suite.mjs';

const languages = ['zh-CN', 'en'];
const atomGrammar = fileURLToPath(new URL('atom.rnc', import.meta.url));

let renderer;
let folder;
before(async () => {
  renderer = await startRenderer();
  folder = mkdtempSync(join(tmpdir(), 'documents-'));
});
after(async () => {
  rmSync(folder, { recursive: true });
  await renderer?.stop();
});

// Writes a document; returns its path.
function write(name, content) {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

const render = async (language, format, options = {}) =>
  (await renderer.renderAll(sampleDigest(language), { ...sampleOptions, ...options },
    [`FORMAT_${format}`]))[format.toLowerCase()];

// Returns the text of a message or digest, without its citations.
const textOf = ({ runs }) => runs.map(({ text }) => text ?? '').join('');

describe('HTML', () => {
  // Where it is laid out by others' rules it cannot follow all: `style` attributes are all that
  // WeChat and mail programs keep, and Outlook reads attributes that HTML has given up.
  const mail = Object.fromEntries(['no-inline-style', 'no-deprecated-attr', 'long-title',
    'no-conditional-comment', 'prefer-tbody', 'presentation-role-style'].map(
    (rule) => [rule, 'off']));
  const rules = {
    web: { 'no-inline-style': 'off', 'long-title': 'off' },
    email: mail,
    wechat: { 'no-inline-style': 'off' },
  };
  const messagesOf = async (html, more) => {
    const validator = new HtmlValidate({ extends: ['html-validate:recommended'], rules: more });
    const report = await validator.validateString(html);
    return report.results.flatMap(({ messages }) =>
      messages.map(({ ruleId, message, line }) => `${ruleId}: ${message} (line ${line})`));
  };

  for (const language of languages) {
    it(`has nothing that html-validate is against: ${language}`, async () => {
      const pages = {
        web: (await render(language, 'WEB')).text,
        email: htmlOf((await render(language, 'EMAIL')).text),
        wechat: pageAround((await render(language, 'WECHAT')).text, language),
      };
      for (const [name, html] of Object.entries(pages)) {
        assert.deepEqual((await messagesOf(html, rules[name])).slice(0, 10), [], name);
      }
    });
  }

  it('is told from HTML that is wrong', async () => {
    const wrong = (await messagesOf('<!DOCTYPE html><html><body><p><div id="a" id="b"></p>' +
      '<img src="x"><button></button></body></html>', rules.web)).join('\n');
    for (const rule of ['no-dup-attr', 'wcag/h37', 'close-order|no-implicit-close']) {
      assert.match(wrong, new RegExp(rule));
    }
  });
});

describe('feeds', () => {
  const jing = (path) => run('jing', ['-c', atomGrammar, path]);
  const parse = async (path) => JSON.parse((await run('/usr/bin/python3', ['-c', `
import feedparser, json, sys
feed = feedparser.parse(sys.argv[1])
print(json.dumps({'bozo': str(feed.get('bozo_exception', '')), 'version': feed.version,
  'title': feed.feed.get('title'), 'language': feed.feed.get('language'),
  'entries': [{'id': e.get('id'), 'title': e.get('title'), 'link': e.get('link'),
               'updated': list(e.get('updated_parsed') or e.get('published_parsed'))[:3],
               'content': e.content[0].value if 'content' in e else ''} for e in feed.entries]}))
`, path])).out);

  for (const language of languages) {
    for (const feedEntries of ['FEED_ENTRIES_EDITION', 'FEED_ENTRIES_STORIES']) {
      it(`follow the grammar of Atom: ${language}, ${feedEntries}`, async () => {
        const atom = await render(language, 'ATOM', { feedEntries });
        const { status, out } = await jing(write('feed.xml', atom.bytes));
        assert.equal(out, '');
        assert.equal(status, 0);
      });

      it(`say the same to another reader: ${language}, ${feedEntries}`, async () => {
        const digest = sampleDigest(language);
        const json = JSON.parse((await render(language, 'JSONFEED', { feedEntries })).text);
        const stories = digest.sections.flatMap((section) => section.stories).length;
        assert.equal(json.items.length,
          feedEntries === 'FEED_ENTRIES_EDITION' ? 1 : stories + (digest.inBrief?.length ?? 0));
        for (const [format, version] of [['ATOM', 'atom10'], ['RSS', 'rss20']]) {
          const feed = await parse(write('feed.xml',
            (await render(language, format, { feedEntries })).bytes));
          assert.equal(feed.bozo, '');
          assert.equal(feed.version, version);
          assert.equal(feed.title, json.title);
          assert.deepEqual(feed.entries.map(({ id }) => id), json.items.map(({ id }) => id));
          assert.deepEqual(feed.entries.map(({ title }) => title),
            json.items.map(({ title }) => title));
          for (const entry of feed.entries) {
            assert.match(entry.link, /^https:\/\/sennight\.example\.org\//);
            assert.deepEqual(entry.updated, [2025, 12, 15]);
            assert.ok(entry.content.length > 100 || feedEntries === 'FEED_ENTRIES_STORIES');
          }
        }
      });
    }
  }

  it('are told from feeds that are wrong', async () => {
    const atom = (await render('en', 'ATOM')).text;
    for (const wrong of [atom.replace(/<id>[^<]*<\/id>/, ''), atom.replace('<updated>', '<updated>x'),
      atom.replace('<entry>', '<entry><title>second</title>'), atom.replace('href=', 'hreff=')]) {
      assert.notEqual(wrong, atom);
      assert.notEqual((await jing(write('wrong.xml', wrong))).status, 0);
    }
    assert.notEqual((await parse(write('wrong.xml', atom.replace('</feed>', '')))).bozo, '');
  });
});

describe('a PDF', () => {
  const read = async (path) => {
    const out = async (program, ...args) => (await run(program, args)).out;
    return {
      text: await out('pdftotext', '-enc', 'UTF-8', path, '-'),
      fonts: (await out('pdffonts', path)).trimEnd().split('\n').slice(2)
        .map((line) => /(yes|no) +(yes|no) +(yes|no) +\d+ +\d+$/.exec(line)?.slice(1, 4)),
      info: await out('pdfinfo', path),
      outline: [...(await out('pdftohtml', '-xml', '-i', '-stdout', path))
        .matchAll(/<item page="(\d+)">([^<]*)<\/item>/g)].map(([, page, name]) => [Number(page), name]),
    };
  };
  // Letters only: where lines and pages end, and what is squeezed, is no difference.
  const letters = (text) => text.replace(/[^\p{L}\p{N}]/gu, '');
  const inOrder = (text, parts) => {
    let at = 0;
    for (const part of parts.map(letters)) {
      const found = letters(text).indexOf(part, at);
      if (found < 0) return `"${part}" is not behind what is before it`;
      at = found + part.length;
    }
    return '';
  };

  for (const language of languages) {
    it(`is read in the order of the digest: ${language}`, async () => {
      const digest = sampleDigest(language);
      const pdf = await read(write('digest.pdf', (await render(language, 'PDF')).bytes));
      const headings = digest.sections.map(({ heading }) => textOf(heading));

      assert.equal(inOrder(pdf.text, [textOf(digest.title), ...headings,
        ...digest.references.map(({ title }) => title)]), '');
      assert.ok(pdf.fonts.length > 0);
      for (const [embedded, subset, unicode] of pdf.fonts) {
        assert.deepEqual([embedded, subset, unicode], ['yes', 'yes', 'yes']);
      }
      assert.match(pdf.info, /Tagged: +yes/);
      assert.match(pdf.info, /Page size: +595\.\d+ x 841\.\d+ pts \(A4\)/);
      assert.ok(pdf.info.includes(textOf(digest.title).slice(0, 8)));
      const outline = pdf.outline.map(([, name]) => letters(name));
      for (const heading of headings.map(letters)) {
        assert.ok(outline.some((name) => name.includes(heading)), `${heading} is not in ${outline}`);
      }
      const pages = pdf.outline.map(([page]) => page);
      assert.deepEqual(pages, [...pages].sort((a, b) => a - b));
    });
  }

  it('is told from one without fonts, tags, outline or order', async () => {
    const objects = ['<</Type/Catalog/Pages 2 0 R>>', '<</Type/Pages/Kids[3 0 R]/Count 1>>',
      '<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>',
      '<</Length 44>>stream\nBT /F 12 Tf 20 20 Td (second first) Tj ET     \nendstream',
      '<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>'];
    const pdf = await read(write('plain.pdf', `%PDF-1.4\n${objects
      .map((object, i) => `${i + 1} 0 obj${object}endobj\n`).join('')}trailer<</Root 1 0 R/Size 6>>\n%%EOF`));
    assert.match(pdf.text, /second first/);
    assert.notEqual(inOrder(pdf.text, ['first', 'second']), '');
    assert.equal(pdf.fonts[0][0], 'no');
    assert.match(pdf.info, /Tagged: +no/);
    assert.deepEqual(pdf.outline, []);
  });
});

describe('a message', () => {
  const parse = async (path) => JSON.parse((await run('/usr/bin/python3', ['-c', `
import email, email.policy, json, sys
mail = email.message_from_binary_file(open(sys.argv[1], 'rb'), policy=email.policy.default)
print(json.dumps({'defects': [str(d) for part in mail.walk() for d in part.defects],
  'types': [part.get_content_type() for part in mail.walk()],
  'headers': dict(mail.items()),
  'html': mail.get_body(('html',)).get_content(),
  'pictures': [[part['content-id'], part.get_content_disposition(), len(part.get_content())]
               for part in mail.walk() if part.get_content_maintype() == 'image']}))
`, path])).out);

  it('has text, HTML and the logo as its parts, and says how to leave the list', async () => {
    const mail = await parse(write('mail.eml', (await render('zh-CN', 'EMAIL')).bytes));
    assert.deepEqual(mail.defects, []);
    assert.deepEqual(mail.types, ['multipart/alternative', 'text/plain', 'multipart/related',
      'text/html', 'image/png']);
    const [[id, disposition, size]] = mail.pictures;
    assert.equal(disposition, 'inline');
    assert.equal(size, Buffer.from(sampleOptions.publication.logo, 'base64').length);
    assert.ok(mail.html.includes(`src="cid:${id.slice(1, -1)}"`));
    assert.equal(mail.headers['List-Unsubscribe'],
      `<${sampleOptions.unsubscribeUrl}>, <mailto:${sampleOptions.unsubscribeEmail}>`);
    assert.equal(mail.headers['List-Unsubscribe-Post'], 'List-Unsubscribe=One-Click');
  });

  it('is told from one that is wrong', async () => {
    const { text } = await render('en', 'EMAIL');
    const boundary = /boundary="(=_[0-9a-f]+)"/.exec(text)[1];
    const mail = await parse(write('wrong.eml', text.replace(`--${boundary}--`, '')));
    assert.notDeepEqual(mail.defects, []);
  });
});

describe('the QR code of a share card', () => {
  const decode = async (png) => {
    const { status, out } = await run('zbarimg', ['--quiet', '--raw', write('card.png', png)]);
    return status === 0 ? out.trim() : undefined;
  };

  for (const theme of ['clinic', 'industry']) {
    it(`leads to the page: ${theme}`, async () => {
      assert.equal(await decode((await render('zh-CN', 'SHARE_CARD', { theme })).bytes),
        sampleOptions.webUrl);
    });
  }

  it('holds an address as long as one may be', async () => {
    const webUrl = `https://sennight.example.org/${'a'.repeat(260)}`;
    assert.equal(await decode((await render('en', 'SHARE_CARD', { webUrl })).bytes), webUrl);
  });

  it('leads to where the publication wants', async () => {
    const publication = { qrUrl: 'https://example.org/follow', qrCaption: '扫码关注' };
    assert.equal(await decode((await render('zh-CN', 'SHARE_CARD', { publication })).bytes),
      publication.qrUrl);
  });

  it('is told from a picture without one', async () => {
    assert.equal(await decode((await render('en', 'SQUARE_COVER')).bytes), undefined);
  });
});
