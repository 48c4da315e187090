import { expect, waitUntil } from '@open-wc/testing';
import type { Provider } from '../../../src/providers/provider.js';
import { backstage, describeProvider, sayTurn } from '../provider-contract.js';
import type { StandInFetch, StandInRoom } from './stand-in-room.js';

/** A stand-in of a cloud: what a browser can reach of it. */
export interface StandInCloud {
  readonly web: StandInFetch;
  readonly room: StandInRoom;
  provider(): Provider;
}

/** What both clouds promise. `makeCloud` makes one whose avatar comes by itself; `secrets` are the tokens it gives. */
export function describeCloud(name: string, makeCloud: () => StandInCloud, secrets: readonly string[]): void {
  describe(`${name}Provider, like any cloud`, () => {
    let cloud: StandInCloud;
    afterEach(() => {
      cloud.web.restore();
    });

    describeProvider(name, () => {
      cloud = makeCloud();
      return cloud.provider();
    });

    it('never shows a token: not in events, not in what it writes down of the wire', async () => {
      cloud = makeCloud();
      const provider = cloud.provider();
      const stage = backstage();
      await provider.connect(stage.context);
      await waitUntil(() => stage.ofType('avatar-ready').length > 0);
      await sayTurn(provider, 1);
      await stage.completed(1);
      stage.abort();
      await provider.disconnect();
      const told = JSON.stringify([stage.events, stage.wire]);
      expect(told).to.contain('POST ');
      for (const secret of secrets) expect(told).to.not.contain(secret);
    });

    it('takes no command before there is a conversation', async () => {
      cloud = makeCloud();
      const provider = cloud.provider();
      const end = { isDiscarded: false, endMs: Infinity };
      const commands = [
        () => provider.startTurn(1),
        () => provider.stopTurn(1, end),
        () => provider.interrupt?.(),
        () => provider.sendText?.('Hello.'),
        () => provider.setServerStt?.(true),
      ];
      for (const command of commands) {
        const thrown = await Promise.resolve()
          .then(command)
          .catch((error: unknown) => error);
        if (thrown !== undefined) expect(thrown).to.have.property('code', 'not-connected');
        else expect(provider.setServerStt).to.equal(undefined);
      }
    });
  });
}
