/**
 * What devices are called by those who make and install them. Whose a device is can be said in every language and in every
 * order, so what is not in this list is taken for an owner: rather an unknown brand is lost than a name is shown.
 */
const PRODUCT_WORDS = new Set(
  [
    'airpods airpod iphone ipad ipod imac macbook mac apple homepod beats powerbeats studio earpods continuity facetime hd',
    'galaxy buds pixel fold flip samsung google oneplus xiaomi redmi huawei freebuds honor nothing ear oppo realme motorola nokia',
    'sony bose jabra logitech logi plantronics poly sennheiser epos shure rode røde blue yeti snowball razer hyperx cloud corsair',
    'steelseries arctis anker soundcore jbl akg audio-technica technica audio focusrite scarlett behringer zoom elgato wave wacom',
    'creative sound blaster realtek conexant intel amd nvidia cirrus microsoft surface lifecam lenovo thinkpad dell hp lg asus acer',
    'benq philips panasonic jvc marshall skullcandy nothing cmf aukey trust genius avermedia obs blackhole loopback soundflower',
    'voicemeeter vb-audio vb cable krisp rtx broadcast evolve engage quietcomfort voyager elite linkbuds quadcast quantum tune live free',
    'pro max plus mini air ultra lite se fe gen generation series edition true wireless stereo mono array smart display monitor tv',
    'headset headphone headphones earphone earphones earbuds earbud hands-free handsfree hands speakerphone speaker speakers phone',
    'microphone microphones mikrofon mikrofonarray mikrofonu microfone micrófono microfono micro mic mikrofoni mikrofonit микрофон мікрофон マイク マイクロフォン',
    '麦克风 麥克風 耳机 耳機 扬声器 마이크 헤드셋 스피커 이어폰 ヘッドセット スピーカー イヤホン kopfhörer lautsprecher casque écouteurs auriculares',
    'cuffie гарнитура наушники динамик webcam camera cam kamera kameras device devices input output line in out analog digital optical',
    'spdif hdmi displayport usb usb-c bluetooth ble le ag hfp a2dp type built built-in internal integrated integriertes internes интегрированный',
    'intégré integrado incorporado integrato eingebautes встроенный external default standard standardmikrofon communications communication',
    'kommunikation стандартный virtual virtuelles fake aggregate multi channel channels technology controller codec driver system desktop',
    'front rear left right bottom top and with for the of high definition r tm c dac adc pcm pipewire pulseaudio alsa jack hat desk',
    'conference room meeting owl link connect dock station hub adapter interface mixer stand',
  ].flatMap((line) => line.split(' ')),
);
/** The part of a label that is one word: Latin letters and digits, or letters of another script. What was left out stays so. */
const WORD =
  /\[(?:\d+ characters|redacted(?: \d+)?|left out)\]|[\p{Script=Latin}\p{M}\d]+(?:['’`´]\p{Script=Latin}{0,3}(?!\p{L}))?|(?:(?!\p{Script=Latin})[\p{L}\p{M}])+/gu;
/** `WH`, `1000XM4`, `C920e`, `085c`, `2nd`. */
const MODEL = /^(?:[A-Z]{0,4}\d{1,5}[A-Z]{0,4}[a-z]{0,2}\d{0,2}|[\da-f]{4}|\d{1,2}(?:st|nd|rd|th)|[A-Z]{1,2})$/;
/** Devices that are named after people, as texts name them. */
const PERSONAL = 'AirPods|iPhone|iPad|MacBook|Galaxy|Pixel|Buds|Beats';
const ANY_DEVICE = `${PERSONAL}|[Hh]eadset|[Hh]eadphones|[Ee]arbuds|[Mm]icrophone`;
const NAME = "(?<![\\p{L}\\p{M}\\d'’])[\\p{L}\\p{M}\\d]{1,40}";
const QUOTED = new RegExp(`(["“„«‘])([^"“”„«»‘\\r\\n]{0,60}(?:${ANY_DEVICE})[^"“”„«»‘\\r\\n]{0,60})(?=["”“»’])`, 'g');
const OWNER_BEFORE = new RegExp(
  `${NAME}['’´\`]\\p{L}{0,2}\\s(?=${ANY_DEVICE})|${NAME}(?:\\s|(?<!\\p{Script=Latin}))(?=(?:${PERSONAL})(?!\\p{L}))`,
  'gu',
);
const OWNER_BEHIND = new RegExp(
  `((?:${PERSONAL})(?: (?:Pro|Max|Mini|Air|Ultra|\\d{1,2})){0,3} )(?:von|van|of|de|di|do|da|från|fra|av|od|uživatele|у) \\p{Lu}[\\p{L}\\p{M}]{0,40}`,
  'gu',
);
/** What stands before a device in a sentence, and is nobody. */
const NOBODY =
  /^(?:a|all|an|and|any|both|but|by|connect|cpu|die|das|der|for|from|if|in|is|its|kein|mein|my|new|no|of|on|one|or|other|paired|reconnect|some|that|the|their|these|this|to|two|use|via|when|which|with|without|your)$/i;
const KINDS = /^(?:audio|video)(?:input|output)?$/;

/** Whether a field holds what a device is called. */
export function isDeviceLabel(key: string, of: object): boolean {
  if (/(?:device|microphone|mic|speaker|camera|headset)_?(?:label|name)$/i.test(key)) return true;
  if (!/^(?:label|name)$/i.test(key)) return false;
  if ('type' in of && of.type === 'microphone-opened') return true;
  return 'deviceId' in of || 'groupId' in of || ('kind' in of && KINDS.test(String(of.kind)));
}

/** What a device is called, without whose it is: `[owner] AirPods` for `Max's AirPods`, `Annas AirPods`, `MaxのAirPods`. */
export function withoutOwner(label: string): string {
  let before = '';
  const marked = label.replaceAll('[owner]', '\0').replace(WORD, (word) => {
    const isProduct = isProductWord(word, before);
    before = word.toLowerCase();
    return isProduct ? word : '\0';
  });
  return marked.replace(/\0(?:[^\p{L}\d()[\]]*\0)*/gu, '[owner]').replace(/\](?=[\p{L}\d])/gu, '] ');
}

/** A text, such as that of an error, without whose the devices are that it names. */
export function withoutOwners(text: string): string {
  return text
    .replace(QUOTED, (_, quote: string, label: string) => quote + withoutOwner(label))
    .replace(OWNER_BEFORE, (found) => {
      const word = found.trim();
      return NOBODY.test(word) || isProductWord(word, '') ? found : '[owner] ';
    })
    .replace(OWNER_BEHIND, '$1[owner]');
}

/** Names that are products, too, count as one only behind what they belong to: AirPods Max. */
function isProductWord(word: string, before: string): boolean {
  const lower = word.toLowerCase();
  if (word.startsWith('[')) return true;
  if (lower === 'max') return /^(?:airpods|pro)$/.test(before);
  return MODEL.test(word) || PRODUCT_WORDS.has(lower) || PRODUCT_WORDS.has(lower.replace(/\d{1,4}$/, ''));
}
