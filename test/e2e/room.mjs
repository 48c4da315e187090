// A room with a person, loudspeakers and a microphone in it, simulated in the page: what the avatar says comes back as the
// room's echo. Imported in the page, before its first conversation.

/** All speech here has this level; people and the avatar are equally loud at the microphone before the echo's own level. */
const SPEECH_RMS = 0.1;
const ECHO_DELAY_SECS = 0.06;
const REVERBERATION_SECS = 0.3;
const ROOM_NOISE_DB = -65;
/** What a working echo canceller takes away. */
const CANCELLED_DB = 35;

const gainOf = (db) => 10 ** (db / 20);

/**
 * From now on the page's microphones stand in this room. `echoDb` is the level of the echo, relative to the avatar's.
 * `canceller`: `working` takes the echo away where a page asks for it; `lying` says so and does nothing; `none` is honest.
 */
export async function openRoom({ echoDb = -10, canceller = 'none' } = {}) {
  const context = new AudioContext();
  const air = context.createGain();
  const echo = echoPath(context, echoDb);
  echo.output.connect(air);
  roomNoise(context).connect(air);
  hearOutputs(context, echo.input);
  const setCancelling = (isAsked) => {
    echo.output.gain.value = gainOf(echoDb - (isAsked && canceller === 'working' ? CANCELLED_DB : 0));
  };
  replaceMicrophone(context, air, setCancelling, canceller !== 'none');
  await context.resume();
  return {
    /** Speaks in the room; resolves at the end of it. */
    say: (buffer) =>
      new Promise((resolve) => {
        const source = new AudioBufferSourceNode(context, { buffer });
        source.connect(air);
        source.onended = resolve;
        source.start();
      }),
    close: () => context.close(),
  };
}

/** A recording of someone, a part of it if told, as loud as all speech here. */
export async function voice(url, fromSecs = 0, secs = Infinity) {
  const response = await fetch(url);
  const decoder = new OfflineAudioContext(1, 1, 48_000);
  const decoded = await decoder.decodeAudioData(await response.arrayBuffer());
  const { sampleRate } = decoded;
  const from = Math.round(fromSecs * sampleRate);
  const samples = decoded.getChannelData(0).slice(from, Math.min(decoded.length, from + secs * sampleRate));
  const rms = Math.sqrt(samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length);
  const buffer = new AudioBuffer({ length: samples.length, sampleRate });
  buffer.copyToChannel(
    samples.map((sample) => (sample * SPEECH_RMS) / rms),
    0,
  );
  return buffer;
}

function echoPath(context, echoDb) {
  const input = new DelayNode(context, { delayTime: ECHO_DELAY_SECS });
  const walls = new ConvolverNode(context, { disableNormalization: true, buffer: impulseResponse(context.sampleRate) });
  const output = new GainNode(context, { gain: gainOf(echoDb) });
  input.connect(walls).connect(output);
  return { input, output };
}

/** Noise that dies by 60 dB within the time of reverberation, and neither adds nor takes power. */
function impulseResponse(sampleRate) {
  const random = randomFrom(11);
  const length = Math.round(1.5 * REVERBERATION_SECS * sampleRate);
  const decay = Math.log(1000) / (REVERBERATION_SECS * sampleRate);
  const samples = Float32Array.from({ length }, (_, i) => random() * Math.exp(-decay * i));
  const power = samples.reduce((sum, sample) => sum + sample * sample, 0);
  const buffer = new AudioBuffer({ length, sampleRate });
  buffer.copyToChannel(
    samples.map((sample) => sample / Math.sqrt(power)),
    0,
  );
  return buffer;
}

// No real microphone gives digital silence.
function roomNoise(context) {
  const random = randomFrom(5);
  const buffer = new AudioBuffer({ length: 2 * context.sampleRate, sampleRate: context.sampleRate });
  buffer.copyToChannel(
    // Uniform noise has a third of the power of its peak.
    Float32Array.from({ length: buffer.length }, () => random() * Math.sqrt(3) * gainOf(ROOM_NOISE_DB)),
    0,
  );
  const source = new AudioBufferSourceNode(context, { buffer, loop: true });
  source.start();
  return source;
}

function randomFrom(seed) {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 31 - 1;
  };
}

// What a page plays, it plays in media elements; those that are muted no room hears.
function hearOutputs(context, echo) {
  const { set, get } = Object.getOwnPropertyDescriptor(HTMLMediaElement.prototype, 'srcObject');
  const sources = new WeakMap();
  Object.defineProperty(HTMLMediaElement.prototype, 'srcObject', {
    configurable: true,
    get,
    set(stream) {
      set.call(this, stream);
      sources.get(this)?.disconnect();
      if (!stream || this.muted || context.state === 'closed') return;
      const source = context.createMediaStreamSource(stream);
      source.connect(echo);
      sources.set(this, source);
    },
  });
}

function replaceMicrophone(context, air, setCancelling, canClaim) {
  navigator.mediaDevices.getUserMedia = ({ audio }) => {
    const destination = new MediaStreamAudioDestinationNode(context, { channelCount: 1 });
    air.connect(destination);
    const [track] = destination.stream.getAudioTracks();
    const isAsked = audio.echoCancellation === true;
    setCancelling(isAsked);
    const settings = track.getSettings();
    track.getSettings = () => ({ ...settings, echoCancellation: isAsked && canClaim });
    return Promise.resolve(destination.stream);
  };
}
