import { aTimeout, expect, waitUntil } from '@open-wc/testing';
import { Answers } from '../../../src/providers/cloud/answers.js';
import { backstage, type Backstage } from '../provider-contract.js';

const realNow = performance.now.bind(performance);

/** The clock leaps that far ahead, and what looks at it has looked. */
async function pass(ms: number): Promise<void> {
  const { now } = performance;
  performance.now = () => now() + ms;
  await aTimeout(100);
}

describe('Answers', () => {
  let level: number;
  let played: MediaStream[];
  let stage: Backstage;
  let answers: Answers;
  beforeEach(() => {
    level = 0;
    played = [];
    stage = backstage({ level: () => level, playStream: (stream) => Promise.resolve(void played.push(stream)) });
    answers = new Answers(stage.context);
  });
  afterEach(() => {
    stage.abort();
    performance.now = realNow;
  });

  const types = (): string[] => stage.events.map(({ type }) => type);
  const said = (type: string): Promise<void> => waitUntil(() => types().includes(type));

  it('ends a speech when its sound has, and the turn with it', async () => {
    answers.expect({ turnId: 1 });
    answers.started('begin');
    level = 0.3;
    await said('avatar-audible');
    answers.ended('end', true);
    await aTimeout(100);
    expect(types()).to.deep.equal(['avatar-speech-started', 'avatar-audible']);
    level = 0;
    await said('turn-completed');
    expect(types().slice(2)).to.deep.equal(['avatar-speech-stopped', 'turn-completed']);
    expect(stage.wire).to.deep.equal(['begin', 'end', 'end']);
  });

  it('waits a little for sound that is later than its message', async () => {
    answers.expect({ turnId: 1 });
    answers.started('begin');
    answers.ended('end', true);
    level = 0.3;
    await said('avatar-audible');
    expect(types()).to.not.include('avatar-speech-stopped');
    level = 0;
    await said('turn-completed');
  });

  it('takes no pause for the end of sound that was buffered', async () => {
    answers.expect({ turnId: 1 });
    answers.started('begin');
    level = 0.3;
    await said('avatar-audible');
    answers.ended('end', true);
    await aTimeout(600);
    level = 0;
    await aTimeout(250);
    expect(types()).to.not.include('avatar-speech-stopped');
    await said('avatar-speech-stopped');
  });

  it('takes a long silence for the end whose message is lost, and no shorter one', async () => {
    answers.expect({ turnId: 1 });
    answers.started('begin');
    level = 0.3;
    await said('avatar-audible');
    level = 0;
    await pass(4900);
    expect(types()).to.not.include('avatar-speech-stopped');
    await pass(200);
    await said('avatar-speech-stopped');
    expect(answers.isSpeaking).to.equal(false);
    // Whether there is more to the turn nobody knows: that is for the lock's own timeout.
    expect(types()).to.not.include('turn-completed');
    answers.ended('late', true);
    expect(types().at(-1)).to.equal('avatar-speech-stopped');
    expect(stage.wire.at(-1)).to.equal('late');
  });

  it('waits longer for the end of what was never heard', async () => {
    answers.expect({ turnId: 1 });
    answers.started('begin');
    await pass(29_000);
    expect(types()).to.deep.equal(['avatar-speech-started']);
    await pass(1500);
    await said('avatar-speech-stopped');
  });

  it('waits no longer than a moment for the sound of what begins after its answer is complete', async () => {
    answers.expect({ turnId: 1 });
    answers.started('begin');
    answers.ended('end', true);
    await said('turn-completed');
    answers.started('begin, an old word');
    await pass(1100);
    await waitUntil(() => !answers.isSpeaking);
    expect(answers.isDue).to.be.false;
    answers.started('begin, and it is heard');
    level = 0.3;
    await waitUntil(() => types().at(-1) === 'avatar-audible');
    await pass(1100);
    expect(answers.isSpeaking).to.be.true;
    answers.ended('end', true);
    level = 0;
    await waitUntil(() => !answers.isSpeaking);
    expect(types().filter((type) => type === 'turn-completed')).to.have.length(1);
  });

  it('lets the next answer end the one before', () => {
    answers.expect({ turnId: 1 });
    answers.started('begin');
    answers.ended('end', true);
    answers.expect({ turnId: 2 });
    answers.started('begin again');
    expect(types()).to.deep.equal([
      'avatar-speech-started',
      'avatar-speech-stopped',
      'turn-completed',
      'avatar-speech-started',
    ]);
    expect(stage.typesOf(2)).to.deep.equal(['avatar-speech-started']);
  });

  it('completes nothing with a speech that no turn asked for', async () => {
    answers.started('hello');
    answers.ended('end', true);
    await said('avatar-speech-stopped');
    expect(types()).to.deep.equal(['avatar-speech-started', 'avatar-speech-stopped']);
    expect(stage.wire).to.deep.equal(['hello', 'end', 'end']);
  });

  it('says nothing any more of what was interrupted, also while it drains', async () => {
    answers.expect({ turnId: 1 });
    answers.started('begin');
    answers.ended('end', true);
    answers.interrupt();
    await aTimeout(350);
    expect(types()).to.deep.equal(['avatar-speech-started']);
  });

  it('plays its stream until it is interrupted, and again for the next answer', () => {
    const stream = new MediaStream();
    answers.play(stream);
    answers.expect({ turnId: 1 });
    answers.started('begin');
    expect(played).to.deep.equal([stream]);
    answers.interrupt();
    answers.ended('end', true);
    expect(played).to.have.length(1);
    answers.expect({ turnId: 2 });
    expect(played).to.have.length(2);
  });

  it('lets nobody hear an answer that was refused, and is open for the next', () => {
    answers.play(new MediaStream());
    answers.expect({ turnId: 1 });
    answers.refuse(1);
    expect(answers.isDue).to.be.false;
    expect(answers.aboutOf()).to.equal(null);
    expect(answers.started('begin')).to.be.false;
    expect(stage.heard).to.deep.equal(['stop']);
    answers.ended('end', true);
    answers.expect({ turnId: 3 });
    expect(answers.started('begin')).to.be.true;
    expect(types()).to.deep.equal(['avatar-speech-started']);
  });

  it('refuses with a turn no answer but its own', async () => {
    answers.expect({ turnId: 1 });
    answers.refuse(2);
    expect(answers.isDue).to.be.true;
    expect(answers.started('begin')).to.be.true;
    answers.ended('end', false);
    await said('avatar-speech-stopped');
    answers.completed('over');
    expect(stage.typesOf(1)).to.deep.equal(['avatar-speech-started', 'avatar-speech-stopped', 'turn-completed']);
    // What comes now can only be the answer to what was taken back.
    expect(answers.isDue).to.be.false;
    expect(answers.started('begin again')).to.be.false;
  });

  it('waits no longer for an answer to what was said before a turn that was taken back', async () => {
    answers.expect({ turnId: 1 });
    answers.refuse(2);
    await pass(9000);
    expect(answers.isDue).to.be.true;
    await pass(1500);
    expect(answers.isDue).to.be.false;
  });

  it('takes back with an interruption what is awaited as well as what is said', () => {
    answers.expect({ turnId: 1 });
    answers.started('begin');
    answers.expect({ turnId: 2 });
    answers.interrupt();
    answers.ended('end', true);
    expect(answers.started('begin again')).to.be.false;
    expect(stage.typesOf(2)).to.deep.equal([]);
  });

  it('answers a turn that went on after an interruption', () => {
    answers.expect({ turnId: 1 });
    answers.interrupt();
    answers.expect({ turnId: 1 });
    expect(answers.started('begin', { turnId: 1 })).to.be.true;
  });

  it('forgets an answer that nobody wants and whose end is lost', () => {
    answers.expect({ turnId: 1 });
    answers.started('begin');
    answers.interrupt();
    answers.expect({ turnId: 2 });
    expect(answers.aboutOf()).to.deep.equal({ turnId: 2 });
    answers.completed('over');
    expect(stage.typesOf(2)).to.deep.equal(['turn-completed']);
  });

  it('ends no speech with the completion of another', () => {
    answers.expect({ turnId: 2 });
    answers.started('begin');
    answers.completed('late', { turnId: 1 });
    expect(stage.events.at(-1)).to.deep.equal({ type: 'turn-completed', turnId: 1 });
    expect(answers.isSpeaking).to.be.true;
  });

  it('believes a backend that names the turn', () => {
    answers.expect({ turnId: 1 });
    answers.interrupt();
    answers.expect({ turnId: 2 });
    answers.refuse(2);
    expect(answers.started('late', { turnId: 1 })).to.be.false;
    expect(answers.started('of the turn that was taken back', { turnId: 2 })).to.be.false;
    expect(answers.started('new', { turnId: 3 })).to.be.true;
    answers.ended('of another', true, { turnId: 1 });
    expect(answers.isSpeaking).to.be.true;
    expect(stage.typesOf(3)).to.deep.equal(['avatar-speech-started']);
  });
});
