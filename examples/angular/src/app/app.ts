import { Component, CUSTOM_ELEMENTS_SCHEMA, signal } from '@angular/core';
import 'avatar-ptt/define';
import type { TurnEndEvent } from 'avatar-ptt';

@Component({
  selector: 'app-root',
  templateUrl: './app.html',
  schemas: [CUSTOM_ELEMENTS_SCHEMA],
})
export class App {
  protected readonly isHandsFree = signal(false);
  protected readonly turns = signal<string[]>([]);

  protected addTurn({ durationMs, reason }: TurnEndEvent) {
    this.turns.update((before) => [...before, `${(durationMs / 1000).toFixed(1)} s, ended by ${reason}`]);
  }
}
