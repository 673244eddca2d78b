// What is called and what must come of it: right input and wrong, of every public method. A new
// method needs its line here.
import assert from 'node:assert/strict';

const topics = 'sennight.gateway.v1.TopicService/';
const digests = 'sennight.gateway.v1.DigestService/';
const events = 'sennight.eventstore.v1.EventStoreService/';
const unknownEvent = '0d6f1a1e-6a0f-4c3e-9f0b-6f1f2a3b4c5d';

// Events are each client's own, so that each stores something.
const idOf = (client, n) => `00000000-0000-4000-8000-${String(client).padStart(6, '0')}${
  String(n).padStart(6, '0')}`;
const eventOf = (client, n) => ({
  eventId: idOf(client, n), topic: 'offshore-wind',
  title: `Turbine ${client}.${n} of the wind farm is connected to the grid`,
  body: 'The offshore wind farm delivers its first power.', language: 'en',
  occurred: { start: '2025-12-10' },
  sources: [{ url: `https://example.com/${client}/${n}`, publisher: 'Example' }],
});

// The reports that all clients find in the store.
export const sampleWeek = { topic: 'cell-gene-therapy', week: '2025-W50', language: 'en' };
const window = { start: '2025-12-09', end: '2025-12-16', timeZone: 'Asia/Shanghai' };
// A digest of one sentence, by somebody who has read no event.
const handwritten = {
  topic: 'cell-gene-therapy', language: 'en', window,
  intro: { language: 'en', runs: [{ text: 'A new potion cured all 98 patients in Hubei.' }] },
};

export const reasonOf = ({ details }) =>
  details.find(({ type }) => type === 'google.rpc.ErrorInfo')?.value.reason;
export const fieldsOf = ({ details }) => details
  .filter(({ type }) => type === 'google.rpc.BadRequest')
  .flatMap(({ value }) => value.fieldViolations.map(({ field }) => field)).sort();

// A call that must fail so.
const fails = (method, messages, code, { fields, reason } = {}) => ({
  method, messages: [messages].flat(), title: `fails: ${code} ${fields ?? reason ?? ''}`,
  check({ error, messages: answers }) {
    assert.ok(error, `want ${code}, got ${JSON.stringify(answers)?.slice(0, 300)}`);
    assert.equal(error.code, code, JSON.stringify(error));
    assert.ok(error.message.length > 0);
    if (fields) assert.deepEqual(fieldsOf(error), [...fields].sort());
    if (reason) assert.equal(reasonOf(error), reason);
  },
});

// A call that must succeed and answer so.
const answers = (method, messages, check) => ({
  method, messages: [messages].flat(), title: 'answers',
  check({ error, messages: answered }) {
    assert.equal(error, undefined, JSON.stringify(error));
    check(...answered);
  },
});

// A stream that goes on must have begun so.
const begins = (method, message, check) => ({ ...answers(method, message, check), enough: 1 });

