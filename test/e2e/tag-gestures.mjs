// Random hands on the tag of the page; runs in the page, which is in conversation.

const HOTKEY = 'KeyT';
// A meter may be a fifth of a second late, and a busy machine as much again.
const CLOSED_MS = 1000;
const CHECKED_EVERY = 25;

/** Makes `round` and `end`; the same `seed` makes the same gestures. */
export async function prepare(seed) {
  const { tag, avatar } = window;
  const { any, chance } = randomFrom(seed);
  const until = (test, ms) =>
    new Promise((resolve) => {
      const started = performance.now();
      const look = () => {
        const isOver = test();
        if (isOver || performance.now() - started > ms) resolve(isOver);
        else setTimeout(look, 5);
      };
      look();
    });
  const isGateOpen = () => tag.session?.meter.isGateOpen ?? false;
  const devices = watchDevices();
  const hands = handsOn(tag, any);
  const covers = coversOf(tag);
  avatar.reply = () => null;
  Object.assign(tag, { hotkey: HOTKEY, tapMs: 0, turnTaking: { pushToTalkPolicy: { turnCompletionTimeoutMs: 50 } } });
  await tag.updateComplete;

  const gestures = [
    ...Array(6).fill(hands.down),
    ...Array(5).fill(hands.up),
    hands.cancel,
    () => covers.put(any(covers.names)),
    covers.takeAway,
    () => (chance() < 0.3 ? window.dispatchEvent(new Event('blur')) : undefined),
    () => tag.interrupt(),
    () => (chance() < 0.1 ? devices.lose() : undefined),
    () => (chance() < 0.1 ? covers.move() : undefined),
  ];
  const leftOpen = [];
  let recent = [];

  /** Looks where nobody can hold the control: covered, or with all hands up. */
  const check = async (when) => {
    const isClosed = await until(() => !isGateOpen(), CLOSED_MS);
    if (!isClosed) leftOpen.push({ when, recent: recent.slice(-12).join(' ') });
    recent = [];
  };
  const joined = async () => {
    if (tag.connectionState !== 'connected') await tag.connect().catch(() => undefined);
  };
  const calm = async () => {
    covers.takeAway();
    hands.allUp();
    await joined();
    await check('all hands up');
  };

  window.round = async (count) => {
    leftOpen.length = 0;
    for (let i = 1; i <= count; i++) {
      const what = any(gestures)();
      if (what) recent.push(what);
      if (chance() < 0.3) await new Promise((resolve) => setTimeout(resolve, any([0, 5, 20])));
      if (i % CHECKED_EVERY > 0) continue;
      if (covers.names.length > 0 && chance() < 0.5) {
        hands.down();
        await new Promise((resolve) => setTimeout(resolve, 30));
        recent.push(covers.put(any(covers.names)));
        await check('covered');
      }
      await calm();
    }
    return { leftOpen: [...leftOpen], tooManyDevices: Math.max(0, devices.most() - 1), nextPress: await pressOnce() };
  };

  async function pressOnce() {
    await calm();
    const isFree = await until(() => tag.phase === 'idle' && tag.session?.state.service.presence === 'here', 8000);
    if (!isFree) return `stuck in ${tag.phase}`;
    const { turnIds } = tag.session.state;
    hands.press();
    const isHeard = await until(() => tag.phase === 'capturing' && tag.session.state.isSoundFlowing, 8000);
    await new Promise((resolve) => setTimeout(resolve, 150));
    hands.allUp();
    if (!isHeard) return `never listened: ${tag.shadowRoot.querySelector('[role=status]').textContent.trim()}`;
    await until(() => avatar.lastTurn?.turnId >= turnIds.next, 5000);
    return avatar.lastTurn?.samples.some((sample) => sample !== 0) ? 'heard' : 'silent';
  }

  window.end = async () => {
    hands.press();
    tag.remove();
    await until(() => devices.open() === 0, 3000);
    return devices.open();
  };
}

