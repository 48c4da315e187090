import type { TurnTakingPath } from './turn-taking-fields.js';

/** What each setting means: one sentence for a person. Apart from the fields, since only tools show it. */
export const TURN_TAKING_HELP: Readonly<Record<TurnTakingPath, string>> = {
  mode: 'Who decides when you speak: your voice, or a button.',
  turnDetection:
    'In hands-free, and for a tap that ends by itself: the defaults, none (the application ends turns), or the values below.',
  'customTurnDetection.stopSecs': 'Raise it when the avatar answers mid-sentence; lower it for quicker answers.',
  'customTurnDetection.preSpeechMs':
    'Audio before the detected start of speech that belongs to the turn. Raise it (80 to 150) when the first word is clipped.',
  'customTurnDetection.maxDurationSecs': 'Hard cap on one turn, even while you still speak.',
  'customTurnDetection.analyzer':
    'What judges a pause: silence, which is its length alone, or an analyzer that listens to how the turn sounds.',
  'customTurnDetection.minStopSecs':
    'Silence that ends a turn that sounds complete; never longer than the silence that ends any turn.',
  'customTurnDetection.askAfterSecs': 'The analyzer is asked once in each pause, after that much silence.',
  'customTurnDetection.rule':
    'Slide: the more complete it sounds, the less silence ends it. Threshold: it ends at once, or after the whole silence.',
  'customTurnDetection.threshold': 'How complete a turn must sound to end at once, with the rule threshold.',
  initialServerStt: 'Whether the backend transcribes from the start; by default on in hands-free, off in push-to-talk.',
  'localAudioPolicy.startMutedInPushToTalk':
    'Audio leaves this device only while the control is held, and in the release tail.',
  'localAudioPolicy.enableAcousticEchoCancellation':
    'For speakers instead of headphones. Speaking over the avatar interrupts it only while this is in force.',
  'localAudioPolicy.pushToTalkStartupMode':
    'At the start, kept muted, or at the first press, which then takes 100 to 300 ms longer.',
  'pushToTalkPolicy.enableServerSttToggle':
    'The backend transcribes only while you hold, which costs less and hears less.',
  'pushToTalkPolicy.interruptBotOnPress': 'Pressing while the avatar is busy stops it and starts your turn.',
  'pushToTalkPolicy.requireTurnCompletionBeforeNextPress':
    'A press before the avatar has finished is refused, unless a press interrupts.',
  'pushToTalkPolicy.turnCompletionTimeoutMs':
    'Frees the button if the avatar never says that it has finished; 0 = never.',
  'pushToTalkPolicy.allowSpeechStoppedFallbackAfterSpeechStart':
    'The button is freed when the avatar stops speaking, even if its completion got lost.',
  'pushToTalkPolicy.releaseTailMs': 'How long you are still heard after the release while you are still speaking.',
  'pushToTalkPolicy.preRollMs':
    'For people who speak as they reach for the button. 0: nothing from before the press is heard.',
  'bargeIn.smoothInterruption': 'The avatar fades out instead of being cut.',
  'bargeIn.fadeOutSecs': 'Length of that fade; values are kept between 0.04 and 0.25 s.',
  'bargeIn.clientDetection': 'Speech heard in the browser lowers the avatar before the backend confirms it.',
  'vad.confidence': 'Probability from which a frame counts as speech.',
  'vad.startSecs': 'Shorter sounds are misfires. Raise it when noise triggers turns.',
  'vad.stopSecs': 'When speech counts as stopped; the turn ends later, after the silence that ends the turn.',
  'vad.minVolume': 'Quieter sound is never speech. 0.6 is about -50 dBFS.',
};
