// The summarization service by itself, which the gateway does not pass through: two clients that
// share no code with Sennight summarize, analyse and verify a week that they fetch at the gateway.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

import { fieldsOf, reasonOf, sampleWeek } from './calls.mjs';
import { bufCurl, grpcJs } from './clients.mjs';
import { methods, summarizationMethods } from './contract.mjs';
import { startSuiteWithSampleWeek } from './suite.mjs';

const methodOf = (of, name) => of.find((one) => one.name.endsWith(`/${name}`));
const textOf = ({ runs }) => runs.map(({ text }) => text).join('');

const makers = [(at, known) => grpcJs(at, known), (at) => bufCurl(at, 'grpc')];

describe('the summarization service', () => {
  let suite;
  before(async () => {
    suite = await startSuiteWithSampleWeek();
  });
  after(() => suite?.stop());

  for (const make of makers) {
    const called = new Set();
    describe(`answers ${make.toString().replace(/^.*=> /, '')}`, () => {
      let client;
      let topic;
      let events;
      let digest;
      let start;
      before(async () => {
        client = make({ grpc: suite.summarization.grpc }, summarizationMethods);
        // What the service is asked about comes from the gateway, by the same client.
        const gateway = make(suite, methods);
        const fetch = async (name, message) => {
          const { messages, error } = await gateway.call(methodOf(methods, name), [message]);
          assert.equal(error, undefined, JSON.stringify(error));
          return messages;
        };
        [{ topic }] = await fetch('GetTopic', { topic: sampleWeek.topic });
        [{ digest }] = await fetch('ComposeDigest', sampleWeek);
        const [, ...parts] = await fetch('StreamWindow',
          { topic: sampleWeek.topic, window: digest.window, lateDays: 3 });
        events = parts.flatMap((part) => part.events ?? []);
        gateway.close();
        start = { topic, window: digest.window, week: sampleWeek.week,
          language: sampleWeek.language, asOfPosition: '99', epoch: 1 };
      });
      after(() => client.close());
      const call = (name, ...messages) => {
        called.add(name);
        return client.call(methodOf(summarizationMethods, name), messages);
      };
      const answerOf = async (name, ...messages) => {
        const { messages: answered, error } = await call(name, ...messages);
        assert.equal(error, undefined, JSON.stringify(error));
        return answered[0];
      };
      const halves = () => [{ events: events.slice(0, 9) }, { events: events.slice(9) }];
      // Clients may leave empty lists and zeros out.
      const listOf = (list) => list ?? [];

      it('summarizes a week in whatever order its events come', async () => {
        const [first, second] = halves();
        const { digest: made } = await answerOf('SummarizeWindow', { start }, first, second);
        assert.equal(textOf(made.title), textOf(digest.title));
        assert.deepEqual(made.sections.map(({ sectionId }) => sectionId),
          digest.sections.map(({ sectionId }) => sectionId));
        const again = await answerOf('SummarizeWindow', { start }, second, first);
        assert.equal(again.digest.provenance.contentHash, made.provenance.contentHash);
      });

      it('says what is wrong with a summary that is asked for', async () => {
        const { error } = await call('SummarizeWindow',
          { start: { ...start, language: 'xx', window: undefined } });
        assert.equal(error.code, 'invalid_argument');
        assert.ok(fieldsOf(error).includes('start.language'), JSON.stringify(error));
        assert.ok(fieldsOf(error).includes('start.window.start'), JSON.stringify(error));
        const long = { ...start, week: '2020-W02',
          window: { ...start.window, start: '2020-01-07', end: '2020-01-14' } };
        const late = await call('SummarizeWindow', { start: long }, ...halves());
        assert.equal(late.error.code, 'not_found');
        assert.equal(reasonOf(late.error), 'WINDOW_EMPTY');
      });

      it('analyses events: each is in a story or left out, and ranks add up', async () => {
        const { stories, leftOut } = await answerOf('AnalyzeEvents', { start }, ...halves());
        const seen = [...stories.flatMap(({ eventIds }) => eventIds),
          ...listOf(leftOut).map(({ eventId }) => eventId)];
        assert.deepEqual(seen.sort(), events.map(({ eventId }) => eventId).sort());
        assert.ok(listOf(leftOut).every(({ reason, evidence }) => reason && evidence));
        for (const { rankScore, reasons } of stories) {
          const sum = reasons.reduce((all, { contribution }) => all + contribution, 0);
          assert.ok(Math.abs(sum - rankScore) < 1e-9);
        }
        const scores = stories.map(({ rankScore }) => rankScore);
        assert.deepEqual(scores.slice(1), [...scores.slice(1)].sort((a, b) => b - a));
      });

      it('says what is wrong with an analysis that is asked for', async () => {
        const none = await call('AnalyzeEvents', { events: events.slice(0, 1) });
        assert.equal(none.error.code, 'invalid_argument');
        assert.deepEqual(fieldsOf(none.error), ['start']);
        const twice = await call('AnalyzeEvents', { start }, { start });
        assert.equal(twice.error.code, 'invalid_argument');
        assert.deepEqual(fieldsOf(twice.error), ['start']);
        const { title, ...untitled } = events[0];
        const bad = await call('AnalyzeEvents', { start }, { events: [untitled] });
        assert.equal(bad.error.code, 'invalid_argument');
        assert.deepEqual(fieldsOf(bad.error), ['events[0].title']);
        assert.ok(title.length > 0);
      });

      it('verifies a digest, and finds the sentence that somebody changed', async () => {
        const right = await answerOf('VerifyDigest', { topic, digest }, ...halves());
        assert.deepEqual(listOf(right.findings), []);
        assert.deepEqual(listOf(right.claims), []);
        assert.ok(right.sentences > 20);

        const changed = structuredClone(digest);
        const run = changed.sections[0].stories[0].lead.runs.find(({ text }) => /\d/.test(text));
        const before = run.text;
        run.text = before.replace(/\d+/, (digits) => String(Number(digits) + 7919));
        const wrong = await answerOf('VerifyDigest', { topic, digest: changed }, ...halves());
        assert.equal(wrong.claims.length, 1);
        const [claim] = wrong.claims;
        assert.equal(claim.path, '/sections/0/stories/0/lead');
        assert.ok(!claim.isChecked);
        assert.ok(claim.reasons.some((reason) => /^GRD-(NUMBER|DATE) /.test(reason)));
        assert.ok(listOf(wrong.findings).length > 0);
        const event = events.find(({ eventId }) => eventId === claim.replacement.eventId);
        const { field, start: from = 0, end } = claim.replacement;
        assert.equal([...event[field]].slice(from, end).join(''), claim.replacementText);
      });

      it('says what is wrong with a verification that is asked for', async () => {
        const none = await call('VerifyDigest', { topic });
        assert.equal(none.error.code, 'invalid_argument');
        assert.deepEqual(fieldsOf(none.error), ['digest']);
        const twice = await call('VerifyDigest', { topic, digest }, { digest });
        assert.equal(twice.error.code, 'invalid_argument');
        assert.deepEqual(fieldsOf(twice.error), ['digest']);
        const odd = await call('VerifyDigest', { topic, digest: { ...digest, language: 'xx' } });
        assert.equal(odd.error.code, 'invalid_argument');
        assert.deepEqual(fieldsOf(odd.error), ['digest.language']);
      });

      it('has been called by every method', () => {
        assert.deepEqual([...called].sort(),
          summarizationMethods.map(({ method }) => method.name).sort());
      });
    });
  }
});