/** Two fingers and a mouse on the button, two keys, a screen reader's and the application's own hand. */
function handsOn(tag, any) {
  const button = () => tag.shadowRoot.querySelector('.talk');
  // Nobody presses what can't be seen or reached.
  const reachable = () => {
    const talk = button();
    return talk?.checkVisibility({ visibilityProperty: true }) && !talk.closest('[inert]') && isOnTop(tag)
      ? talk
      : null;
  };
  const fire = (Type, target, type, init) =>
    target.dispatchEvent(new Type(type, { bubbles: true, composed: true, cancelable: true, ...init }));
  const pointer = (type, pointerId, target = window) =>
    fire(PointerEvent, target, type, {
      pointerId,
      isPrimary: pointerId !== 3,
      pointerType: pointerId === 1 ? 'mouse' : 'touch',
    });
  const key = (type, code, target) => fire(KeyboardEvent, target, type, { code, key: code === 'Space' ? ' ' : code });
  const downs = {
    mouse: () => pointer('pointerdown', 1, reachable() ?? document.body),
    finger: () => pointer('pointerdown', 2, reachable() ?? document.body),
    'second finger': () => pointer('pointerdown', 3, reachable() ?? document.body),
    space: () => {
      reachable()?.focus();
      key('keydown', 'Space', reachable() ?? document.body);
    },
    hotkey: () => key('keydown', HOTKEY, document.body),
  };
  const ups = {
    mouse: () => pointer('pointerup', 1),
    finger: () => pointer('pointerup', 2),
    'second finger': () => pointer('pointerup', 3),
    space: () => key('keyup', 'Space', document.body),
    hotkey: () => key('keyup', HOTKEY, document.body),
  };
  const names = Object.keys(downs);
  const act = (list, sign) => () => {
    const name = any(names);
    list[name]();
    return `${sign}${name}`;
  };
  return {
    down: act(downs, '+'),
    up: act(ups, '-'),
    press: downs.mouse,
    cancel: () => {
      pointer('pointercancel', any([1, 2, 3]));
      return 'cancel';
    },
    allUp: () => {
      for (const up of Object.values(ups)) up();
    },
  };
}

// Under a modal dialog nothing else can be reached.
function isOnTop(tag) {
  const dialog = document.querySelector('dialog:modal');
  return !dialog || dialog.contains(tag);
}

/** All ways to put a control out of sight or reach, and back. */
function coversOf(tag) {
  const details = document.body.appendChild(document.createElement('details'));
  const dialog = document.body.appendChild(document.createElement('dialog'));
  const shelf = document.createElement('div');
  details.open = true;
  details.append(shelf);
  shelf.append(tag);
  const ways = {
    display: [() => (tag.style.display = 'none'), () => (tag.style.display = '')],
    visibility: [() => (tag.style.visibility = 'hidden'), () => (tag.style.visibility = '')],
    hidden: [() => (tag.hidden = true), () => (tag.hidden = false)],
    inert: [() => (tag.inert = true), () => (tag.inert = false)],
    'inert parent': [() => (shelf.inert = true), () => (shelf.inert = false)],
    details: [() => (details.open = false), () => (details.open = true)],
    dialog: [() => dialog.open || dialog.showModal(), () => dialog.close()],
  };
  return {
    names: Object.keys(ways),
    put: (name) => {
      ways[name][0]();
      return name;
    },
    takeAway: () => {
      for (const [, undo] of Object.values(ways)) undo();
      return 'shown';
    },
    /** Moving it keeps its conversation. */
    move: () => {
      shelf.append(tag);
      return 'moved';
    },
  };
}

function watchDevices() {
  const tracks = [];
  const { mediaDevices } = navigator;
  const getUserMedia = mediaDevices.getUserMedia.bind(mediaDevices);
  const live = () => tracks.filter(({ readyState }) => readyState === 'live');
  let most = 0;
  mediaDevices.getUserMedia = async (constraints) => {
    const stream = await getUserMedia(constraints);
    tracks.push(...stream.getTracks());
    most = Math.max(most, live().length);
    return stream;
  };
  return {
    most: () => most,
    open: () => live().length,
    /** Unplugged, and there again. */
    lose: () => {
      live().at(-1)?.dispatchEvent(new Event('ended'));
      mediaDevices.dispatchEvent(new Event('devicechange'));
      return 'unplugged';
    },
  };
}

function randomFrom(seed) {
  let state = seed;
  const chance = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
  return { chance, any: (list) => list[Math.floor(chance() * list.length)] };
}
