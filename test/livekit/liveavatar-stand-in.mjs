/**
 * Stands in for the LiveAvatar service in FULL mode: its REST calls and, in a room of a real LiveKit server, its agent and
 * avatar. Where each choice comes from:
 * [events] docs.liveavatar.com/docs/full-mode/events: topics, envelope with `source_event_id: string | null`, what a command
 *   does (`avatar.interrupt` stops what is scheduled, too), `session.stopped` with its `end_reason`.
 * [ptt] docs.liveavatar.com/docs/full-mode/push-to-talk: a window is opened and closed by commands alone, what is said outside
 *   is ignored, nothing is answered while it is open.
 * [skill] heygen-com/liveavatar-agent-skills, full-mode-guide.md: a context has an `opening_text` that is spoken at the start.
 * [client] @heygen/liveavatar-web-sdk 0.0.18: REST answers, who is who in the room.
 * [demo] heygen-com/liveavatar-web-sdk, apps/demo/src/liveavatar/context.tsx: a chunk of the user is the whole phrase so far,
 *   one of the avatar a single word, which is appended as it is.
 * [seen] of a running service: only commands of the client are registered, so what answers a spoken turn has as its source
 *   the newest of those that make the avatar speak, however old, or null; a window that is open refuses another.
 */
import { LiveAvatarSession } from './liveavatar-session.mjs';
import { serveJson } from './rest.mjs';
import { wellBehaved } from './script.mjs';

/** What the embedder's backend would send; a session token is given for it and for nothing else. */
const API_KEY = 'api-key-of-the-stand-in';

/** How this service behaves beside what both clouds do; a test changes it as the script. */
const HABITS = {
  /** Whose id the events of a spoken turn have: `registered` [seen], `command` (of the turn), `none` (of acknowledgements too). */
  names: 'registered',
  /** What the avatar says when the user has joined [skill]; empty: nothing. */
  greeting: '',
  /** Told when a session starts, and then kept [client, events]. */
  maxSessionSecs: 1200,
};

/**
 * Starts the service. `apiUrl` is its base, `tokenUrl` an embedder's endpoint that mints session tokens with its own key;
 * `newToken` does the same from Node. `script` may be changed at any time. `sessions` holds all, `session` the newest.
 */
export async function startLiveAvatar({ livekit, interactivity = 'PUSH_TO_TALK' }) {
  const script = { ...wellBehaved(), ...HABITS };
  const sessions = [];
  const bearer = ({ headers }) => sessions.find(({ token }) => headers.authorization === `Bearer ${token}`);
  const mint = (body) => {
    const session = new LiveAvatarSession(livekit, script, body?.interactivity_type);
    sessions.push(session);
    return session;
  };
  const withSession = (call, work) => async (request) => {
    if (script.rest[call]) return script.rest[call];
    const session = bearer(request);
    if (!session || session.isEnded) return { status: 401, body: { code: 4010, data: null, message: 'Unauthorized' } };
    return ok(await work(session));
  };
  const service = await serveJson({
    'POST /v1/sessions/token': ({ headers, body }) => {
      if (headers['x-api-key'] !== API_KEY)
        return { status: 401, body: { code: 4010, data: null, message: 'Invalid API key' } };
      const { id, token } = mint(body);
      return ok({ session_id: id, session_token: token });
    },
    'POST /v1/sessions/start': withSession('/v1/sessions/start', (session) => session.start()),
    'POST /v1/sessions/keep-alive': withSession('/v1/sessions/keep-alive', (session) => session.keepAlive()),
    'POST /v1/sessions/stop': withSession('/v1/sessions/stop', (session) => session.end()),
    'POST /embedder/token': () => ({ body: { session_token: mint({ interactivity_type: interactivity }).token } }),
  });
  return {
    apiUrl: service.url,
    tokenUrl: `${service.url}/embedder/token`,
    apiKey: API_KEY,
    requests: service.requests,
    script,
    usual: HABITS,
    sessions,
    get session() {
      return sessions.at(-1);
    },
    newToken: (interactivityType = interactivity) => mint({ interactivity_type: interactivityType }).token,
    async close() {
      await Promise.all(sessions.map((session) => session.end()));
      await service.close();
    },
  };
}

const ok = (data) => ({ body: { code: 1000, data, message: 'Session request successful' } });
