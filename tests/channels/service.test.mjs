// The methods of the rendering service as clients meet them that share no code with it: grpc-js and
// buf curl, with right input and wrong.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { fromBinary } from '@bufbuild/protobuf';
import { join } from 'node:path';

import { buf, readDetail, registry } from './contract.mjs';
import { sampleDigest, sampleOptions, startRenderer } from './renderer.mjs';
import { run, source } from './suite.mjs';

const service = 'sennight.rendering.v1.RenderingService';

let renderer;
before(async () => { renderer = await startRenderer(); });
after(() => renderer?.stop());

// Each calls a method and resolves to {answers} or {code, fields}.
const clients = {
  async 'grpc-js'(method, message) {
    try {
      return { answers: await renderer.call(method, message) };
    } catch (error) {
      const [bytes] = error.metadata.get('grpc-status-details-bin');
      const { details } = fromBinary(registry.getMessage('google.rpc.Status'), bytes);
      return { code: error.code, fields: fieldsOf(details.map(
        (any) => readDetail(any.typeUrl.replace(/.*\//, ''), any.value))) };
    }
  },
  async 'buf curl'(method, message) {
    const { status, out, err } = await run(buf, ['curl', '--schema', join(source, 'protos'),
      '--protocol', 'grpc', '--http2-prior-knowledge', '-d', '@-',
      `http://${renderer.address}/${service}/${method}`], { input: JSON.stringify(message) });
    if (status === 0) {
      return { answers: out.split(/(?<=^\}\n?)(?=\{)/m).filter((part) => part.trim())
        .map((part) => JSON.parse(part)) };
    }
    const error = JSON.parse(err.slice(err.indexOf('{')));
    return { code: { invalid_argument: 3 }[error.code], fields: fieldsOf(error.details.map(
      ({ type, value }) => readDetail(type, Buffer.from(value, 'base64')))) };
  },
};

function fieldsOf(details) {
  return details.filter(({ type }) => type === 'google.rpc.BadRequest')
    .flatMap(({ value }) => value.fieldViolations.map(({ field }) => field)).sort();
}

const digest = sampleDigest('en');
const invalidArgument = 3;

for (const [name, call] of Object.entries(clients)) {
  describe(`the rendering service, called by ${name}`, () => {
    const fails = async (method, message, fields) => {
      const { answers, code, fields: found } = await call(method, message);
      assert.equal(answers, undefined);
      assert.equal(code, invalidArgument);
      assert.deepEqual(found, fields);
    };

    it('lists 13 formats and at least the two themes that are shipped', async () => {
      const [{ formats }] = (await call('ListFormats', {})).answers;
      assert.equal(formats.length, 13);
      assert.deepEqual(Object.keys(formats[0]).sort(),
        ['contentType', 'fileExtension', 'format', 'name']);
      const [{ themes }] = (await call('ListThemes', {})).answers;
      assert.deepEqual(themes.map(({ themeId }) => themeId).slice(0, 2), ['clinic', 'industry']);
      for (const { nameZh, nameEn, light, dark } of themes) {
        assert.ok(nameZh && nameEn);
        for (const tones of [light, dark]) {
          assert.equal(Object.keys(tones).length, 8);
          Object.values(tones).forEach((tone) => assert.match(tone, /^#[0-9a-f]{6}$/));
        }
      }
    });

    it('renders all formats, each once and as RenderDigest does', async () => {
      const { answers } = await call('RenderAll', { digest, options: sampleOptions });
      const [{ formats }] = (await call('ListFormats', {})).answers;
      assert.deepEqual(answers.map(({ format }) => format), formats.map(({ format }) => format));
      for (const { format, rendition, error } of answers) {
        assert.equal(error, undefined, format);
        assert.equal(rendition.format, format);
        const described = formats.find((one) => one.format === format);
        assert.equal(rendition.contentType, described.contentType);
        assert.ok(rendition.fileName.endsWith(`.${described.fileExtension}`));
        if (!['FORMAT_WEB', 'FORMAT_EMAIL', 'FORMAT_COVER'].includes(format)) continue;
        const [alone] = (await call('RenderDigest', { digest, format, options: sampleOptions })).answers;
        assert.equal(alone.rendition.content, rendition.content);
      }
    });

    it('renders the formats that are asked for, in a theme that is brought along', async () => {
      const [{ themes: [theme] }] = (await call('ListThemes', {})).answers;
      const customTheme = { ...theme, keepsAccent: true, light: { ...theme.light, accent: '#123456' } };
      const { answers } = await call('RenderAll',
        { digest, formats: ['FORMAT_TEXT', 'FORMAT_WEB'], options: { customTheme } });
      assert.deepEqual(answers.map(({ format }) => format), ['FORMAT_TEXT', 'FORMAT_WEB']);
      assert.match(Buffer.from(answers[1].rendition.content, 'base64').toString(), /#123456/);
    });

    it('sends nothing of what cannot be rendered, and names each wrong field', async () => {
      await fails('RenderAll', {}, ['digest']);
      await fails('RenderAll', { digest, formats: ['FORMAT_WEB', 'FORMAT_WEB', 99] },
        ['formats[1]', 'formats[2]']);
      await fails('RenderAll', { digest, options: { theme: 'none' } }, ['options.theme']);
      await fails('RenderAll', { digest, options: { webUrl: 'page.html', sender: 'nobody',
        unsubscribeUrl: 'http://example.org', publication: { logo: 'PHN2Zy8+', imprint: 'a\nb' } } },
      ['options.publication.imprint', 'options.publication.logo', 'options.sender',
        'options.unsubscribe_url', 'options.web_url']);
      await fails('RenderAll', { digest: { ...digest, references: [] } },
        (await call('RenderDigest', { digest: { ...digest, references: [] }, format: 'FORMAT_WEB' }))
          .fields);
      await fails('RenderDigest', {}, ['digest']);
      await fails('RenderDigest', { digest }, ['format']);
      const [{ themes: [theme] }] = (await call('ListThemes', {})).answers;
      await fails('RenderAll', { digest, options: { customTheme: { ...theme,
        light: { ...theme.light, ink: '#cccccc', paper: 'red' } } } },
      (await call('RenderDigest', { digest, format: 'FORMAT_WEB', options: { customTheme: { ...theme,
        light: { ...theme.light, ink: '#cccccc', paper: 'red' } } } })).fields);
    });
  });
}