// The calls of the client with this number, in order.
export const callsOf = (client) => [
  answers(`${topics}ListTopics`, { pageSize: 1 }, ({ topics: listed, nextPageToken }) => {
    assert.deepEqual(listed.map(({ topicId }) => topicId), ['cell-gene-therapy']);
    assert.equal(nextPageToken, 'after:cell-gene-therapy');
  }),
  fails(`${topics}ListTopics`, { pageSize: -1, pageToken: 'nonsense' }, 'invalid_argument',
    { fields: ['page_size', 'page_token'] }),
  answers(`${topics}GetTopic`, { topic: 'offshore-wind' }, ({ topic }) => {
    assert.equal(topic.name.en, 'Offshore wind');
  }),
  fails(`${topics}GetTopic`, { topic: 'no-such-topic' }, 'not_found', { reason: 'TOPIC_UNKNOWN' }),
  fails(`${topics}GetTopic`, {}, 'invalid_argument', { fields: ['topic'] }),

  answers(`${digests}ComposeDigest`, sampleWeek, ({ digest, findings, steps }) => {
    assert.equal(digest.language, 'en');
    assert.equal(digest.window.start, '2025-12-09');
    assert.ok(digest.sections.length > 3);
    assert.match(digest.provenance.contentHash, /^[0-9a-f]{64}$/);
    assert.ok(findings === undefined || findings.every(({ ruleId, rule }) => ruleId ?? rule));
    assert.ok(steps.length > 0);
  }),
  fails(`${digests}ComposeDigest`, { topic: 'cell-gene-therapy', week: '2025-W99', language: 'xx' },
    'invalid_argument', { fields: ['language', 'week'] }),
  fails(`${digests}ComposeDigest`, { ...sampleWeek, week: '2020-W10' }, 'not_found',
    { reason: 'WINDOW_EMPTY' }),
  fails(`${digests}ComposeDigest`, { ...sampleWeek, asOfPosition: '999999999' }, 'out_of_range'),
  answers(`${digests}GetWeeklyDigest`, { ...sampleWeek, format: 'FORMAT_MARKDOWN' },
    ({ rendition }) => {
      const content = Buffer.from(rendition.content, 'base64').toString();
      assert.match(content, /^---\n[^]*\n---\n\n# /);
      assert.equal(rendition.contentType, 'text/markdown; charset=utf-8');
    }),
  answers(`${digests}GetWeeklyDigest`, { ...sampleWeek, format: 'FORMAT_TEXT', options:
    { publication: { mastheadNote: 'For members', imprint: 'Example Press' } } },
  ({ rendition }) => {
    const content = Buffer.from(rendition.content, 'base64').toString();
    assert.match(content, /^=+\n.*\nFor members\n/);
    assert.match(content, /\nExample Press\n/);
  }),
  fails(`${digests}GetWeeklyDigest`, sampleWeek, 'invalid_argument', { fields: ['format'] }),
  answers(`${digests}ExplainDigest`, sampleWeek,
    ({ stories, leftOut, eventsRead, storyCount, firstRank }) => {
      assert.equal(stories.length, storyCount);
      assert.equal(firstRank, 1);
      assert.ok(stories[0].rankScore >= stories[2].rankScore);
      const sum = stories[0].reasons.reduce((all, { contribution }) => all + contribution, 0);
      assert.ok(Math.abs(sum - stories[0].rankScore) < 1e-9);
      assert.ok(leftOut.every(({ reason, evidence }) => reason && evidence));
      assert.ok(eventsRead >= stories.length);
    }),
  answers(`${digests}ExplainDigest`, { ...sampleWeek, eventId: unknownEvent },
    ({ stories, leftOut, storyCount }) => {
      assert.ok(!stories?.length && !leftOut?.length);
      assert.ok(storyCount > 3);
    }),
  answers(`${digests}VerifyDigest`, { digest: handwritten },
    ({ findings, claims, sentences }) => {
      assert.deepEqual(claims.map(({ path, isChecked }) => [path, isChecked ?? false]),
        [['/intro', false]]);
      assert.match(claims[0].reasons[0], /^GRD-/);
      assert.ok(findings.some(({ ruleId, path }) =>
        ruleId === 'GRD-UNSUPPORTED' && path === '/intro'));
      assert.ok(findings.some(({ ruleId }) => ruleId === 'STR-TITLE'));
      assert.equal(sentences ?? 0, 0);
    }),
  fails(`${digests}VerifyDigest`, {}, 'invalid_argument', { fields: ['digest'] }),
  fails(`${digests}VerifyDigest`, { digest: { ...handwritten, language: 'xx', window: {} } },
    'invalid_argument', { fields: ['digest.language', 'digest.window.end', 'digest.window.start',
      'digest.window.time_zone'] }),
  fails(`${digests}VerifyDigest`, { digest: { ...handwritten, topic: 'alchemy' } }, 'not_found',
    { reason: 'TOPIC_UNKNOWN' }),
  fails(`${digests}VerifyDigest`, { digest: { ...handwritten, inBrief: [{ eventIds: [unknownEvent] }],
    provenance: { asOfPosition: '999999999' } } }, 'out_of_range'),
  fails(`${digests}ExplainDigest`, { topic: 'cell-gene-therapy', week: '2025-W99', language: 'xx' },
    'invalid_argument', { fields: ['language', 'week'] }),
  fails(`${digests}ExplainDigest`, { ...sampleWeek, week: '2020-W10' }, 'not_found',
    { reason: 'WINDOW_EMPTY' }),
  fails(`${digests}ExplainDigest`, { ...sampleWeek, asOfPosition: '999999999' }, 'out_of_range'),
  fails(`${digests}GetWeeklyDigest`, { ...sampleWeek, format: 'FORMAT_EMAIL', options:
    { unsubscribeUrl: 'http://example.org', sender: 'nobody', publication: { logo: 'PHN2Zy8+' } } },
  'invalid_argument',
  { fields: ['options.publication.logo', 'options.sender', 'options.unsubscribe_url'] }),
  fails(`${digests}GetWeeklyDigest`, { ...sampleWeek, format: 'FORMAT_WEB', options:
    { theme: 'none' } }, 'invalid_argument', { fields: ['options.theme'] }),

  answers(`${events}AppendEvents`, { events: [eventOf(client, 1), eventOf(client, 1)] },
    ({ outcomes }) => {
      assert.deepEqual(outcomes.map(({ status }) => status),
        ['APPEND_STATUS_STORED', 'APPEND_STATUS_DUPLICATE']);
      assert.ok(Number(outcomes[0].position) > 0);
    }),
  fails(`${events}AppendEvents`, {}, 'invalid_argument', { fields: ['events'] }),
  fails(`${events}AppendEvents`, { events: [eventOf(client, 2), { ...eventOf(client, 3), title: '' }] },
    'invalid_argument', { fields: ['events[1].title'] }),
  answers(`${events}ImportEvents`,
    [{ events: [eventOf(client, 4), { ...eventOf(client, 5), language: '' }] },
      { events: [eventOf(client, 6)] }],
    ({ received, stored, rejected, rejections }) => {
      assert.deepEqual([received, stored, rejected], ['3', '2', '1']);
      assert.equal(rejections[0].badRequest.fieldViolations[0].field, 'language');
    }),
  fails(`${events}ImportEvents`, [{}], 'invalid_argument', { fields: ['events'] }),
  answers(`${events}GetEvent`, { eventId: idOf(client, 1) }, ({ event }) => {
    assert.equal(event.title, eventOf(client, 1).title);
    assert.equal(event.recordedBy, 'anonymous');
  }),
  fails(`${events}GetEvent`, { eventId: unknownEvent }, 'not_found'),
  fails(`${events}GetEvent`, { eventId: 'none' }, 'invalid_argument', { fields: ['event_id'] }),
  answers(`${events}BatchGetEvents`, { eventIds: [unknownEvent, idOf(client, 1)] },
    ({ events: found, missingEventIds }) => {
      assert.deepEqual(found.map(({ eventId }) => eventId), [idOf(client, 1)]);
      assert.deepEqual(missingEventIds, [unknownEvent]);
    }),
  fails(`${events}BatchGetEvents`, {}, 'invalid_argument', { fields: ['event_ids'] }),
  answers(`${events}ReviseEvent`,
    { event: { ...eventOf(client, 1), body: 'Corrected.' }, expectedRevision: 1, reason: 'typo' },
    ({ outcome }) => {
      assert.equal(outcome.status, 'APPEND_STATUS_STORED');
      assert.equal(outcome.revision, 2);
    }),
  fails(`${events}ReviseEvent`, { event: eventOf(client, 1), expectedRevision: 1 }, 'aborted',
    { reason: 'REVISION_MISMATCH' }),
  fails(`${events}ReviseEvent`, { event: { ...eventOf(client, 1), title: '' }, reason: 'a\nb' },
    'invalid_argument', { fields: ['event.title', 'expected_revision', 'reason'] }),
  fails(`${events}ReviseEvent`, { event: eventOf(client, 99), expectedRevision: 1 }, 'not_found',
    { reason: 'EVENT_NOT_FOUND' }),
  answers(`${events}RetractEvent`,
    { eventId: idOf(client, 1), expectedRevision: 2, reason: 'withdrawn' }, ({ outcome }) => {
      assert.equal(outcome.status, 'APPEND_STATUS_STORED');
      assert.equal(outcome.revision, 3);
    }),
  answers(`${events}RetractEvent`,
    { eventId: idOf(client, 1), expectedRevision: 2, reason: 'withdrawn' }, ({ outcome }) => {
      assert.equal(outcome.status, 'APPEND_STATUS_DUPLICATE');
    }),
  fails(`${events}RetractEvent`, { eventId: 'none' }, 'invalid_argument',
    { fields: ['event_id', 'expected_revision', 'reason'] }),
  answers(`${events}ListRevisions`, { eventId: idOf(client, 1), pageSize: 2 },
    ({ revisions, nextPageToken }) => {
      assert.deepEqual(revisions.map(({ revision }) => revision), [1, 2]);
      assert.equal(revisions[1].revisionReason, 'typo');
      assert.ok(nextPageToken.length > 0);
    }),
  fails(`${events}ListRevisions`, { eventId: idOf(client, 1), pageToken: 'x' }, 'invalid_argument',
    { fields: ['page_token'] }),
  fails(`${events}ListRevisions`, { eventId: unknownEvent }, 'not_found'),
  answers(`${events}ListEvents`, { topic: 'cell-gene-therapy', pageSize: 2 },
    ({ events: page, nextPageToken }) => {
      assert.equal(page.length, 2);
      assert.ok(nextPageToken.length > 0);
    }),
  fails(`${events}ListEvents`, { topic: 'X', startDate: 'today' }, 'invalid_argument',
    { fields: ['start_date', 'topic'] }),
  answers(`${events}ListEvents`, { topic: 'cell-gene-therapy', filter: 'category = "approval"' },
    ({ events: page }) => {
      assert.ok(page.length > 0);
      assert.ok(page.every(({ category }) => category === 'approval'));
    }),
  fails(`${events}ListEvents`, { topic: 'cell-gene-therapy', filter: 'category ~ "x"' },
    'invalid_argument', { fields: ['filter'] }),
  answers(`${events}SearchEvents`, { topic: 'cell-gene-therapy', query: 'omisirge' },
    ({ hits }) => {
      const [{ event, matches: [{ field, start, end }] }] = hits;
      assert.equal(field, 'title');
      assert.equal([...event.title].slice(start, end).join(''), 'Omisirge');
    }),
  fails(`${events}SearchEvents`, { topic: 'cell-gene-therapy', scope: 'SEARCH_SCOPE_TEXT' },
    'invalid_argument', { fields: ['end_date', 'query', 'start_date'] }),
  answers(`${events}StreamWindow`, { topic: 'cell-gene-therapy', window, lateDays: 3 },
    (head, ...parts) => {
      const count = parts.reduce((sum, part) => sum + part.events.length, 0);
      assert.ok(count > 20);
      assert.equal(head.head.eventCount, count);
    }),
  fails(`${events}StreamWindow`, { topic: 'cell-gene-therapy', lateDays: 99 }, 'invalid_argument',
    { fields: ['late_days', 'window.end', 'window.start', 'window.time_zone'] }),
  answers(`${events}GetWindowHead`, { topic: 'cell-gene-therapy', window, lateDays: 3 },
    ({ head }) => {
      assert.ok(head.eventCount > 20);
      assert.ok(Number(head.asOfPosition) > 20);
    }),
  fails(`${events}GetWindowHead`, { topic: 'cell-gene-therapy', lateDays: 99 }, 'invalid_argument',
    { fields: ['late_days', 'window.end', 'window.start', 'window.time_zone'] }),
  begins(`${events}Subscribe`, { topics: ['cell-gene-therapy'], heartbeat: 1 },
    ({ events: stored, position, epoch }) => {
      assert.ok(stored.length > 20);
      assert.deepEqual(stored.map((event) => Number(event.position)),
        stored.map((event) => Number(event.position)).sort((a, b) => a - b));
      assert.ok(Number(position) >= Number(stored.at(-1).position));
      assert.equal(epoch, 1);
    }),
  fails(`${events}Subscribe`, { topics: ['X'], heartbeat: 301 }, 'invalid_argument',
    { fields: ['heartbeat', 'topics[0]'] }),
  fails(`${events}Subscribe`, { afterPosition: '1000000' }, 'out_of_range',
    { reason: 'POSITION_AFTER_HEAD' }),
  fails(`${events}Subscribe`, { epoch: 7 }, 'out_of_range', { reason: 'EPOCH_MISMATCH' }),
  answers(`${events}GetHead`, {}, ({ position }) => assert.ok(Number(position) > 30)),
];
