import {
  AvatarPttError,
  mergeTurnTaking,
  patchOf,
  type PartialTurnTaking,
  type TurnTakingOptions,
  type TurnTakingPath,
} from 'avatar-ptt/headless';
import type { Inspection } from '../model/inspection.js';
import { WhatIfMemo } from '../what-if/what-if-memo.js';
import type { SnippetForm } from './snippets.js';
import { changedFields, joinPatches, patchBetween, withDetection } from './settings.js';

interface Applied {
  readonly undo: PartialTurnTaking;
  readonly redo: PartialTurnTaking;
}

/** That can be undone. */
const MAX_STEPS = 100;

/**
 * Tries settings (what-if alone) and applies them. A conversation's settings are changed through its one tuner, so that
 * every change can be undone. What is over takes no settings: there, applying keeps them as what
 * is being tried.
 */
export class Tuner {
  /** As what the settings are copied. */
  snippetForm: SnippetForm = 'html';
  readonly #inspection: Inspection;
  readonly #done: Applied[] = [];
  readonly #undone: Applied[] = [];
  /** What was asked of this panel, as it was asked: the machine may have moved it into its range. */
  readonly #asked = new Map<TurnTakingPath, unknown>();
  #kept: PartialTurnTaking | null = null;

  constructor(inspection: Inspection) {
    this.#inspection = inspection;
  }

  /** Whether changes reach a conversation. */
  get isLive(): boolean {
    return this.#inspection.control !== null;
  }

  /** The settings that a change starts from: those asked for, or in a recording those being tried. */
  get settings(): TurnTakingOptions {
    const { inForce } = this.#inspection;
    return this.#kept ? mergeTurnTaking(inForce, this.#kept) : inForce;
  }

  get canUndo(): boolean {
    return this.#done.length > 0;
  }

  get canRedo(): boolean {
    return this.#undone.length > 0;
  }

  /** What was asked for a setting here, if the last word on it was said here. */
  askedFor(path: TurnTakingPath): unknown {
    return this.#asked.get(path);
  }

  /** Shows what a change would do, without applying it; null: shows what is. @throws AvatarPttError `invalid-option` */
  try(patch: PartialTurnTaking | null): void {
    this.#inspection.propose(patch ? this.#proposalOf(patch) : this.#kept);
  }

  /** Works out what a change would do, so that `try` shows it without delay. @throws AvatarPttError `invalid-option` */
  precompute(patch: PartialTurnTaking): void {
    this.#inspection.model(WhatIfMemo).precompute(this.#proposalOf(patch));
  }

  /** Puts a change in force; it can be undone. @throws AvatarPttError `invalid-option`; nothing is applied then. */
  apply(patch: PartialTurnTaking): void {
    const before = this.settings;
    const whole = withDetection(patch, before);
    const after = mergeTurnTaking(before, whole);
    for (const { path } of changedFields(before, after)) this.#asked.delete(path);
    if (after === before) this.try(null);
    else {
      this.#done.push({ undo: patchBetween(after, before), redo: patchBetween(before, after) });
      if (this.#done.length > MAX_STEPS) this.#done.shift();
      this.#undone.length = 0;
      this.#put(patchBetween(before, after));
    }
  }

  /** One setting, as typed or dragged. @throws AvatarPttError `invalid-option`; nothing is applied then. */
  applyValue(path: TurnTakingPath, value: unknown): void {
    this.apply(patchOf([[path, value]]));
    this.#asked.set(path, value);
  }

  /** Takes the last change back; returns what that changed, or null when there was none. */
  undo(): PartialTurnTaking | null {
    return this.#step(this.#done, this.#undone, 'undo');
  }

  /** Makes the change again that was taken back last; returns it, or null. */
  redo(): PartialTurnTaking | null {
    return this.#step(this.#undone, this.#done, 'redo');
  }

  #proposalOf(patch: PartialTurnTaking): PartialTurnTaking {
    const whole = withDetection(patch, this.settings);
    // Throws for what is not allowed, before anybody is asked to work it out.
    mergeTurnTaking(this.settings, whole);
    return this.#kept ? joinPatches(this.#kept, whole) : whole;
  }

  #step(from: Applied[], to: Applied[], direction: keyof Applied): PartialTurnTaking | null {
    const applied = from.pop();
    if (!applied) return null;
    to.push(applied);
    // What was typed is no longer what is asked for, whichever setting the step changes.
    this.#asked.clear();
    this.#put(applied[direction]);
    return applied[direction];
  }

  #put(patch: PartialTurnTaking): void {
    const { control } = this.#inspection;
    if (control) control.setTurnTaking(patch);
    else this.#kept = joinPatches(this.#kept ?? {}, patch);
    this.try(null);
  }
}

/** Whether it was thrown because a value is not allowed. */
export function isRefusedValue(thrown: unknown): thrown is AvatarPttError {
  return thrown instanceof AvatarPttError && thrown.code === 'invalid-option';
}
